"""The app as Django knows it."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "palermo.site.referrals"
    label = "referrals"
