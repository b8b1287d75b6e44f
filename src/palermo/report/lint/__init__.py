"""The lint of a report: no number without a figure, no claim in the narrator's voice, one list for every state."""

from palermo.report.lint.checks import lint_claims, lint_text, lint_words
from palermo.report.lint.html_scan import lint_html
from palermo.report.lint.registered import ClaimMark, Registered, mark_claims

__all__ = ["ClaimMark", "Registered", "lint_claims", "lint_html", "lint_text", "lint_words", "mark_claims"]
