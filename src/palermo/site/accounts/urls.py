"""Addresses of accounts. Keys in them are random; no name of a person ever is."""

from django.urls import path

from palermo.site.accounts import entry, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", entry.sign_in, name="sign-in"),
    path("sign-in/code/", entry.code, name="code"),
    path("sign-out/", entry.sign_out, name="sign-out"),
    path("invitation/<uuid:key>/<str:token>/", entry.invitation, name="invitation"),
    path("account/", views.own, name="own"),
    path("account/password/", views.password, name="password"),
    path("account/second-factor/", views.factor, name="factor"),
    path("accounts/", views.listing, name="list"),
    path("accounts/add/", views.add, name="add"),
    path("accounts/<uuid:key>/", views.change, name="change"),
    path("accounts/<uuid:key>/invite/", views.invite, name="invite"),
    path("accounts/<uuid:key>/reset-factors/", views.reset_factors, name="reset-factors"),
    path("bodies/", views.agencies, name="agencies"),
    path("bodies/add/", views.add_agency, name="add-agency"),
]
