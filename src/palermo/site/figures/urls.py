"""Addresses of a body's figures."""

from django.urls import path

from palermo.site.figures import views

app_name = "figures"
urlpatterns = [path("", views.counts, name="counts"), path("take/", views.take, name="take")]
