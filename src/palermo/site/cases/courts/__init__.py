"""Complaints, proceedings and returns."""
