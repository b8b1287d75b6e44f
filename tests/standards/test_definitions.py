"""Every definition is safe to read, says where it comes from, and falls into none of YAML's traps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from palermo import standards
from palermo.ground.dates import PartialDate
from palermo.ground.errors import BadDefinition
from palermo.standards import loader

HEAD = "concept: x\nlabel: X\nsource: us\nclause: all\nbasis: checked\n"
MAY_BE_TRUE = {"core", "own", "own_codes", "lossy", "multi", "recovered", "counted", "act", "strip"}
MAY_BE_EMPTY = {"ictip_code", "population"}
ARE_TEXT = {"code", "codes", "alpha3", "numeric", "article", "seen", "aliases", "near", "redaction_marks", "ours"}
ARE_SHARES = {"half"}


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if hasattr(value, "items"):
        for name, part in value.items():
            yield "", name
            yield from leaves(part, str(name))
    elif isinstance(value, tuple):
        for part in value:
            yield from leaves(part, key)
    else:
        yield key, value


@pytest.mark.parametrize("name", standards.names())
def test_every_definition_names_its_source_clause_and_basis(name: str) -> None:
    written = standards.load(name)
    assert written["concept"] == name.removeprefix("lists/")
    assert written["label"] and written["source"] and written["clause"]
    assert written["basis"] in ("checked", "unchecked")
    assert written["language"] == "en"


@pytest.mark.parametrize("name", standards.names())
def test_no_word_became_a_truth_value_a_number_or_nothing(name: str) -> None:
    for key, value in leaves(standards.load(name)):
        assert not isinstance(value, float) or key in ARE_SHARES, (key, value)
        assert not isinstance(value, bool) or key in MAY_BE_TRUE, (key, value)
        assert value is not None or key in MAY_BE_EMPTY, key
        assert key not in ARE_TEXT or isinstance(value, str), (key, value)


@pytest.mark.parametrize("name", standards.names())
def test_every_date_of_validity_can_be_read(name: str) -> None:
    for key, value in leaves(standards.load(name)):
        if key in ("valid_from", "valid_to"):
            assert PartialDate.parse(str(value)).earliest() is not None
            assert isinstance(value, (date, str))


def test_work_of_iom_is_attributed_wherever_it_is_used() -> None:
    used = [standards.load(name) for name in standards.names() if "HTCDS" in standards.load(name)["source"]]
    assert len(used) == 27  # the fields, the quirks, 25 lists
    assert {(one["licence"], one["attribution"][-5:]) for one in used} == {("CC BY 4.0", "(IOM)")}


def test_what_is_loaded_cannot_be_changed() -> None:
    written = standards.load("palermo_elements")
    with pytest.raises(TypeError):
        written["acts"] = ()  # type: ignore[index]
    with pytest.raises(TypeError):
        written["acts"][0]["code"] = "x"
    assert isinstance(written["acts"], tuple)


@pytest.mark.parametrize(
    "text",
    [
        "concept: [",
        "- a\n- b\n",
        HEAD.replace("basis: checked", "basis: rumoured"),
        HEAD.replace("source: us\n", ""),
        HEAD + "concept: y\n",
        HEAD + "codes:\n  - {code: a, code: b}\n",
        HEAD + "x: !!python/object/apply:os.getcwd []\n",
    ],
)
def test_a_broken_definition_is_refused(text: str) -> None:
    with pytest.raises(BadDefinition):
        loader.parse(text, "x")


@pytest.mark.parametrize("name", ["nowhere", "../pyproject", "lists/../nrm_uk", ""])
def test_a_name_that_is_none_of_ours_is_refused(name: str) -> None:
    with pytest.raises(BadDefinition, match="no definition called"):
        standards.load(name)


def test_the_public_names_are_those_listed() -> None:
    assert all(hasattr(standards, name) for name in standards.__all__)
    assert len(set(standards.__all__)) == len(standards.__all__)
