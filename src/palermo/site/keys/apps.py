"""The app as Django knows it."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "palermo.site.keys"
    label = "keys"
