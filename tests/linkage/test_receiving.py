"""What the unit asks of a list before it takes it in, and of the file that it comes in."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from linkage_cast import SECRET, TODAY, country, encoded

from palermo.engines import encodings_bytes, encodings_in
from palermo.ground.errors import PalermoError, Protected, UnreadableInput
from palermo.linkage import Encodings, Passport, receive

HELD = encoded(country()[0]["list1"], "one").encodings
OTHER = encoded(country()[0]["list2"], "two").encodings
SCHEME = HELD.passport.scheme


def with_passport(**other: object) -> Encodings:
    return replace(HELD, passport=replace(HELD.passport, **other))


def codes(error: PalermoError) -> list[str]:
    return [one.code for one in error.findings]


def test_a_list_of_the_run_is_taken_in_until_its_own_last_day() -> None:
    assert receive(HELD, run="r1", scheme=SCHEME, today=TODAY) == date(2026, 3, 31)
    assert receive(OTHER, run="r1", scheme=SCHEME, today=date(2026, 3, 31), like=HELD.passport) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"run": "r2"}, "run"),
        ({"scheme": "palermo-1/2048/diffusion-5"}, "scheme"),
        ({"diffusion": 1}, "scheme"),  # it says diffusion-5 and is bare
        ({"secret_fingerprint": "0"}, "secret_fingerprint"),
        ({"normaliser_check": "0"}, "normaliser_check"),
        ({"fields_sha256": "0"}, "fields_sha256"),
    ],
)
def test_a_list_that_differs_is_told_in_what(other: Mapping[str, object], named: str) -> None:
    with pytest.raises(UnreadableInput) as error:
        receive(with_passport(**other), run="r1", scheme=SCHEME, today=TODAY, like=HELD.passport)
    assert codes(error.value) == ["linkage.encodings-differ"] and named in error.value.findings[0].text


def test_every_way_in_which_it_differs_is_named_at_once() -> None:
    with pytest.raises(UnreadableInput) as error:
        receive(with_passport(run="r2", fields_sha256="0"), run="r1", scheme=SCHEME, today=TODAY, like=HELD.passport)
    assert error.value.findings[0].text == "the list differs in run, fields_sha256"


def test_an_expired_a_weak_and_a_tiny_list_is_told_all_of_it() -> None:
    weak = with_passport(scheme="palermo-1/1024/diffusion-3", diffusion=3)
    with pytest.raises(Protected) as error:
        receive(weak, run="r1", scheme="palermo-1/1024/diffusion-3", today=date(2026, 4, 1), fewest=10_000)
    assert codes(error.value) == [
        "linkage.encodings-expired",
        "linkage.encoding-too-weak",
        "linkage.list-too-small",
    ]


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(UnreadableInput):
        receive(with_passport(expires="never"), run="r1", scheme=SCHEME, today=TODAY)


def test_plants_do_not_make_a_list_large() -> None:
    with pytest.raises(Protected):
        receive(HELD, run="r1", scheme=SCHEME, today=TODAY, fewest=len(HELD.records()) + 1)
    assert len(HELD) > len(HELD.records())


def rewritten(**told: object) -> bytes:
    """The file as another program might write it."""
    out = io.BytesIO()
    plain = {"compression": "none", "use_dictionary": False}
    pq.write_table(pq.read_table(io.BytesIO(encodings_bytes(HELD))), out, **{**plain, **told})
    return out.getvalue()


def test_a_file_that_might_swell_as_it_is_read_is_refused() -> None:
    assert encodings_in(rewritten(), "x").records() == HELD.records()
    for told in ({"compression": "zstd"}, {"use_dictionary": True}, {"compression": "snappy"}):
        with pytest.raises(UnreadableInput, match="packed"):
            encodings_in(rewritten(**told), "x")


def with_column(name: str, cells: pa.Array) -> bytes:
    table = pq.read_table(io.BytesIO(encodings_bytes(HELD)))
    changed = table.set_column(table.column_names.index(name), pa.field(name, cells.type), cells)
    out = io.BytesIO()
    pq.write_table(changed, out, compression="none", use_dictionary=False)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("record_id", pa.array(range(len(HELD)))),
        ("record_id", pa.array([None, *HELD.ids[1:]], pa.string())),
        ("ones", pa.array(np.zeros(len(HELD), np.int64))),
        ("ones", pa.array(np.zeros(len(HELD), np.int16))),
        ("filter", pa.array([bytes(128)] * len(HELD), pa.binary())),
        ("filter", pa.array([bytes(9)] * len(HELD), pa.binary(9))),
    ],
    ids=["ids are numbers", "an id is missing", "ones are long", "ones are others", "of any length", "too short"],
)
def test_a_file_of_other_columns_is_none_of_ours(name: str, cells: pa.Array) -> None:
    with pytest.raises(UnreadableInput):
        encodings_in(with_column(name, cells), "x")


@pytest.mark.parametrize("end", [0, 1, 200, -1, -200])
def test_a_file_cut_short_is_refused(end: int) -> None:
    with pytest.raises(UnreadableInput):
        encodings_in(encodings_bytes(HELD)[:end], "x")


def test_a_passport_holds_no_secret() -> None:
    assert SECRET.hex() not in str(HELD.passport) and isinstance(HELD.passport, Passport)
