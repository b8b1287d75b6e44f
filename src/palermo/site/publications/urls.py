"""Addresses of publications. What is out is open to everybody."""

from django.urls import path

from palermo.site.publications import pages_of_editions, pages_of_releases, views

app_name = "publications"
urlpatterns = [
    path("", views.listing, name="list"),
    path("releases.csv", views.register_of_releases, name="register"),
    path("report-folder.zip", views.report_of_releases, name="report"),
    path("releases/propose/", pages_of_releases.propose, name="propose-release"),
    path("releases/<uuid:key>/", pages_of_releases.one, name="release"),
    path("releases/<uuid:key>/decide/", pages_of_releases.decide, name="decide-release"),
    path("releases/<uuid:key>/tables/<str:table>.csv", pages_of_releases.table, name="table"),
    path("editions/propose/", pages_of_editions.propose, name="propose-edition"),
    path("editions/<uuid:key>/", pages_of_editions.one, name="edition"),
    path("editions/<uuid:key>/decide/", pages_of_editions.decide, name="decide-edition"),
    path("editions/<uuid:key>/report-folder.zip", pages_of_editions.export, name="export"),
    path("editions/<uuid:key>/edition.zip", pages_of_editions.pages, name="pages"),
]
