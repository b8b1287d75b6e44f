"""Addresses of the outside sign-in. They answer 404 where no provider is named."""

from django.urls import path

from palermo.site.oidc import views

app_name = "oidc"
urlpatterns = [
    path("sign-in/provider/", views.begin, name="begin"),
    path("sign-in/provider/back/", views.back, name="back"),
    path("sign-in/provider/refused/", views.refused, name="refused"),
    path("account/provider/", views.own, name="own"),
    path("account/provider/undo/", views.undo, name="undo"),
]
