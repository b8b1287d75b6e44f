"""Consent: given, narrowed, withdrawn, run out; and what follows from each."""
