"""The app as Django knows it; cases learn of it what their closing has to ask about, and what it holds of people."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "palermo.site.referrals"
    label = "referrals"

    def ready(self) -> None:
        from palermo.site.cases import elsewhere
        from palermo.site.cases.referred import REFERRALS
        from palermo.site.referrals import held, signals  # noqa: F401  # signals listen
        from palermo.site.referrals.of_case import referrals_of

        if referrals_of not in REFERRALS:
            REFERRALS.append(referrals_of)
            elsewhere.HELD.append(held.of_person)
            elsewhere.SAME_NAME.append(held.same_name)
            elsewhere.NAMED.append(held.by_name)
