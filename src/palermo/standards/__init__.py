"""The field's words as data: what the standards call things, one definition a concept, behind one loader."""

from palermo.standards import cap, custody, holidays, ilo, nrm, palermo, permissions, returns, tvpa
from palermo.standards.codes import Code, CodeList, Match, code_list, code_lists
from palermo.standards.crosswalks import CrosswalkRow, crosswalk
from palermo.standards.fields import (
    Field,
    HeaderConflict,
    MissingValue,
    Standard,
    field,
    fields,
    header_aliases,
    header_conflicts,
    headers_by_label,
    missing_values,
)
from palermo.standards.frameworks import Framework, FrameworkCriterion, framework, frameworks
from palermo.standards.instruments import Instrument, InstrumentLine, instrument, instruments
from palermo.standards.loader import load, names, text_of
from palermo.standards.places import country_name
from palermo.standards.reference import render_reference

__all__ = [
    "Code",
    "CodeList",
    "CrosswalkRow",
    "Field",
    "Framework",
    "FrameworkCriterion",
    "HeaderConflict",
    "Instrument",
    "InstrumentLine",
    "Match",
    "MissingValue",
    "Standard",
    "cap",
    "code_list",
    "code_lists",
    "country_name",
    "crosswalk",
    "custody",
    "field",
    "fields",
    "framework",
    "frameworks",
    "header_aliases",
    "header_conflicts",
    "headers_by_label",
    "holidays",
    "ilo",
    "instrument",
    "instruments",
    "load",
    "missing_values",
    "names",
    "nrm",
    "palermo",
    "permissions",
    "render_reference",
    "returns",
    "text_of",
    "tvpa",
]
