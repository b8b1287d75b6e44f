"""The error tree in the docs is the error tree of the code."""

import re
from pathlib import Path

import pytest

from palermo.ground import errors

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "errors.md").read_text("utf-8")
TREE = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, errors.PalermoError)]


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_every_error_is_documented_with_its_exit_code(error: type[errors.PalermoError]) -> None:
    assert re.search(rf"^\| `{error.__name__}` \| {error.exit_code} \|", PAGE, re.MULTILINE)


def test_the_docs_name_no_error_that_does_not_exist() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == {error.__name__ for error in TREE}
