"""Addresses of cases: random keys and kinds, nothing of a person."""

from django.urls import path

from palermo.site.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.first, name="first"),
    path("purpose/", views.purpose, name="purpose"),
    path("opened/<uuid:access>/", views.opened, name="opened"),
    path("import/<uuid:submission>/", views.take_in, name="import"),
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/held/<uuid:person>/", views.held, name="held"),
    path("<uuid:key>/add/<slug:kind>/", views.add, name="add"),
    path("<uuid:key>/change/<slug:kind>/<uuid:row>/", views.change, name="change"),
]
