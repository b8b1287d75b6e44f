"""The pages of consent and referral."""
