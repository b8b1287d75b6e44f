"""A finding says where, what and what to do, and orders its fields the same way every time."""

from palermo.ground.errors import BadDefinition, Differs, PalermoError, Refused, UnreadableInput, UsageError
from palermo.ground.finding import Finding, Severity, errors


def test_a_finding_in_a_text_prints_file_line_and_column() -> None:
    finding = Finding(
        code="lint.unbound-number",
        severity=Severity.ERROR,
        text='"2,084"',
        hint="register it",
        path="text/main.en.md",
        line=3,
        position=18,
    )
    assert str(finding) == 'text/main.en.md:3:18 lint.unbound-number "2,084" (register it)'


def test_only_fields_that_apply_are_written() -> None:
    finding = Finding(code="row.ragged", severity=Severity.ERROR, text="too many cells", row=4, count=1)
    assert finding.to_dict() == {
        "code": "row.ragged",
        "severity": "error",
        "text": "too many cells",
        "hint": "",
        "count": 1,
        "row": 4,
    }


def test_errors_are_told_from_the_rest() -> None:
    warning = Finding(code="a", severity=Severity.WARNING, text="w")
    error = Finding(code="b", severity=Severity.ERROR, text="e")
    assert errors([warning, error]) == (error,)


def test_every_error_knows_its_exit_code() -> None:
    codes = {
        error: error.exit_code for error in (PalermoError, UsageError, UnreadableInput, BadDefinition, Refused, Differs)
    }
    assert list(codes.values()) == [1, 2, 2, 2, 3, 4]
    assert str(Refused("refused.", hint="Do this.")) == "refused. Do this."
