"""The app as Django knows it."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "palermo.site.oidc"
    label = "oidc"
