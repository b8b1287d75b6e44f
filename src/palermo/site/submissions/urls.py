"""Addresses of submissions."""

from django.urls import path

from palermo.site.submissions import views

app_name = "submissions"
urlpatterns = [
    path("", views.listing, name="list"),
    path("hand-in/", views.hand_in, name="hand-in"),
    path("mappings/", views.mappings, name="mappings"),
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/progress/", views.progress, name="progress"),
    path("<uuid:key>/rejects/", views.rejects, name="rejects"),
    path("<uuid:key>/rejects.csv", views.rejects_csv, name="rejects-csv"),
    path("<uuid:key>/rows/<int:row>/", views.mend, name="mend"),
    path("<uuid:key>/again/", views.again, name="again"),
    path("<uuid:key>/mapping/", views.mapping, name="mapping"),
    path("<uuid:key>/receipts/<int:number>/", views.receipt, name="receipt"),
    path("<uuid:key>/receipts/<int:number>/json/", views.receipt_json, name="receipt-json"),
]
