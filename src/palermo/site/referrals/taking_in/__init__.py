"""Referrals that come as files from bodies outside the system."""
