"""The app as Django knows it."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "palermo.site.submissions"
    label = "submissions"
