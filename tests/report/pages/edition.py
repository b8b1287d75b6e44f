"""An edition built by hand about a made-up country: every figure, claim and document in it is invented."""

import hashlib
from pathlib import Path

from palermo import evidence
from palermo.ground.dates import Period
from palermo.ground.figure import Figure, Origin, Sensitivity
from palermo.report.model import Chart, Dataset, EditionModel, Indicator, Table, TableCell, TextFile
from palermo.report.tallies import claim_tallies

HERE = Path(__file__).parent
DATA = (
    b"YEAR,KIND,PERSONS\n2021,Labour,12\n2021,Other,7\n2022,Labour,1245\n2022,Other,3\n2023,Labour,1310\n2023,Other,9\n"
)
SHA = hashlib.sha256(DATA).hexdigest()
KINDS, YEARS = ("Labour", "Other"), ("2021", "2022", "2023")
VALUES = {("2021", "Labour"): "12", ("2021", "Other"): "7", ("2022", "Labour"): "1245", ("2022", "Other"): None,
          ("2023", "Labour"): "1310", ("2023", "Other"): "9"}  # fmt: skip
QUERY = {"from": "persons", "sum": "PERSONS", "by": ["YEAR", "KIND"]}
PERSONS = Indicator(
    id="vs.persons",
    version=2,
    name={"en": "Persons registered as victims"},
    definition={"text": "Persons registered as victims by the police of Vestria", "counting_unit": "person",
                "unit": "count", "stock_flow": "flow", "area": "Vestria"},
    query=QUERY,
    query_sha256=hashlib.sha256(b"query").hexdigest(),
    path="indicators/persons.yml",
    sdc_applied="none-invented",
    breaks=({"date": "2022-01-01", "reason": "a second police force joined", "comparable": False},),
    figures={"vs.persons.2022": {"YEAR": "2022"}, "vs.persons.2023": {"YEAR": "2023"}},
    inputs=("persons",),
)  # fmt: skip
TIER = Indicator(
    id="vs.grade",
    version=1,
    name={"en": "Grade given by the Observers"},
    definition={"text": "Grade given in the yearly report of the Observers of Vestria", "unit": "code"},
    query={"sql": "SELECT YEAR, GRADE\nFROM grades"},
    query_sha256=hashlib.sha256(b"grades").hexdigest(),
    path="indicators/grade.yml",
    sdc_applied="none-invented",
    origin=Origin.ASSESSED,
    assessor="Observers of Vestria (invented)",
    framework="Observers' scale, second version",
)


def model() -> EditionModel:
    """The whole edition."""
    bundle = evidence.load({"evidence/item.yml": (HERE / "item.yml").read_bytes()})
    indicators, tallies = claim_tallies(bundle, data_sha256=hashlib.sha256(b"evidence").hexdigest())
    figures = {figure.id: figure for figure in (*_computed(), *_derived(), *bundle.figures.values(), *tallies)}
    return EditionModel(
        id="vestria-2023",
        title={"en": "Trafficking in Vestria, an invented report"},
        languages=("en",),
        built_at="2024-03-05T00:00:00Z",
        code_version="0.1.0",
        figures=figures,
        indicators={one.id: one for one in (PERSONS, TIER, *indicators)},
        datasets={"persons": Dataset(name="persons", path="data/persons.csv", sha256=SHA, content=DATA,
                                     sensitivity=Sensitivity.INVENTED, document="register", source="raw",
                                     source_sha256=hashlib.sha256(b"raw").hexdigest(),
                                     derivation={"sql": "SELECT YEAR, KIND, COUNT(*)\nFROM raw GROUP BY ALL"})},
        evidence=bundle,
        tables=_tables(),
        charts={
            "c.persons": Chart(id="c.persons", table="t.persons", kind="bar", alt={"en": "Bars of persons by year"}),
            "c.alone": Chart(id="c.alone", table="t.alone", kind="line", alt={"en": "A line by year"},
                             title={"en": "Persons over the years"}),
        },
        texts=(TextFile(path="text/main.en.md", name="main", language="en",
                        source=(HERE / "main.en.md").read_text("utf-8")),),
        meta={},
    )  # fmt: skip


