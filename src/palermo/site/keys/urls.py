"""Addresses of keys and of retention."""

from django.urls import path

from palermo.site.keys import views

app_name = "keys"
urlpatterns = [
    path("", views.state, name="state"),
    path("make/", views.make, name="make"),
    path("open/", views.unlock, name="open"),
    path("close/", views.close, name="close"),
    path("replace/", views.rotate, name="rotate"),
    path("replace/go-on/", views.go_on, name="go-on"),
    path("<uuid:key>/retire/", views.retire, name="retire"),
    path("retention/", views.retention, name="retention"),
    path("retention/add/", views.schedule, name="schedule"),
    path("retention/erase/", views.erase, name="erase"),
]
