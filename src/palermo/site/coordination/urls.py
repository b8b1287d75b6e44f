"""Addresses of the conference. Codes of bodies, plans and decisions stand in them; no name of a person ever does."""

from django.urls import path

from palermo.site.coordination.views import files, meetings, members, plans, progress, returns, sheets

app_name = "conference"
urlpatterns = [
    path("", members.overview, name="overview"),
    path("begin/", members.begin, name="begin"),
    path("bodies/", members.bodies, name="bodies"),
    path("bodies/add/", members.add_body, name="add-body"),
    path("bodies/<str:code>/", members.body, name="body"),
    path("bodies/<str:code>/seat/new/", members.add_seat, name="add-seat"),
    path("seats/<uuid:key>/", members.change_seat, name="change-seat"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/add/", meetings.add_meeting, name="add-meeting"),
    path("meetings/<str:code>/", meetings.meeting, name="meeting"),
    path("meetings/<str:code>/change/", meetings.change_meeting, name="change-meeting"),
    path("meetings/<str:code>/agenda/add/", meetings.add_item, name="add-item"),
    path("meetings/<str:code>/decisions/add/", meetings.decide, name="decide"),
    path("meetings/<str:code>/follow-up/new/", meetings.follow_up, name="follow-up"),
    path("decisions/<str:code>/", meetings.change_decision, name="change-decision"),
    path("plans/add/", plans.add_plan, name="add-plan"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/timeline/", plans.timeline, name="timeline"),
    path("plans/<str:plan>/<str:code>/measure/", plans.measure, name="measure"),
    path("plans/<str:plan>/<str:code>/change/", plans.change_measure, name="change-measure"),
    path("plans/<str:plan>/<str:code>/report/", progress.report, name="report"),
    path("plans/<str:plan>/<str:code>/review/", progress.review, name="review"),
    path("owed/", progress.owed, name="owed"),
    path("duties/", sheets.duties, name="duties"),
    path("duties/add/", sheets.add_sheet, name="add-sheet"),
    path("duties/<uuid:key>/", sheets.sheet, name="sheet"),
    path("duties/<uuid:key>/<str:article>/judge/", sheets.judge, name="judge"),
    path("duties/<uuid:key>/<str:article>/evidence/", sheets.cite, name="cite"),
    path("assessments/", sheets.grid, name="grid"),
    path("assessments/add/", sheets.add_assessment, name="add-assessment"),
    path("assessments/assessors/add/", sheets.add_assessor, name="add-assessor"),
    path("assessments/<uuid:key>/criteria/<str:criterion>/", sheets.criterion, name="criterion"),
    path("assessments/<uuid:key>/reply/", sheets.reply, name="reply"),
    path("returns/", returns.own, name="returns"),
    path("returns/form/<str:period>/", returns.template, name="form"),
    path("returns/completeness/", returns.completeness, name="completeness"),
    path("returns/<uuid:key>/", returns.one, name="return"),
    path("folder/in/", files.take_in, name="take-in"),
    path("folder/out/", files.give_out, name="give-out"),
]
