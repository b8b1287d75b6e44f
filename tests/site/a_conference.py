"""A small conference of the cast's bodies, as a folder; the harbour office has no accounts."""

from datetime import date

from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.coordination import actions

TODAY = date(2026, 2, 28)
_TEXTS = {
    "conference.yml": """
format: palermo.conference/1
name: {en: "Conference of the cast", ar: "مؤتمر"}
languages: [en, ar]
country: XM
bodies:
  - {id: office, kind: commission, names: [{en: "Office"}], member: [{as: convenor, from: 2020-01-01}]}
  - {id: police, kind: police, names: [{en: "Police"}], member: [{from: 2020-01-01, seat: "deputy head"}]}
  - {id: shelter, kind: ngo, names: [{en: "A shelter"}], member: [{from: 2020-01-01}]}
  - {id: harbour, kind: agency, names: [{en: "Harbour office"}], member: [{from: 2020-01-01}]}
  - {id: rapporteur, kind: independent, names: [{en: "Rapporteur"}], member: [{as: observer, from: 2020-01-01}]}
assessors:
  - {id: bureau, name: {en: "A bureau"}, kind: intergovernmental}
  - {id: network, name: {en: "A network"}, kind: ngo}
""",
    "plans/p1.yml": """
format: palermo.plan/1
id: p1
title: {en: "First plan"}
period: {start: 2024-01-01, end: 2027-12-31}
areas:
  - id: "1"
    goal: {en: "Prevention"}
    measures:
      - id: "1.1"
        text: {en: "Train investigators"}
        lead: police
        support: shelter
        due: 2025-12-31
        indicators: [{id: trained, text: {en: "Trained"}, baseline: 0, target: 50}]
      - {id: "1.2", text: {en: "Put up notices"}, lead: harbour, due: 2026-12-31}
""",
    "progress/police-2025.yml": """
format: palermo.progress/1
body: police
period: 2025
entries: [{measure: p1/1.1, status: under_way, values: {trained: 20}, on: 2026-01-10}]
""",
    "meetings/m-2025.yml": """
format: palermo.meeting/1
id: m-2025
on: 2025-02-10
attended: [office, police]
decisions:
  - {id: d-2025-1, text: {en: "Hand in the return"}, owner: police, due: 2025-12-31, measure: p1/1.1}
  - {id: d-2025-2, text: {en: "Find a house"}}
""",
    "duties/palermo.yml": """
format: palermo.duties/1
instrument: palermo
state: XM
period: 2025
lines:
  - article: "6.3a"
    own: {by: office, judgement: met, document: letter-1}
    others: [{by: network, judgement: not_met, document: report-7}]
""",
    "assessments/bureau.yml": """
format: palermo.assessment/1
assessor: bureau
framework: tvpa-2019
state: XM
round: 2025
document: report-2025
""",
    "returns/ask.yml": """
format: palermo.returns/1
period: [2024, 2025]
due: {2025: 2026-01-31}
ask: [{groups: [alerts], bodies: [police, shelter, harbour]}]
""",
}
FILES = {path: text.encode() for path, text in _TEXTS.items()}


def take_in(cast: Cast) -> None:
    """As the secretary does it."""
    with scoped(cast.actor("plan_secretary")) as secretary:
        actions.take_in(secretary, FILES, today=TODAY)
