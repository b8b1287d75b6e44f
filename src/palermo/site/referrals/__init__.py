"""Consent and referral: what a person agreed to, and how a case goes from one body to another and no further."""
