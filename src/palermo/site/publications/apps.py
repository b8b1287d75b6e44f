"""The app as Django knows it."""

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "palermo.site.publications"
    label = "publications"
