"""The pages as a whole: every number leads back to its source, nothing is fetched, nothing is broken."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from palermo.ground.errors import BadDefinition, UsageError
from palermo.report import pages
from palermo.report.lint import lint_html
from palermo.report.model import EditionModel, TextFile
from palermo.report.pages.addresses import anchor

PAGES = ("en/index.html", "en/register.html")


def ids(page: Element) -> list[str]:
    return [element.attrib["id"] for element in page.iter() if "id" in element.attrib]


def by_id(page: Element, id: str) -> Element:
    return next(element for element in page.iter() if element.get("id") == id)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def numbers_in_links(page: Element) -> Iterator[str]:
    """The address each number's link leads to."""
    for link in page.iter("a"):
        for _ in link.iter("data"):
            yield link.get("href", "")


def with_text(edition: EditionModel, source: str) -> EditionModel:
    return replace(edition, texts=(TextFile(path="text/main.md", name="main", language="en", source=source),))


def test_every_printed_number_is_a_link_into_the_register(index: Element, register: Element) -> None:
    known = set(ids(register))
    addresses = list(numbers_in_links(index))
    assert len(addresses) == len(list(index.iter("data"))) > 30
    for address in addresses:
        page, _, place = address.partition("#")
        # A number in the contents leads to its heading, where it is a link itself.
        assert (page == "register.html" and place in known) or (page == "" and place in ids(index))


def test_an_entry_shows_its_query_or_has_it_one_link_away(register: Element, edition: EditionModel) -> None:
    for id, figure in edition.figures.items():
        if figure.origin != "computed":
            continue
        entry = by_id(register, anchor("f", id))
        links = [link.get("href", "") for link in entry.iter("a")]
        places = [entry, *(by_id(register, link[1:]) for link in links if link.startswith("#"))]
        assert any(list(place.iter("pre")) for place in places), id


def test_a_named_figure_s_entry_holds_definition_query_and_hashes(register: Element, edition: EditionModel) -> None:
    entry = words(by_id(register, "f-vs.persons.2023"))
    figure = edition.figures["vs.persons.2023"]
    for part in ("1,319", "Persons registered as victims by the police of Vestria", 'sum: "PERSONS"', figure.code,
                 figure.query_sha256, figure.data_sha256, "data/persons.csv", "none-invented"):  # fmt: skip
        assert part and part in entry


def test_a_derived_figure_s_entry_leads_to_its_operands(register: Element) -> None:
    entry = by_id(register, "f-vs.rise")
    assert "vs.persons.2023 - vs.persons.2022" in words(entry)
    links = [link.get("href") for link in entry.iter("a")]
    assert {"#f-vs.persons.2023", "#f-vs.persons.2022"} <= set(links)


def test_a_quoted_figure_s_entry_holds_passage_copy_and_document(register: Element) -> None:
    entry = by_id(register, "f-q.account")
    assert "1,319 <persons> were registered" in words(entry)
    assert "1" * 64 in words(entry) and "#d-account" in [link.get("href") for link in entry.iter("a")]


def test_a_quoted_figure_without_a_passage_says_that_it_is_not_traced(register: Element) -> None:
    assert "Not traced. The source is not held" in words(by_id(register, "f-q.range"))


def test_an_entry_names_what_stands_beside_it(register: Element) -> None:
    links = [link.get("href") for link in by_id(register, "f-q.account").iter("a")]
    assert {"#f-q.range", "#c-it-01", "#f-vs.persons.2023"} <= set(links)


def test_a_claim_s_entry_holds_speaker_place_trace_and_facets(register: Element) -> None:
    entry = words(by_id(register, "c-it-01"))
    for part in ("Minister of Vestria", "10 February 2024", "line 3", "2" * 64, "A. Reader", "B. Reader",
                 "comparator: other", "value: equal", "closed"):  # fmt: skip
        assert part in entry


@pytest.mark.parametrize("page", PAGES)
def test_no_id_is_given_twice(page: str, request: pytest.FixtureRequest) -> None:
    found = ids(request.getfixturevalue(page[3:-5]))
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_pages_leads_somewhere(page: str, request: pytest.FixtureRequest) -> None:
    known = {name: set(ids(request.getfixturevalue(name[:-5]))) for name in ("index.html", "register.html")}
    here = page[3:]
    for link in request.getfixturevalue(page[3:-5]).iter("a"):
        target, _, place = link.get("href", "").partition("#")
        if place and not target.startswith("https:"):
            assert place in known[target or here], link.get("href")


