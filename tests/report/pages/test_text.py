"""An author's Markdown: tags bound, raw HTML and pictures off, levels unbroken, faults named with their line."""

import pytest
from markupsafe import Markup

from palermo.ground.errors import BadDefinition
from palermo.report.pages.text import Printer, Text, one_line

PRINTER = Printer(
    lambda id, form, linked: Markup("[{}{}]").format(id, "" if linked else " unlinked"),
    lambda tag: Markup("<div>{} {}</div>").format(tag.kind, tag.target),
)


def html(source: str) -> str:
    return str(Text(source, path="text/main.md", printer=PRINTER).html())


def test_a_figure_stands_in_its_line() -> None:
    assert html("So **{{fig:a.b}}** it is.") == "<p>So <strong>[a.b]</strong> it is.</p>\n"


def test_a_block_on_its_own_line_interrupts_a_paragraph() -> None:
    assert html("Words\n{{claim:c}}\n{{table:t}}\nmore") == (
        "<p>Words</p>\n<div>claim c</div>\n<div>table t</div>\n<p>more</p>\n"
    )


def test_a_block_may_stand_in_a_list() -> None:
    assert "<div>chart c</div>" in html("- one\n\n  {{chart:c}}\n")


def test_raw_html_and_templates_stay_words() -> None:
    made = html("<script>x</script> <b onclick=x>b</b> {{ 7 * 7 }} {% include 'x' %} &lt;")
    assert "<script" not in made and "<b" not in made
    assert "{{ 7 * 7 }} {% include 'x' %}" in made


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html;base64,x", "vbscript:x"])
def test_an_address_that_runs_something_is_no_link(address: str) -> None:
    assert "<a" not in html(f"[x]({address})")


def test_a_picture_is_not_fetched() -> None:
    assert "<img" not in html("![alt](https://example.org/x.png)")


def test_a_figure_within_a_link_would_not_lead_to_the_register_and_is_refused() -> None:
    with pytest.raises(BadDefinition, match="stands within a link"):
        html("[see {{fig:a}}](https://example.org/)")


def test_a_literal_is_marked_with_its_kind() -> None:
    assert html("{{lit:2019|date}} {{lit:art. 3|article}}") == (
        '<p><time data-lit="date">2019</time> <span data-lit="article">art. 3</span></p>\n'
    )


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("fine\n\nbut {{lit:3|number}}", "'number'"),
        ("so {{claim:c}} said", "{{claim:c}}"),
        ("so {{figure:c}} said", "{{figure:c}}"),
    ],
)
def test_a_tag_that_cannot_stand_there_is_named_with_its_file(source: str, named: str) -> None:
    with pytest.raises(BadDefinition, match="text/main.md") as told:
        html(source)
    assert named in str(told.value)


def test_a_fault_of_a_block_is_named_with_its_line() -> None:
    def missing(tag: object) -> Markup:
        raise BadDefinition("There is no table 't'.")

    text = Text("one\n\ntwo\n{{table:t}}\n", path="text/main.md", printer=Printer(PRINTER.figure, missing))
    with pytest.raises(BadDefinition, match=r"^text/main.md:4: There is no table"):
        text.html()


def test_levels_begin_at_two_and_skip_none() -> None:
    text = Text("# A\n\n### B\n\n###### C\n\n## D\n\n# E\n", path="p", printer=PRINTER)
    assert [(heading.level, heading.words) for heading in text.headings] == [
        (2, "A"), (3, "B"), (4, "C"), (3, "D"), (2, "E")
    ]  # fmt: skip
    assert "<h4" in str(text.html())


def test_a_first_heading_that_repeats_the_title_is_left_out() -> None:
    text = Text("# The title\n\n## One\n", path="p", printer=PRINTER, title="The title")
    assert [(heading.level, heading.anchor) for heading in text.headings] == [(2, "one")]


def test_headings_of_the_same_words_have_anchors_of_their_own() -> None:
    text = Text("## Same\n\n## Same\n\n## {{fig:a}}?\n", path="p", printer=PRINTER, taken={"same"})
    assert [heading.anchor for heading in text.headings] == ["same-2", "same-3", "a-unlinked"]


def test_a_title_may_name_its_year() -> None:
    assert one_line("Report <{{lit:2025|date}}>") == 'Report &lt;<time data-lit="date">2025</time>&gt;'


def test_a_title_has_no_room_for_a_figure() -> None:
    with pytest.raises(BadDefinition, match="cannot stand in a title"):
        one_line("{{fig:a.b}} victims")
