"""The job that links the lists of a run, and what the worker deletes once a last day has passed."""
