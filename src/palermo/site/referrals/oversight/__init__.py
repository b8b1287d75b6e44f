"""Sharing with a monitor of custody: begun under a consent, kept as the case stands, ended at once."""
