"""A payload holds what was consented to and nothing else, the same bytes each time, and no name in the open."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import CONSENT, DRAFT, ENVELOPE, MONDAY, NAMES, PAYLOAD, RECORD

from palermo.ground.errors import Refused, UsageError
from palermo.register import PersonName, payload, referral

WITH_NAMES = replace(CONSENT, fields=CONSENT.fields | {"prs_FirstName", "prs_SecondName"})
NAMED = RECORD | {"prs_FirstName": "Наталья", "prs_SecondName": "Иванова"}


def refusals(
    record: dict[str, payload.Value], *, names: tuple[PersonName, ...] = NAMES, **envelope: str
) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refused:
        payload.build(replace(ENVELOPE, **envelope), record, CONSENT, names, MONDAY)
    return [(one.code, one.column) for one in refused.value.findings]


def test_it_holds_the_consented_fields_and_who_sends_them_to_whom() -> None:
    body = json.loads(PAYLOAD.body)
    assert body["fields"] == {**RECORD, "prs_Citizenship": ["MD", "RO"]}
    assert (body["from"], body["to"], body["desk"], body["reference"]) == ("hotline", "shelter", "desk 2", "H-104")
    assert body["allowed_by"] == {"id": "c1", "version": 1, "given_on": "2026-02-27", "expires_on": "2026-08-31"}
    assert body["schema"] == PAYLOAD.schema_version == "palermo.referral-payload/1"


def test_the_hash_is_that_of_the_bytes_and_the_bytes_are_the_same_whatever_the_order() -> None:
    turned = dict(reversed(RECORD.items()))
    again = payload.build(ENVELOPE, turned, CONSENT, NAMES, MONDAY)
    assert again.body == PAYLOAD.body
    assert PAYLOAD.sha256 == hashlib.sha256(PAYLOAD.body).hexdigest()


def test_a_field_that_was_not_consented_to_stops_the_payload() -> None:
    assert refusals(RECORD | {"prs_Birthdate": "2001-01-01"}) == [("register.consent-field", "prs_Birthdate")]


def test_names_lie_apart_and_no_byte_of_the_body_holds_one() -> None:
    made = payload.build(ENVELOPE, NAMED, WITH_NAMES, NAMES, MONDAY)
    assert made.names is not None and json.loads(made.names)["fields"] == {
        "prs_FirstName": "Наталья",
        "prs_SecondName": "Иванова",
    }
    body = made.body.decode()
    assert "Наталья" not in body and "Иванова" not in body
    assert json.loads(body)["sealed_fields"] == ["prs_FirstName", "prs_SecondName"]
    assert "Иванова" not in repr(made)


def test_a_payload_whose_names_are_open_is_carried_by_no_referral_until_they_are_sealed() -> None:
    made = payload.build(ENVELOPE, NAMED, WITH_NAMES, NAMES, MONDAY)
    wide = replace(DRAFT, fields=WITH_NAMES.fields)
    assert not referral.carries(wide, made)
    sealed = made.with_seal(b"age-encryption.org/v1 ...")
    assert referral.carries(wide, sealed) and sealed.names is None
    assert sealed.sealed_sha256 == hashlib.sha256(b"age-encryption.org/v1 ...").hexdigest()
    assert not referral.carries(DRAFT, sealed)
    for wrong in (replace(sealed, sealed=b"other"), replace(sealed, sealed=None, sealed_sha256="")):
        assert not referral.carries(wide, wrong)


def test_only_open_names_are_sealed_and_not_with_nothing() -> None:
    made = payload.build(ENVELOPE, NAMED, WITH_NAMES, NAMES, MONDAY)
    for one, part in ((PAYLOAD, b"x"), (made, b""), (made.with_seal(b"x"), b"y")):
        with pytest.raises(UsageError, match="no names to seal"):
            one.with_seal(part)


def test_without_consent_to_the_name_a_reference_and_the_desk_travel() -> None:
    assert refusals(NAMED) == [
        ("register.consent-field", "prs_FirstName"),
        ("register.consent-field", "prs_SecondName"),
    ]
    assert PAYLOAD.names is None and json.loads(PAYLOAD.body)["reference"] == "H-104"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (PersonName(given="محمد"), "اتصل بمحمد غدا"),
        (PersonName(given="小明", family="王"), "王小明今晚需要床位"),
        (PersonName(given="Наталья", family="Иванова"), "поговорите с Натальей"),
        (PersonName(given="Inés"), "INES needs a bed"),
    ],
)
def test_a_text_that_holds_a_name_of_the_person_stops_the_payload_and_the_refusal_does_not_repeat_it(
    name: PersonName, text: str
) -> None:
    with pytest.raises(Refused) as refused:
        payload.build(ENVELOPE, RECORD | {"cco_CaseComment": text}, CONSENT, (name,), MONDAY)
    (finding,) = refused.value.findings
    assert (finding.code, finding.column) == ("register.payload-name", "cco_CaseComment")
    assert text not in str(refused.value) + str(finding)


def test_a_reference_a_desk_or_a_field_of_ones_own_that_holds_a_name_stops_it_too() -> None:
    assert refusals(RECORD, reference="Ivanova-1") == [("register.payload-name", "reference")]
    assert refusals(RECORD, desk="Natalya's desk", names=(PersonName(given="Natalya"),)) == [
        ("register.payload-name", "desk")
    ]
    own = replace(CONSENT, fields=CONSENT.fields | {"own_words"})
    with pytest.raises(Refused) as refused:
        payload.build(ENVELOPE, RECORD | {"own_words": ("a bed", "for Иванова")}, own, NAMES, MONDAY)
    assert [one.column for one in refused.value.findings] == ["own_words"]


def test_a_coded_field_is_not_searched() -> None:
    made = payload.build(ENVELOPE, RECORD, CONSENT, (PersonName(given="Female"),), MONDAY)
    assert made.body == PAYLOAD.body


def test_a_name_too_short_to_look_for_is_told_with_the_payload() -> None:
    made = payload.build(ENVELOPE, RECORD, CONSENT, (PersonName(given="小明", family="王"),), MONDAY)
    assert [one.code for one in made.findings] == ["register.payload-name-short"]


def test_the_preview_shows_every_byte_and_what_cannot_be_seen_by_its_number() -> None:
    hidden = RECORD | {"cco_CaseComment": "a bed\u200b tonight\u202e\n"}
    made = payload.build(ENVELOPE, hidden, CONSENT, NAMES, MONDAY)
    assert "a bed<U+200B> tonight<U+202E>\\n" in made.preview()
    assert PAYLOAD.preview().encode() + b"\n" == PAYLOAD.body


def test_a_payload_under_a_basis_in_law_names_it() -> None:
    basis = replace(CONSENT, given_on=None, given_by=None, basis_if_none="an act")
    said = json.loads(payload.build(ENVELOPE, RECORD, basis, NAMES, MONDAY).body)["allowed_by"]
    assert said == {"id": "c1", "version": 1, "basis": "an act"}


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.dictionaries(st.sampled_from(sorted(CONSENT.fields)), TEXTS | st.booleans() | st.integers() | st.none()))
def test_whatever_is_put_in_comes_out_and_nothing_besides(record: dict[str, payload.Value]) -> None:
    made = payload.build(ENVELOPE, record, CONSENT, (), date(2026, 3, 2))
    assert json.loads(made.body)["fields"] == record
    assert made.fields == frozenset(record)
    assert made.body.count(b"\n") == 1
