"""A folder in one file: what comes out is what went in, and nothing that leads elsewhere or swells gets out."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.engines import pack_folder, unpack_folder
from palermo.ground.errors import UnreadableInput

NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.csv", fullmatch=True)


def archive(parts: dict[str, bytes], *, link: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = (0o120777 if name == link else 0o100644) << 16
            out.writestr(part, content)
    return held.getvalue()


@given(st.dictionaries(NAMES, st.binary(max_size=200), min_size=1, max_size=6))
def test_packed_and_unpacked_it_is_the_same_folder_and_packed_twice_the_same_bytes(files: dict[str, bytes]) -> None:
    files = {**files, "report.yml": b"x"}
    assert unpack_folder(pack_folder(files), "it") == files
    assert pack_folder(files) == pack_folder(dict(reversed(files.items())))


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "a\\x.csv", "c:x.csv", "a//x.csv", "./x.csv", "x\u202e.csv"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(UnreadableInput, match="leads out"):
        unpack_folder(archive({"ok.csv": b"", name: b""}), "it")


def test_a_link_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="link"):
        unpack_folder(archive({"x.csv": b"/etc/passwd"}, link="x.csv"), "it")


def test_what_swells_is_refused_before_it_does() -> None:
    bomb = archive({"x.csv": bytes(5 << 20)})
    assert len(bomb) < 10_000
    with pytest.raises(UnreadableInput, match="would unpack"):
        unpack_folder(bomb, "it", largest=1 << 20)


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    data = archive({"x.csv": b"a" * 1000})
    lying = data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(UnreadableInput):
        unpack_folder(lying, "it")


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive", archive({"x.csv": b"y"})[:-30]])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput, match="no whole"):
        unpack_folder(data, "it")


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(UnreadableInput, match="one name"):
        unpack_folder(archive({"x.csv": b"1", "X.csv": b"2"}), "it")


def test_what_a_packing_program_adds_is_left_out() -> None:
    made = archive({"r/x.csv": b"1", "__MACOSX/r/._x.csv": b"2", "r/.DS_Store": b"3"})
    assert unpack_folder(made, "it") == {"x.csv": b"1"}
