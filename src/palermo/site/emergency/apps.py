"""The app as Django knows it."""

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "palermo.site.emergency"
    label = "emergency"
