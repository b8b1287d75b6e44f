"""Addresses of emergency access."""

from django.urls import path

from palermo.site.emergency import views

app_name = "emergency"
urlpatterns = [
    path("", views.listing, name="list"),
    path("ask/", views.ask, name="ask"),
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/approve/", views.approve, name="approve"),
    path("<uuid:key>/answer/", views.answer, name="answer"),
]
