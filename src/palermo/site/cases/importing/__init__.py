"""Accepted rows of a submission become cases."""
