"""Addresses of the API, and of the page where its tokens are made."""

from django.urls import include, path

from palermo.site.api import views
from palermo.site.api.interface import api
from palermo.site.api.routes import (
    audit,
    cases,
    conference,
    editions,
    emergency,
    feeds,
    mechanism,
    meetings,
    own,
    progress,
    referrals,
    releases,
    returns,
    sheets,
    submissions,
)

for part in (
    own, emergency, audit, releases, editions, feeds, cases, referrals, submissions, conference, mechanism, meetings,
    progress, sheets, returns,
):  # fmt: skip
    api.add_router("", part.router)

_pages = [
    path("account/tokens/", views.tokens, name="list"),
    path("account/tokens/<uuid:key>/revoke/", views.revoke, name="revoke"),
]
urlpatterns = [
    path("api/v1/", api.urls),
    path("api/<path:rest>", views.nowhere, name="nowhere"),
    path("", include((_pages, "tokens"))),
]
