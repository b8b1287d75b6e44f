"""Risks asked about, plans agreed, services delivered."""
