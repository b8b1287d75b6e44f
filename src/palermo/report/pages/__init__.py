"""The pages of an edition: HTML, tables as CSV, charts as SVG. Bytes in the model's order, nothing fetched, no script.

How the pages mark what may hold a number, so that a lint, a verification or a reader's program can tell them apart:

====================  ===========================================================================================
mark                  meaning
====================  ===========================================================================================
``data[value]``       a printed figure: ``data-figure`` is its id (``data-claim`` where a claim states the value),
                      ``data-form="words"`` where it is spelled out; its link leads to the register
``text[data-figure]`` the label of a bar in a chart: a printed figure
``data-scale``        ticks and categories of a chart's axis
``data-label``        a category of the data: row and column headings, legends, cell names
``data-lit``          a date, title, article, address, version, code or name, written as such by ``{{lit:…}}`` or
                      taken from a field of that kind (the day of a speech, the title of a document, a hash)
``data-claim``        words recorded as somebody's claim, printed by the one template for claims
``data-ordinal``      a generated number: Table 1
====================  ===========================================================================================
"""

from collections.abc import Mapping

from palermo.report.model import EditionModel
from palermo.report.pages.charts import draw
from palermo.report.pages.format import printed
from palermo.report.pages.html import Composer
from palermo.report.pages.messages import catalogue
from palermo.report.pages.register import register_page
from palermo.report.pages.tables_html import table_csv

__all__ = ["printed", "render"]


def render(model: EditionModel, language: str) -> Mapping[str, bytes]:
    """The pages, charts and tables of one language, by the path they are written to.

    Raises BadDefinition where a text names what is not there, UsageError for a language without a catalogue.
    """
    composer = Composer(model, language)
    pages = {
        f"{language}/index.html": composer.page(),
        f"{language}/register.html": register_page(model, language),
    }
    drawings = {
        id: composer.drawings.get(id) or draw(chart, model.tables[chart.table], model.figures, catalogue(language))
        for id, chart in model.charts.items()
    }
    return {
        **{path: f"{page}\n".encode() for path, page in pages.items()},
        **{f"charts/{language}/{id}.svg": drawing.file for id, drawing in drawings.items()},
        **{f"tables/{id}.csv": table_csv(table, model.figures) for id, table in model.tables.items()},
    }
