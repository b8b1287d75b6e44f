"""A payload from elsewhere is read as it was built, and any other bytes are told why they are not taken in."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import CONSENT, ENVELOPE, MONDAY, NAMES, RECORD

from palermo.ground.errors import Refused
from palermo.register import payload, received

REFERENCE = "7KQX-22BD"
DRAWN = replace(ENVELOPE, reference=REFERENCE)
NAMED = payload.build(
    DRAWN,
    RECORD | {"prs_FirstName": "Наталья"},
    replace(CONSENT, fields=CONSENT.fields | {"prs_FirstName"}),
    NAMES,
    MONDAY,
)
BARE = payload.build(DRAWN, RECORD, CONSENT, NAMES, MONDAY)
KNOWN = {"purposes": ("shelter",), "fields": (*RECORD, "prs_FirstName", "prs_SecondName")}
SENT = NAMED.body + (NAMED.names or b"")


def why_not(plain: bytes) -> str:
    with pytest.raises(Refused) as refused:
        received.read(plain, **KNOWN)
    [one] = refused.value.findings
    return one.code


def changed(line: bytes, **told: Any) -> bytes:
    """The line with other values, written as we write; None takes the value out."""
    said = {**json.loads(line), **told}
    return payload.canonical({key: value for key, value in said.items() if value is not None})


def test_what_was_built_is_read_back_byte_for_byte() -> None:
    read = received.read(SENT, **KNOWN)
    assert (read.body, read.names, read.sha256) == (NAMED.body, NAMED.names, NAMED.sha256)
    assert (read.sender, read.reference, read.purpose) == ("hotline", REFERENCE, "shelter")
    assert set(read.fields) == NAMED.fields and read.schema_version == payload.SCHEMA_VERSION
    assert "Наталья" not in repr(read)
    assert received.read(BARE.body, **KNOWN).names is None


def test_an_age_comes_with_the_day_it_was_told() -> None:
    known = {**KNOWN, "fields": (*KNOWN["fields"], "age")}
    told = {"years": 17, "told_on": "2026-03-02"}
    assert "age" in received.read(changed(BARE.body, fields={"age": told}), **known).fields
    assert "age" in received.read(changed(BARE.body, fields={"age": {**told, "told_on": ""}}), **known).fields
    for wrong in (17, {"years": 17}, {**told, "years": "17"}, {**told, "told_on": "in spring"}, {**told, "who": "N"}):
        with pytest.raises(Refused):
            received.read(changed(BARE.body, fields={"age": wrong}), **known)


BODY: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda body: b"",
    "no text": lambda body: b"\xff\xfe",
    "no object": lambda body: b"[1]\n",
    "cut off": lambda body: body[:-1],
    "blanks between": lambda body: body.replace(b",", b", "),
    "a key twice": lambda body: body.replace(b"{", b'{"to":"x",', 1),
    "a number that is none": lambda body: changed(body).replace(b'"Female"', b"NaN"),
    "nested without end": lambda body: b"[" * 100_000,
    "half a letter": lambda body: changed(body).replace(b"Female", b"\\ud800"),
    "a key missing": lambda body: changed(body, desk=None),
    "a key too many": lambda body: changed(body, more=1),
    "a sender that is no code": lambda body: changed(body, **{"from": "a\0b"}),
    "a sender without end": lambda body: changed(body, **{"from": "a" * 41}),
    "a reference that holds a name": lambda body: changed(body, reference="Natalia"),
    "a purpose that is a list": lambda body: changed(body, purpose=["shelter"]),
    "a desk that is a number": lambda body: changed(body, desk=4),
    "fields that are a list": lambda body: changed(body, fields=["prs_Gender"]),
    "a value within a value": lambda body: changed(body, fields={"prs_Gender": {"a": "b"}}),
    "a name in the open": lambda body: changed(body, fields={"given": "Natalia"}),
    "a sealed field that is no name": lambda body: changed(body, sealed_fields=["prs_Gender"]),
    "no allowance": lambda body: changed(body, allowed_by="yes"),
}  # fmt: skip


@pytest.mark.parametrize("how", BODY)
def test_a_body_that_is_none_of_ours_is_not_taken_in(how: str) -> None:
    assert why_not(BODY[how](NAMED.body) + (NAMED.names or b"")) == "register.file-shape"


def test_a_third_line_is_none_of_ours() -> None:
    assert why_not(SENT + b"{}\n") == "register.file-shape"


def test_a_version_that_is_not_known_is_said_before_anything_else() -> None:
    newer = changed(NAMED.body, schema="palermo.referral-payload/2", more=1)
    assert why_not(newer) == "register.file-schema"


def test_a_purpose_or_a_field_that_is_not_known_is_not_taken_in() -> None:
    for told in ({"purpose": "Natalia"}, {"fields": {"Natalia": "x"}}):
        assert why_not(changed(BARE.body, **told)) == "register.file-schema"


NAMES_LINE: dict[str, Callable[[bytes], bytes]] = {
    "not there": lambda line: b"",
    "cut off": lambda line: line[:-1],
    "of another referral": lambda line: changed(line, referral="r2"),
    "of another version": lambda line: changed(line, schema="palermo.referral-payload/2"),
    "one more than announced": lambda line: changed(line, fields={"prs_FirstName": "N", "prs_SecondName": "I"}),
    "none": lambda line: changed(line, fields={}),
    "no fields": lambda line: changed(line, fields=None),
    "a name that is a number": lambda line: changed(line, fields={"prs_FirstName": 4}),
}


@pytest.mark.parametrize("how", NAMES_LINE)
def test_names_that_are_not_those_announced_are_not_taken_in(how: str) -> None:
    assert why_not(NAMED.body + NAMES_LINE[how](NAMED.names or b"")) == "register.file-names"


def test_names_that_were_not_announced_are_not_taken_in() -> None:
    assert why_not(BARE.body + (NAMED.names or b"")) == "register.file-names"


@given(st.binary(max_size=300), st.integers(0, len(SENT)))
def test_no_bytes_bring_it_down(stray: bytes, at: int) -> None:
    for plain in (stray, SENT[:at] + stray + SENT[at:]):
        try:
            read = received.read(plain, **KNOWN)
        except Refused as refused:
            assert refused.findings
        else:
            assert read.body + (read.names or b"") == plain
