"""The app as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "palermo.site.audit"
    label = "audit"
