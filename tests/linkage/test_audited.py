"""The result of an audit is judged anew by its attacks; what it says of itself counts for nothing."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from palermo.cli.link_audit import app
from palermo.ground.errors import Protected, UnreadableInput
from palermo.linkage import Audited, read_audit

SCHEME = "palermo-1/1024/diffusion-5"
ATTACK: dict[str, Any] = {
    "attack": "graph-matching", "victims": 1000, "overlap": 1.0, "reidentified": 1, "share": 0.001, "chance": 0.001,
    "control_share": 0.99, "judged": True, "seconds": 0.5,
}  # fmt: skip


def written(*attacks: dict[str, Any], scheme: str = SCHEME, passed: bool = True) -> bytes:
    rows = [{**ATTACK, **one} for one in attacks]
    return json.dumps({"scheme": scheme, "people": "invented", "passed": passed, "attacks": rows}).encode()


def test_the_largest_attack_and_the_highest_share_are_kept() -> None:
    part = {"overlap": 0.5, "control_share": 0.1, "judged": False, "victims": 9000}
    found = read_audit(written({}, {"victims": 3000, "share": 0.004}, part), scheme=SCHEME)
    assert found == Audited(scheme=SCHEME, people="invented", largest=3000, share=0.004)


@pytest.mark.parametrize(
    ("attacks", "code"),
    [
        (({"share": 0.0101},), "linkage.audit-failed"),
        (({"control_share": 0.49},), "linkage.control-failed"),  # though it says that it was judged
        (({"overlap": 0.5},), "linkage.control-failed"),  # none at full overlap
        ((), "linkage.control-failed"),
        (({}, {"share": 0.5, "overlap": 0.5}), "linkage.audit-failed"),
    ],
)
def test_an_audit_that_says_passed_is_believed_by_its_attacks_alone(attacks: Any, code: str) -> None:
    with pytest.raises(Protected) as error:
        read_audit(written(*attacks), scheme=SCHEME)
    assert [one.code for one in error.value.findings] == [code]


def test_an_audit_of_another_scheme_is_refused() -> None:
    with pytest.raises(UnreadableInput) as error:
        read_audit(written({}, scheme="palermo-1/1024"), scheme=SCHEME)
    assert [one.code for one in error.value.findings] == ["linkage.audit-of-another-scheme"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b"\xff", b'{"scheme": "x", "attacks": 1}', b"[" * 100_000,
        b'{"scheme": "palermo-1/1024/diffusion-5", "attacks": ["x"]}',
        written({"share": -1.0}), written({"share": "0"}), written({"victims": True}), written({"more": 1}),
        written({"share": float("nan")}), written({"victims": 0}), written({"overlap": 2.0}),
    ],
)  # fmt: skip
def test_what_is_no_audit_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_audit(data, scheme=SCHEME)


def test_what_the_verb_prints_is_read(tmp_path: Any) -> None:
    fields = tmp_path / "FIELDS.yml"
    fields.write_text(
        "version: 1\nrecord_id: record_id\nfields:\n"
        "  given: {kind: name, part: given, column: given}\n"
        "  family: {kind: name, part: family, column: family}\n"
        "  birth: {kind: date, column: birth_date}\n"
    )
    words = ["--invented", "600", "--fields", str(fields), "--sizes", "600", "--overlap", "1", "--json"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert read_audit(told.stdout.encode(), scheme=SCHEME).largest == 600
