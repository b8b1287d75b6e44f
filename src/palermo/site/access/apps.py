"""The app as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "palermo.site.access"
    label = "access"

    def ready(self) -> None:
        """Register the guards of connections, and the checks of the server's start."""
        from palermo.site.access import signals  # noqa: F401
