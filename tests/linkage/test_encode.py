"""What leaves a body: keyed filters, and nothing that says who."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkage_cast import FIELDS, SECRET, TODAY, country, encoded

from palermo.engines import encodings_bytes
from palermo.ground.errors import Protected, UnreadableInput
from palermo.linkage import encode, read_people, read_secret
from palermo.linkage.diffuse import diffused, table_of
from palermo.linkage.fields import Scheme
from palermo.linkage.keys import Keys, expand
from palermo.linkage.masks import shared_out

LIST = country()[0]["list1"]


def codes(findings: object) -> list[str]:
    return [one.code for one in findings]  # type: ignore[attr-defined]


def test_derivation_follows_the_vector_of_the_standard() -> None:
    root = bytes.fromhex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
    info = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")
    assert expand(root, info, 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_a_key_never_prints_itself() -> None:
    keys = Keys.of(SECRET, "r1")
    assert keys.key("token", "given") != keys.key("token", "family")
    assert keys.key("token").hex()[:8] not in repr(keys)


@pytest.mark.parametrize(
    "data", [b"", b"short", b"0" * 64, b"correct horse battery staple and some more words", bytes(31), b"ab" * 40]
)
def test_a_weak_secret_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_secret(data)


def test_a_secret_may_be_raw_hex_or_base64() -> None:
    import base64

    assert read_secret(SECRET) == read_secret(SECRET.hex().encode()) == read_secret(base64.b64encode(SECRET)) == SECRET


def test_received_is_encoded_and_refused_and_without_basis() -> None:
    fields = replace(FIELDS, basis_column="basis", role_column="role")
    frame = LIST.with_columns(
        role=pl.Series(["victim", "witness"] * 200)[: LIST.height],
        basis=pl.Series(["Act 1", "Act 1", ""] * 200)[: LIST.height],
    )
    made = encode(
        read_people(frame, fields, today=TODAY), fields, secret=SECRET, run="r", source="s", basis="", today=TODAY
    )
    assert made.records == LIST.height == made.encoded + made.refused + made.no_basis
    assert made.refused > 100
    assert made.no_basis > 50
    assert {"linkage.no-basis", "linkage.other-role"} <= set(codes(made.findings))


def test_a_list_of_one_is_a_question_about_a_person() -> None:
    with pytest.raises(Protected) as told:
        encoded(LIST.head(49), "s")
    assert told.value.exit_code == 4
    assert "linkage.list-too-small" in codes(told.value.findings)


def test_a_list_without_basis_is_refused() -> None:
    people = read_people(LIST, FIELDS, today=TODAY)
    with pytest.raises(Protected):
        encode(people, FIELDS, secret=SECRET, run="r", source="s", basis=" ", today=TODAY)


@pytest.mark.parametrize("diffusion", [0, 1, 2, 3])
def test_a_weak_scheme_is_refused(diffusion: int) -> None:
    fields = replace(FIELDS, scheme=Scheme(diffusion=diffusion))
    with pytest.raises(Protected):
        encoded(LIST, "s", fields=fields)


def test_the_second_weakest_scheme_stands_with_a_warning() -> None:
    made = encoded(LIST, "s", fields=replace(FIELDS, scheme=Scheme(diffusion=4)))
    assert "linkage.encoding-weak" in codes(made.findings)


def test_no_cell_of_a_person_stands_in_the_file_and_no_statistics_do() -> None:
    import io

    import pyarrow.parquet as pq

    data = encodings_bytes(encoded(LIST, "s").encodings)
    cells = {cell for name in ("given", "family", "birth_date") for cell in LIST[name] if len(cell) > 4}
    assert [cell for cell in cells if cell.encode() in data] == []
    told = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)
    assert all(told.column(at).statistics is None for at in range(told.num_columns))


def test_the_order_of_the_file_says_nothing_of_the_order_of_the_list() -> None:
    made = encoded(LIST, "s").encodings
    shuffled = encoded(LIST.sort("family"), "s").encodings
    real = [id for id, plant in zip(made.ids, made.plant_of, strict=True) if plant is None]
    assert real == [id for id, plant in zip(shuffled.ids, shuffled.plant_of, strict=True) if plant is None]
    assert real != LIST["record_id"].to_list()


def test_the_same_input_gives_the_same_bytes_and_another_secret_or_run_others() -> None:
    first = encodings_bytes(encoded(LIST, "s").encodings)
    assert first == encodings_bytes(encoded(LIST, "s").encodings)
    assert first != encodings_bytes(encoded(LIST, "s", run="r2").encodings)
    other = encoded(LIST, "s", secret=bytes(reversed(SECRET))).encodings
    assert other.passport.secret_fingerprint != encoded(LIST, "s").encodings.passport.secret_fingerprint


def test_aliases_make_filters_of_their_own() -> None:
    given_field = replace(FIELDS.fields[0], aliases=("nick",))
    fields = replace(FIELDS, fields=(given_field, *FIELDS.fields[1:]))
    nick = ["Zed; Zo" if at == 0 else "" for at in range(LIST.height)]
    made = encoded(LIST.with_columns(nick=pl.Series(nick)), "s", fields=fields).encodings
    first = LIST["record_id"][0]
    real = [
        (id, int(alias)) for id, alias, plant in zip(made.ids, made.alias, made.plant_of, strict=True) if plant is None
    ]
    assert sorted(alias for id, alias in real if id == first) == [0, 1, 2]
    assert len(made.records()) == LIST.height - 2  # two have one field alone


@given(st.integers(1, 400), st.lists(st.lists(st.integers(1, 9), max_size=40), min_size=1, max_size=9))
def test_all_insertions_of_a_field_are_given_out_to_the_tokens_of_each_value(
    bits: int, values: list[list[int]]
) -> None:
    many = [len(weights) for weights in values]
    times = shared_out(bits, np.array([one for weights in values for one in weights], np.int64), np.array(many))
    shares = np.split(times, np.cumsum(many)[:-1])
    assert [int(share.sum()) for share in shares] == [bits if weights else 0 for weights in values]
    for share, weights in zip(shares, values, strict=True):
        assert all(abs(one - bits * weight / sum(weights)) < 1 for one, weight in zip(share, weights, strict=True))


def test_every_input_bit_is_used_equally_often_and_once_a_row() -> None:
    table = table_of(np.random.default_rng(1), 1024, 5)
    assert (np.bincount(table.ravel(), minlength=1024) == 5).all()
    assert all(len(set(row)) == 5 for row in table.tolist())


def test_diffusion_is_the_xor_of_the_bits_of_the_table() -> None:
    generator = np.random.default_rng(2)
    filters = generator.integers(0, 256, (37, 64), dtype=np.uint8)
    table = table_of(generator, 512, 5)
    bits = np.unpackbits(filters, axis=1, bitorder="little")
    plain = np.bitwise_xor.reduce(bits[:, table], axis=2)
    assert np.array_equal(np.unpackbits(diffused(filters, table), axis=1, bitorder="little"), plain)


def test_an_encoding_says_when_it_ends() -> None:
    assert encoded(LIST, "s").encodings.passport.expires == date(2026, 3, 31).isoformat()
