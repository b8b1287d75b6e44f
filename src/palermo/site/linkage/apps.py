"""The app as Django knows it."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    name = "palermo.site.linkage"
    label = "linkage"
