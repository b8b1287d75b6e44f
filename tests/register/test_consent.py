"""What a consent covers, how it narrows, and that nothing is covered by silence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import CONSENT, FIELDS

from palermo.ground.errors import Refused, UsageError
from palermo.register import Consent, consent

DAY = date(2026, 3, 2)
BASIS = replace(CONSENT, given_on=None, given_by=None, basis_if_none="Child protection act, section 4")


def told(
    given: Consent | None,
    purpose: str = "shelter",
    to: str = "shelter",
    fields: Iterable[str] = FIELDS,
    day: date = DAY,
) -> list[str]:
    return [one.code for one in consent.covers(given, purpose, to, fields, day).findings]


def test_it_covers_its_purpose_recipients_and_fields_through_its_last_day() -> None:
    assert told(CONSENT) == []
    assert consent.covers(CONSENT, "shelter", "clinic", ["prs_Gender"], date(2026, 8, 31)).ok
    assert told(CONSENT, day=date(2026, 2, 27)) == []


def test_everything_it_lacks_is_told_at_once_and_each_field_by_its_name() -> None:
    wrong = replace(CONSENT, withdrawn_on=date(2026, 3, 1))
    cover = consent.covers(wrong, "study", "police", ["prs_Gender", "prs_Email", "prs_Birthdate"], date(2026, 9, 1))
    assert [one.code.removeprefix("register.consent-") for one in cover.findings] == [
        "withdrawn", "expired", "purpose", "recipient", "field", "field",
    ]  # fmt: skip
    assert cover.missing_fields == ("prs_Email", "prs_Birthdate")


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2026, 2, 26), ["register.consent-later"]),
        (date(2026, 8, 31), []),
        (date(2026, 9, 1), ["register.consent-expired"]),
    ],
)
def test_before_its_day_and_after_its_last_it_covers_nothing(day: date, codes: list[str]) -> None:
    assert told(CONSENT, day=day) == codes


def test_from_the_day_of_its_withdrawal_it_covers_nothing() -> None:
    gone = consent.withdrawn(CONSENT, date(2026, 4, 1))
    assert told(gone, day=date(2026, 3, 31)) == []
    assert told(gone, day=date(2026, 4, 1)) == ["register.consent-withdrawn"]
    assert gone.ended_on(date(2026, 4, 1)) and not gone.ended_on(date(2026, 3, 31))


def test_silence_covers_nothing() -> None:
    empty = replace(CONSENT, given_on=None, given_by=None)
    assert told(None) == told(empty) == ["register.consent-none"]


def test_a_basis_in_law_stands_for_a_consent_but_never_for_a_name() -> None:
    assert told(BASIS) == []
    named = replace(BASIS, fields=FIELDS | {"prs_FirstName", "family"})
    assert told(named, fields=["prs_FirstName", "family", "prs_Gender"]) == ["register.consent-name"] * 2
    assert told(replace(CONSENT, fields=named.fields), fields=["prs_FirstName", "family"]) == []


def test_a_day_has_a_giver_and_a_consent_has_no_basis_beside_it() -> None:
    with pytest.raises(UsageError, match="giver"):
        replace(CONSENT, given_by=None)
    with pytest.raises(UsageError, match="basis"):
        replace(CONSENT, basis_if_none="an act")


def test_it_narrows_into_a_new_version_and_the_old_one_stays() -> None:
    made = consent.narrowed(CONSENT, recipients={"shelter"}, expires_on=date(2026, 4, 1))
    assert (made.version, made.id, made.recipients) == (2, "c1", {"shelter"})
    assert CONSENT.version == 1 and CONSENT.recipients == {"shelter", "clinic"}
    assert told(made, to="clinic") == ["register.consent-recipient"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"fields": FIELDS | {"prs_Email"}},
        {"recipients": {"police"}},
        {"expires_on": date(2026, 9, 30)},
        {"fields": frozenset()},
        {"recipients": frozenset()},
    ],
)
def test_it_does_not_widen_stay_the_same_or_shrink_to_nothing(change: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        consent.narrowed(CONSENT, **change)  # type: ignore[arg-type]
    assert [one.code for one in refused.value.findings] == ["register.consent-not-narrower"]


def test_what_was_never_given_or_is_withdrawn_is_not_withdrawn_again() -> None:
    for record, day in ((BASIS, DAY), (replace(CONSENT, withdrawn_on=DAY), DAY), (CONSENT, date(2026, 2, 26))):
        with pytest.raises(Refused, match="cannot be withdrawn"):
            consent.withdrawn(record, day)


SOME = st.frozensets(st.sampled_from(["prs_Gender", "prs_Email", "prs_FirstName", "own_note"]), min_size=1)
BODIES = st.frozensets(st.sampled_from(["shelter", "clinic", "police"]), min_size=1)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(SOME, BODIES, SOME, BODIES, DAYS, SOME, st.sampled_from(["shelter", "clinic", "police"]))
def test_a_narrower_version_never_covers_what_the_wider_did_not(
    fields: frozenset[str],
    bodies: frozenset[str],
    fewer: frozenset[str],
    less: frozenset[str],
    day: date,
    asked: frozenset[str],
    to: str,
) -> None:
    wide = replace(CONSENT, fields=fields, recipients=bodies)
    try:
        narrow = consent.narrowed(wide, fields=fewer, recipients=less)
    except Refused:
        assert not (fewer <= fields and less <= bodies) or (fewer, less) == (fields, bodies)
        return
    assert (
        not consent.covers(narrow, "shelter", to, asked, day).ok or consent.covers(wide, "shelter", to, asked, day).ok
    )
