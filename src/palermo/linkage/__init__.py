"""The same person twice, without names across agencies: for counts and prevalence, never for a decision about a person."""
