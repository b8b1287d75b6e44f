"""The reference of the standards is written from the definitions, and the page in docs is that text."""

from pathlib import Path

from palermo import standards

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "standards.md"


def test_the_page_in_docs_is_what_the_definitions_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == standards.render_reference()


def test_every_definition_field_and_code_stands_on_the_page() -> None:
    page = standards.render_reference()
    assert all(f"| `{name}` |" in page for name in standards.names())
    assert all(f"`{field.code}`" in page for standard in ("htcds", "ctdc") for field in standards.fields(standard))
    for name in standards.code_lists():
        assert all(f"`{code.code}`" in page for code in standards.code_list(name).codes), name


def test_iom_is_attributed_and_not_made_to_endorse() -> None:
    page = standards.render_reference()
    assert "International Organization for Migration (IOM), used under CC BY 4.0" in page.replace("\n", " ")
    assert "does not endorse" in page


def test_every_table_is_square() -> None:
    width = 0
    for line in standards.render_reference().splitlines():
        cells = line.replace("\\|", "").count("|") if line.startswith("|") else 0
        assert not (width and cells) or cells == width, line
        width = cells