def _computed() -> list[Figure]:
    cells = [({"YEAR": year, "KIND": kind}, VALUES[year, kind]) for year in YEARS for kind in KINDS]
    totals = [({"YEAR": year}, value) for year, value in zip(YEARS, ("19", "1248", "1319"), strict=True)]
    bare = [_persons("vs.persons:" + ";".join(f"{k}={v}" for k, v in sorted(cell.items())), cell, value)
            for cell, value in (*cells, *totals)]  # fmt: skip
    named = [
        _persons(f"vs.persons.{year}", {"YEAR": year}, value) for year, value in (("2022", "1248"), ("2023", "1319"))
    ]
    return [_persons("vs.persons", {}, "2586"), *bare, *named, *(_grade(year) for year in YEARS)]


def _persons(id: str, cell: dict[str, str], value: str | None) -> Figure:
    return Figure(
        id=id,
        origin=Origin.COMPUTED,
        value=value,
        conf_status=None if value is not None else "C",
        counting_unit="person",
        stock_flow="flow",
        period=Period.from_dict({"year": cell["YEAR"], "kind": "calendar"}) if "YEAR" in cell else None,
        area="Vestria",
        definition=PERSONS.reference,
        query_sha256=PERSONS.query_sha256,
        data_sha256=SHA,
        sdc_applied="none-invented",
        cell=cell,
    )


def _grade(year: str) -> Figure:
    return Figure(id=f"vs.grade:YEAR={year}", origin=Origin.ASSESSED, value="=Grade B", unit="code",
                  cell={"YEAR": year}, definition=TIER.reference, assessor=TIER.assessor, framework=TIER.framework,
                  period=Period.from_dict({"year": year, "kind": "calendar"}), sdc_applied="none-invented")  # fmt: skip


def _derived() -> list[Figure]:
    rise = Figure(id="vs.rise", origin=Origin.DERIVED, value="71", counting_unit="person", area="Vestria",
                  operands=("vs.persons.2023", "vs.persons.2022"), formula="vs.persons.2023 - vs.persons.2022",
                  definition=PERSONS.reference, note="both years from the same file",
                  sdc_applied="none-invented")  # fmt: skip
    share = Figure(id="vs.share", origin=Origin.DERIVED, value="99.3", unit="percent", places=2, operands=rise.operands,
                   formula="vs.persons.2022 / vs.persons.2023 * 100", sdc_applied="none-invented")  # fmt: skip
    return [rise, share]


def _tables() -> dict[str, Table]:
    cell = "vs.persons:KIND={};YEAR={}".format
    kinds = {year: tuple(TableCell(figure=cell(kind, year)) for kind in KINDS) for year in YEARS}
    totals = {year: TableCell(figure=f"vs.persons:YEAR={year}") for year in YEARS}
    rows = tuple((year, (*kinds[year], totals[year])) for year in YEARS)
    grades = tuple(
        (year, (TableCell(figure=f"vs.grade:YEAR={year}"), TableCell(text="=HYPERLINK()"))) for year in YEARS
    )
    return {
        "t.persons": Table(id="t.persons", caption={"en": "Persons by year and kind"}, corner="Year",
                           columns=(*KINDS, "Total"), rows=rows, indicator="vs.persons",
                           notes=({"en": "One cell is hidden to protect people."},)),
        "t.alone": Table(id="t.alone", caption={"en": "Persons by year"}, corner="Year", columns=("Persons",),
                         rows=tuple((year, (totals[year],)) for year in YEARS)),
        "t.grades": Table(id="t.grades", caption={"en": "Grades"}, corner="", rows=grades,
                          columns=("+Vestria", "Remark")),
    }  # fmt: skip
