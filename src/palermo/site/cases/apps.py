"""The app as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "palermo.site.cases"
    label = "cases"