@pytest.mark.parametrize("page", PAGES)
def test_heading_levels_skip_none_and_the_first_is_alone(page: str, request: pytest.FixtureRequest) -> None:
    tree = request.getfixturevalue(page[3:-5])
    levels = [int(element.tag[1]) for element in tree.iter() if re.fullmatch(r"h[1-6]", element.tag)]
    levels.remove(1)
    main = [int(one.tag[1]) for one in by_id(tree, "main").iter() if re.fullmatch(r"h[1-6]", one.tag)]
    assert 1 not in levels
    assert all(after <= before + 1 for before, after in zip([1, *main], main, strict=False))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_landmarks_language_direction_and_a_way_past_the_contents(
    page: str, request: pytest.FixtureRequest
) -> None:
    tree = request.getfixturevalue(page[3:-5])
    assert (tree.get("lang"), tree.get("dir")) == ("en", "ltr")
    assert [len(list(tree.iter(tag))) for tag in ("main", "header", "footer", "nav", "title")][:4] == [1, 1, 1, 1]
    body = next(tree.iter("body"))
    assert (body[0].tag, body[0].get("href")) == ("a", "#main")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_and_runs_nothing(page: str, out: Mapping[str, bytes]) -> None:
    text = out[page].decode()
    assert not re.search(r"<(script|img|iframe|object|embed|form)\b", text)
    assert not re.search(r"\s(src|srcset|on\w+)=", text)
    assert not re.search(r"@import|url\(", text)
    assert re.findall(r"<link [^>]*>", text) == ['<link rel="icon" href="data:,">']


def test_no_number_on_the_page_is_unbound(out: Mapping[str, bytes]) -> None:
    assert lint_html(out["en/index.html"], path="en/index.html", language="en") == ()


def test_the_lint_would_see_a_number_that_is_not_bound(out: Mapping[str, bytes]) -> None:
    planted = out["en/index.html"].replace(b"The police registered", b"The 77 police registered")
    [finding] = lint_html(planted, path="en/index.html", language="en")
    assert finding.code == "lint.unbound-number"


def test_values_are_escaped_wherever_they_come_from(edition: EditionModel) -> None:
    hostile = replace(edition, title={"en": '<b>"T"</b>'}, code_version="<i>0</i>")
    for name, page in pages.render(hostile, "en").items():
        if name.endswith(".html"):
            assert b"<b>&" not in page and b"<i>0" not in page and b"&lt;b&gt;" in page


def test_the_same_model_gives_the_same_bytes(edition: EditionModel, out: Mapping[str, bytes]) -> None:
    assert pages.render(edition, "en") == out


def test_a_missing_figure_is_named_with_file_and_tag(edition: EditionModel) -> None:
    with pytest.raises(BadDefinition, match=r"text/main\.md.*nobody\.knows"):
        pages.render(with_text(edition, "So {{fig:nobody.knows}}."), "en")


@pytest.mark.parametrize(
    "tag", ["table:x", "chart:x", "claim:x", "contrast:x", "pair:x", "evidence:x", "evidence:summary|x"]
)
def test_whatever_a_block_names_must_be_there(tag: str, edition: EditionModel) -> None:
    with pytest.raises(BadDefinition, match=r"text/main\.md:1"):
        pages.render(with_text(edition, f"{{{{{tag}}}}}"), "en")


def test_a_language_without_a_catalogue_is_refused(edition: EditionModel) -> None:
    with pytest.raises(UsageError, match="catalogue"):
        pages.render(edition, "ar")


def test_a_text_without_headings_still_makes_a_page(edition: EditionModel) -> None:
    page = pages.render(with_text(edition, "Only words."), "en")["en/index.html"]
    assert b"<p>Only words.</p>" in page


def test_a_break_that_several_series_share_is_told_once(edition: EditionModel) -> None:
    said = {"date": "2022-01-01", "reason": "another form", "comparable": "no"}
    first, second = list(edition.indicators.values())[:2]
    broken = {**edition.indicators, **{one.id: replace(one, breaks=(said,)) for one in (first, second)}}
    page = pages.render(replace(edition, indicators=broken), "en")["en/index.html"].decode()
    section = page.partition('<section id="breaks"')[2].partition("</section>")[0]
    assert section.count("another form") == 1
    assert f"#i-{first.id}" in section
    assert f"#i-{second.id}" in section
