"""The report's page: the author's texts with every tag set in its place, the sources, and the breaks in the series."""

from collections.abc import Mapping
from typing import TypeVar

from markupsafe import Markup

from palermo.ground.errors import BadDefinition
from palermo.report.model import Chart, EditionModel, Indicator, Table
from palermo.report.pages.addresses import anchor
from palermo.report.pages.charts import draw
from palermo.report.pages.charts import title as chart_title
from palermo.report.pages.claims import claim_box, contrast_box, evidence_box, pair_box
from palermo.report.pages.conference_views import conference_box
from palermo.report.pages.sheet import Sheet
from palermo.report.pages.svg import Drawing
from palermo.report.pages.tables_html import break_notes, table_html
from palermo.report.pages.text import Printer, Text, one_line
from palermo.report.tags import Tag, find_tags

_Thing = TypeVar("_Thing")
_OWN_ANCHORS = frozenset({"main", "contents", "sources", "breaks", "changes"})


class Composer:
    """Writes the texts of one language: each tag becomes what it names, each table and chart gets its number."""

    def __init__(self, model: EditionModel, language: str) -> None:
        self.sheet = Sheet(model, language)
        self.drawings: dict[str, Drawing] = {}
        self._tables = 0
        self._charts = 0
        self._sources = [text for text in model.texts if text.language == language]
        self._in_text = {tag.target for text in self._sources for tag in find_tags(text.source) if tag.kind == "table"}

    def page(self) -> Markup:
        """The whole page."""
        model, language = self.sheet.model, self.sheet.language
        title = model.title.get(language) or model.id
        printer, taken = Printer(self._figure, self._block), set(_OWN_ANCHORS)
        texts = [Text(one.source, path=one.path, printer=printer, title=title, taken=taken) for one in self._sources]
        written = [text.html() for text in texts]
        return self.sheet.fill(
            "index.html.j2",
            title=one_line(title),
            texts=written,
            contents=[heading for text in texts for heading in text.headings if heading.level == 2],
            breaks=self._breaks(),
        )

    def _figure(self, id: str, form: str, linked: bool) -> Markup:
        binder = self.sheet.binder
        return binder.figure(id, form=form) if linked else binder.unlinked(id, form=form)

    def _block(self, tag: Tag) -> Markup:
        if tag.kind == "table":
            return self._table(_known(self.sheet.model.tables, tag))
        if tag.kind == "chart":
            return self._chart(_known(self.sheet.model.charts, tag))
        if tag.kind == "evidence":
            return evidence_box(self.sheet, tag.target, tag.option)
        if tag.kind == "conference":
            return conference_box(self.sheet, tag.target, tag.option)
        boxes = {"contrast": contrast_box, "claim": claim_box, "pair": pair_box}
        return boxes[tag.kind](self.sheet, tag.target)

    def _table(self, table: Table) -> Markup:
        self._tables += 1
        breaks = break_notes(self._indicator(table), self.sheet.say)
        return table_html(table, self.sheet.binder, number=self._tables, breaks=breaks)

    def _indicator(self, table: Table) -> Indicator | None:
        return self.sheet.model.indicators.get(table.indicator or "")

    def _chart(self, chart: Chart) -> Markup:
        table = _known(self.sheet.model.tables, Tag(kind="table", target=chart.table, option="", start=0, end=0, line=0,
                                                    column=0))  # fmt: skip
        self._charts += 1
        if chart.id not in self.drawings:
            self.drawings[chart.id] = draw(chart, table, self.sheet.model.figures, self.sheet.say)
        return self.sheet.fill(
            "chart.html.j2",
            number=self._charts,
            anchor_id=self.sheet.binder.anchors.take("chart-frame", chart.id),
            title=chart_title(chart, table, self.sheet.language),
            drawing=self.drawings[chart.id].inline,
            table_anchor=anchor("table", table.id),
            table_caption=one_line(table.caption.get(self.sheet.language, table.id)),
            values=None if table.id in self._in_text else self._table(table),
        )

    def _breaks(self) -> list[tuple[list[Indicator], tuple[Markup, ...]]]:
        """The breaks in the series, each once, with every indicator that has them."""
        found: dict[tuple[Markup, ...], list[Indicator]] = {}
        for one in self.sheet.model.indicators.values():
            if notes := break_notes(one, self.sheet.say):
                found.setdefault(notes, []).append(one)
        return [(indicators, notes) for notes, indicators in found.items()]


def _known(things: Mapping[str, _Thing], tag: Tag) -> _Thing:
    if tag.target not in things:
        raise BadDefinition(f"There is no {tag.kind} {tag.target!r}.", hint=f"Define it in report.yml, {tag.kind}s.")
    return things[tag.target]
