"""What goes into an age file comes out for its one reader, in whatever parts it came; else nothing is written."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import x25519

from palermo.engines import open_sealed, tar_members, tar_stream, write_sealed
from palermo.ground.errors import UnreadableInput, UsageError

OPENER = x25519.Identity.generate()
RECIPIENT = str(OPENER.to_public())


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(str(OPENER), "ascii")
    return tmp_path / "key"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(members=st.lists(st.tuples(st.from_regex(r"[a-z]{1,20}", fullmatch=True), st.binary(max_size=3000)), max_size=6))
def test_members_come_back_in_their_order(members: list[tuple[str, bytes]], identity: Path, tmp_path: Path) -> None:
    for left in (tmp_path / "one.age", tmp_path / "plain"):
        left.unlink(missing_ok=True)
    size = write_sealed(tmp_path / "one.age", RECIPIENT, tar_stream(members))
    open_sealed(tmp_path / "one.age", identity, tmp_path / "plain")
    assert list(tar_members(tmp_path / "plain")) == members and size == (tmp_path / "one.age").stat().st_size


def test_what_is_sealed_is_never_held_whole(identity: Path, tmp_path: Path) -> None:
    tracemalloc.start()
    write_sealed(tmp_path / "one.age", RECIPIENT, (bytes(1 << 20) for _ in range(32)))
    open_sealed(tmp_path / "one.age", identity, tmp_path / "plain")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "plain").stat().st_size == 32 << 20 and most < 6 << 20


def test_what_fails_while_it_is_made_leaves_nothing_and_is_told_as_it_is(identity: Path, tmp_path: Path) -> None:
    def cut_off() -> Iterator[bytes]:
        yield bytes(100_000)
        raise UsageError("The disk of the database failed.")

    with pytest.raises(UsageError, match="disk of the database"):
        write_sealed(tmp_path / "one.age", RECIPIENT, cut_off())
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_tar_of_others_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no tar at all" * 100)
    with pytest.raises(UnreadableInput):
        list(tar_members(tmp_path / "x"))
