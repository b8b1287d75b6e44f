"""The app as Django knows it."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "palermo.site.coordination"
    label = "coordination"
