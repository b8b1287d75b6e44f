"""Addresses of the audit."""

from django.urls import path

from palermo.site.auditor import views

app_name = "audit"
urlpatterns = [path("", views.listing, name="list")]
