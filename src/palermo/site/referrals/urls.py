"""Addresses of consent and referral. None holds anything of a person: keys are random."""

from django.urls import path

from palermo.site.referrals.views import (
    consents,
    directory,
    notices,
    opening,
    outside,
    oversight,
    received,
    referrals,
    sending,
)

app_name = "referrals"
urlpatterns = [
    path("", referrals.listing, name="list"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<uuid:key>/seen/", notices.acknowledge, name="acknowledge"),
    path("office/", notices.office, name="office"),
    path("services/", directory.services, name="services"),
    path("services/add/", directory.add_offer, name="add-offer"),
    path("services/<uuid:key>/", directory.change_offer, name="change-offer"),
    path("outside/", outside.bodies, name="outside"),
    path("from-outside/take-in/", received.take_in, name="take-in"),
    path("from-outside/<uuid:key>/", received.one, name="received"),
    path("from-outside/<uuid:key>/contents/", received.contents, name="received-contents"),
    path("from-outside/<uuid:key>/held/", received.held, name="held-received"),
    path("from-outside/<uuid:key>/answer/", received.answer, name="answer-received"),
    path("from-outside/<uuid:key>/case/", received.open_case, name="case-of-received"),
    path("outside/<uuid:key>/", outside.preview, name="preview-outside"),
    path("outside/<uuid:key>/change/", outside.change, name="change-outside"),
    path("oversight/", oversight.listing, name="oversight"),
    path("oversight/<uuid:key>/end/", oversight.end, name="end-share"),
    path("cases/<uuid:key>/oversight/", oversight.of_case, name="oversight-of-case"),
    path("cases/<uuid:key>/", consents.of_case, name="case"),
    path("people/<uuid:key>/consent/add/", consents.give, name="give"),
    path("consents/<uuid:key>/", consents.one, name="consent"),
    path("consents/<uuid:key>/narrow/", consents.narrow, name="narrow"),
    path("consents/<uuid:key>/withdraw/", consents.withdraw, name="withdraw"),
    path("consents/<uuid:key>/refer/", sending.refer, name="refer"),
    path("consents/<uuid:key>/oversight/", oversight.begin, name="share"),
    path("consents/<uuid:key>/outside/", outside.refer, name="refer-outside"),
    path("<uuid:key>/", referrals.one, name="one"),
    path("<uuid:key>/change/", sending.change, name="change"),
    path("<uuid:key>/preview/", sending.preview, name="preview"),
    path("<uuid:key>/payload/", opening.payload, name="payload"),
    path("<uuid:key>/answer/", referrals.answer, name="answer"),
    path("<uuid:key>/complete/", referrals.complete, name="complete"),
    path("<uuid:key>/recall/", referrals.recall, name="recall"),
]
