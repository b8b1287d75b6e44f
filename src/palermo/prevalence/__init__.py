"""The room of prevalence: from overlapping lists to the hidden number, or to a refusal with its reasons."""

from palermo.prevalence.estimating import METHODS, Fit, estimate, fit, status
from palermo.prevalence.links import Links, Pooled, estimate_over, with_links
from palermo.prevalence.lists import Lists, Stratum
from palermo.prevalence.models import models
from palermo.prevalence.reading import lists_from
from palermo.prevalence.results import Candidate, Estimate, Headline
from palermo.prevalence.sensitivity import sensitivity
from palermo.prevalence.strata import Year, estimate_strata
from palermo.prevalence.telling import SAYINGS, tell

__all__ = [
    "METHODS",
    "Candidate",
    "Estimate",
    "Fit",
    "Headline",
    "Links",
    "Lists",
    "Pooled",
    "SAYINGS",
    "Stratum",
    "Year",
    "estimate",
    "estimate_over",
    "estimate_strata",
    "fit",
    "lists_from",
    "models",
    "sensitivity",
    "status",
    "tell",
    "with_links",
]
