"""Addresses of the audit."""

from django.urls import path

from palermo.site.audit import views

app_name = "audit"
urlpatterns = [path("", views.listing, name="list")]
