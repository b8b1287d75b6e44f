"""The app as Django knows it."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "palermo.site.submissions"
    label = "submissions"

    def ready(self) -> None:
        """Count as erased what a body's schedule has erased."""
        from palermo.site.submissions import signals  # noqa: F401
