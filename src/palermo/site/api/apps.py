"""The app as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "palermo.site.api"
    label = "api"
