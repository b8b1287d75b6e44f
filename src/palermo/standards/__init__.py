"""The field's words as data: what the standards call things, one definition a concept, behind one loader."""

from palermo.standards.codes import Code, CodeList, Match, code_list, code_lists
from palermo.standards.crosswalks import CrosswalkRow, crosswalk
from palermo.standards.fields import (
    Field,
    HeaderConflict,
    MissingValue,
    field,
    fields,
    header_aliases,
    header_conflicts,
    headers_by_label,
    missing_values,
)
from palermo.standards.loader import load, names

__all__ = [
    "Code",
    "CodeList",
    "CrosswalkRow",
    "Field",
    "HeaderConflict",
    "Match",
    "MissingValue",
    "code_list",
    "code_lists",
    "crosswalk",
    "field",
    "fields",
    "header_aliases",
    "header_conflicts",
    "headers_by_label",
    "load",
    "missing_values",
    "names",
]
