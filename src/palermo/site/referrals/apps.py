"""The app as Django knows it; cases learn of it what their closing has to ask about."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "palermo.site.referrals"
    label = "referrals"

    def ready(self) -> None:
        from palermo.site.cases.referred import REFERRALS
        from palermo.site.referrals import signals  # noqa: F401  # they listen
        from palermo.site.referrals.of_case import referrals_of

        if referrals_of not in REFERRALS:
            REFERRALS.append(referrals_of)
