"""Every address of the site. A test walks them all as a stranger and in each role."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from palermo.site.access.middleware import open_to_strangers
from palermo.site.accounts.entry import leave
from palermo.site.home import home


@open_to_strangers
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose a language; kept in a cookie."""
    return set_language(request)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("palermo.site.accounts.urls")),
    path("", include("palermo.site.oidc.urls")),
    path("audit/", include("palermo.site.auditor.urls")),
    path("emergency/", include("palermo.site.emergency.urls")),
    path("cases/", include("palermo.site.cases.urls")),
    path("submissions/", include("palermo.site.submissions.urls")),
    path("referrals/", include("palermo.site.referrals.urls")),
    path("figures/", include("palermo.site.figures.urls")),
    path("publications/", include("palermo.site.publications.urls")),
    path("", include("palermo.site.api.urls")),
    path("conference/", include("palermo.site.coordination.urls")),
    path("linkage/", include("palermo.site.linkage.urls")),
    path("keys/", include("palermo.site.keys.urls")),
    path("leave/", leave, name="leave"),
    path("language/", language, name="set_language"),
]
