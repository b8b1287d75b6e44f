"""Claims, contrasts, pairs, events and counts as they stand on the page: one template, nobody's winner."""

from xml.etree.ElementTree import Element

from palermo import evidence
from palermo.report.model import EditionModel


def by_id(page: Element, id: str) -> Element:
    return next(element for element in page.iter() if element.get("id") == id)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_claim_is_printed_by_the_one_automatic_sentence(index: Element, edition: EditionModel) -> None:
    boxes = [element for element in index.iter("div") if element.get("class") == "said"]
    assert len(boxes) == 5  # two claims, two sides of a pair, one event
    for box in boxes:
        sentence = evidence.sentence(edition.evidence, box.get("data-claim", ""), language="en")
        assert words(box) == sentence


def test_a_claim_leads_to_its_entry_and_binds_the_value_it_states(index: Element) -> None:
    box = by_id(index, "claim-it-01")
    stated = [data for data in box.iter("data") if data.get("data-claim") == "it-01"]
    assert [(data.get("value"), data.text) for data in stated] == [("1300", "1,300")] * 2
    assert "at least 1,300 (person)" in words(box)
    assert "register.html#c-it-01" in [link.get("href") for link in box.iter("a")]


def test_the_numbers_of_the_sentence_lead_to_the_claim_and_to_its_source(index: Element) -> None:
    said = next(box for box in by_id(index, "claim-it-01").iter("div") if box.get("class") == "said")
    links = {words(link): link.get("href") for link in said.iter("a")}
    assert links == {"1,300": "register.html#c-it-01", "1,319": "register.html#f-q.account"}


def test_rivals_stand_in_the_claim_s_box(index: Element) -> None:
    [rivals] = list(by_id(index, "claim-it-01").iter("ul"))
    assert [words(data) for data in rivals.iter("data")] == ["1,319", "1,000–1,200"]


def test_a_claim_without_a_number_says_so(index: Element) -> None:
    assert "many, no number given" in words(by_id(index, "claim-it-02"))


def test_a_contrast_has_one_row_a_member_by_date_and_none_is_marked(index: Element, edition: EditionModel) -> None:
    rows = list(next(by_id(index, "contrast-x.registered").iter("tbody")))
    shown = [next(row.iter("data")) for row in rows]
    members = [data.get("data-claim") or data.get("data-figure") for data in shown]
    assert members == ["it-01", "q.account", "vs.persons.2023", "q.range"]
    assert {row.get("class") for row in rows} == {None}
    assert {tuple(cell.get("class") for cell in row) for row in rows} == {(None, "number", "words", "words", "words")}


def test_a_contrast_is_not_ordered_by_size(index: Element) -> None:
    values = [float(data.get("value", "").split("/")[0]) for data in by_id(index, "contrast-x.registered").iter("data")]
    assert values not in (sorted(values), sorted(values, reverse=True)) or len(set(values)) == 1


def test_a_contrast_says_how_far_its_members_can_be_compared(index: Element) -> None:
    assert "Comparability: persons, by different registers." in words(by_id(index, "contrast-x.registered"))


def test_claim_and_reply_stand_in_one_view_in_the_order_said(index: Element) -> None:
    sides = list(next(by_id(index, "pair-p.registered").iter("ol")))
    assert [words(side[0]) for side in sides] == ["Minister of Vestria", "Shelters of Vestria"]
    assert [words(side[1]) for side in sides] == ["10 February 2024", "date not recorded"]


def test_an_event_has_its_legal_status(index: Element) -> None:
    [row] = list(next(by_id(index, "events-all").iter("tbody")))
    assert words(row[1]) == "charged"


def test_where_the_traces_stand_is_told_through_figures(index: Element, edition: EditionModel) -> None:
    [summary] = [element for element in index.iter("div") if element.get("class") == "summary"]
    assert "1 of 2 closed" in words(summary)
    bound = [data.get("data-figure") for data in summary.iter("data")]
    assert bound == [f"evidence.item.{name}" for name in ("closed", "countable", "reading.traced", "reading.differs",
                                                            "reading.not_traced")]  # fmt: skip
    assert all(id in edition.figures for id in bound)
