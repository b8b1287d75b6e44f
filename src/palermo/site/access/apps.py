"""The app as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "palermo.site.access"
    label = "access"
