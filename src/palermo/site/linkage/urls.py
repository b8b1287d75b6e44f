"""Addresses of linkage."""

from django.urls import path

from palermo.site.linkage import views

app_name = "linkage"
urlpatterns = [
    path("", views.listing, name="list"),
    path("open/", views.open_run, name="open"),
    path("<uuid:key>/", views.one, name="run"),
    path("<uuid:key>/send/", views.send, name="send"),
    path("<uuid:key>/audit/", views.audit, name="audit"),
    path("<uuid:key>/link/", views.link, name="link"),
    path("<uuid:key>/close/", views.close, name="close"),
    path("lists/<uuid:key>/delete/", views.delete, name="delete"),
    path("pairs/<uuid:key>/", views.pair, name="pair"),
    path("results/<uuid:key>/result.zip", views.result, name="result"),
]
