"""Duties and assessments: what is said of states, and by whom."""
