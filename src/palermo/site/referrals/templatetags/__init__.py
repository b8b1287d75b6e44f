"""Filters of the pages of referrals."""
