"""The 35 bodies of the country: what each keeps, and how it writes it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from palermo.ground.errors import UsageError
from palermo.ground.reckoning import Calendar

Keeps = Literal["cases", "custody", "proceedings", "calls", "returns", "alerts", "htcds", "ctdc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body. ``sees``: the list it is part of, ``children`` for those asked for a missing child alone.

    ``names``: the spelling it keeps (native, first, second romanisation, or ascii for the first without accents);
    ``form``: which of the two files of HTCDS it uses.
    ``whole``: given and family name in one cell. ``born``: a date, a year, or an age. ``zero``: the first of the
    digits in which it writes dates and numbers. ``care``: mistakes in a thousand cells that may have one.
    """

    id: str
    name: str
    sees: str
    keeps: Keeps = "cases"
    style: str = "plain"
    names: str = "first"
    whole: bool = False
    upper: bool = False
    born: Literal["date", "year", "age"] = "date"
    calendar: Calendar = "gregorian"
    order: str = "ymd"
    sign: str = "-"
    zero: str = "0"
    format: Literal["csv", "xlsx", "json", "jsonl"] = "csv"
    form: Literal["", "template", "survey"] = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    care: int = 20

    @property
    def file(self) -> str:
        """The name of the file it sends."""
        return f"{self.id}.{self.format}"

    @property
    def type(self) -> str:
        """Its type among those of organisations."""
        return {"police": "Police", "border": "Government", "labour": "Government", "health": "Government",
                "shelters": "NGO", "consulates": "Government", "children": "Government"}[self.sees]  # fmt: skip


_TABLE = (
    Body(id="national-police", name="National Police", sees="police", style="code", names="ascii", upper=True),
    Body(id="north-police", name="North Shore Police", sees="police", style="title", order="dmy", sign="/"),
    Body(id="capital-police", name="Old Capital Police", sees="police", style="french", names="ascii", order="dmy",
         sign="/", encoding="cp1252", delimiter=";", care=30),
    Body(id="rivers-police", name="Three Rivers Police", sees="police", style="russian", names="native", order="dmy",
         sign=".", encoding="utf-8-sig", delimiter=";"),
    Body(id="police-cells", name="Police Cells", sees="police", keeps="custody", style="code", names="ascii"),
    Body(id="state-prosecutor", name="State Prosecutor", sees="police", keeps="proceedings", style="title",
         order="mdy", sign="/", format="xlsx"),
    Body(id="regional-prosecutor", name="Regional Prosecutor", sees="police", keeps="proceedings", style="spanish",
         names="native", order="dmy", sign="-"),
    Body(id="special-prosecutor", name="Special Prosecutor", sees="police", keeps="proceedings", style="plain",
         format="json", care=8),
    Body(id="border-guard", name="Border Guard", sees="border", style="plain", names="second", upper=True),
    Body(id="immigration-office", name="Immigration Office", sees="border", style="title", order="ymd", sign="/",
         format="xlsx"),
    Body(id="detention-centre", name="Harbour Detention Centre", sees="border", keeps="custody", style="plain",
         names="second", care=25),
    Body(id="asylum-office", name="Asylum Office", sees="border", style="french", whole=True, order="dmy", sign="-"),
    Body(id="port-police", name="Port Police", sees="border", style="arabic", names="native",
         calendar="solar_hijri", order="ymd", sign="/", zero="۰"),
    Body(id="labour-inspection", name="Labour Inspection", sees="labour", style="spanish", names="native",
         order="dmy", sign="/", encoding="utf-16", delimiter="\t"),
    Body(id="mine-inspection", name="Mine Inspection", sees="labour", style="code", names="ascii", born="year"),
    Body(id="sea-inspection", name="Inspection of Ships", sees="labour", style="thai", names="native",
         calendar="buddhist", order="dmy", sign="/"),
    Body(id="orchard-inspection", name="Orchard Inspection", sees="labour", style="title", whole=True, born="age",
         format="xlsx", care=45),
    Body(id="general-hospital", name="General Hospital", sees="health", style="chinese", names="native"),
    Body(id="harbour-clinic", name="Harbour Clinic", sees="health", style="plain", born="age", format="jsonl"),
    Body(id="mobile-clinics", name="Mobile Clinics", sees="health", style="ethiopic", names="native",
         calendar="ethiopian", order="dmy", sign="/", care=35),
    Body(id="child-hospital", name="Children's Hospital", sees="health", style="russian", names="native", order="dmy",
         sign=".", encoding="cp1251", delimiter=";"),
    Body(id="women-shelter", name="Women's Shelter", sees="shelters", keeps="htcds", format="xlsx",
         form="template", care=15),
    Body(id="men-shelter", name="Men's Shelter", sees="shelters", style="title", order="dmy", sign="."),
    Body(id="house-of-bread", name="House of Bread", sees="shelters", style="spanish", names="native", born="age",
         delimiter=";"),
    Body(id="open-door", name="Open Door", sees="shelters", keeps="htcds", form="survey", names="second"),
    Body(id="river-house", name="River House", sees="shelters", style="thai", names="native", whole=True, order="ymd",
         zero="๐"),
    Body(id="legal-aid", name="Legal Aid Network", sees="shelters", style="french", names="native", order="dmy",
         sign="/"),
    Body(id="migrant-centre", name="Migrant Workers' Centre", sees="shelters", style="arabic", names="native",
         calendar="hijri", order="ymd", sign="/", zero="٠", care=30),
    Body(id="data-collective", name="Data Collective", sees="shelters", keeps="ctdc", care=10),
    Body(id="hotline", name="National Hotline", sees="shelters", keeps="calls", style="title", born="age",
         format="jsonl", care=40),
    Body(id="embassy-xb", name="Embassy of XB", sees="consulates", keeps="returns", style="plain", names="native"),
    Body(id="embassy-xc", name="Embassy of XC", sees="consulates", keeps="returns", style="russian", names="native",
         order="dmy", sign=".", format="xlsx"),
    Body(id="embassy-xd", name="Embassy of XD", sees="consulates", keeps="returns", style="arabic", names="native",
         order="ymd", sign="/"),
    Body(id="embassy-xe", name="Embassy of XE", sees="consulates", keeps="returns", style="chinese", names="native",
         order="ymd", sign="/"),
    Body(id="child-alert", name="Child Alert Desk", sees="children", keeps="alerts", style="plain", format="json"),
)  # fmt: skip

BODIES: Mapping[str, Body] = MappingProxyType({body.id: body for body in _TABLE})
_FEW = (
    *("national-police", "state-prosecutor", "border-guard", "labour-inspection", "general-hospital"),
    *("women-shelter", "embassy-xc", "child-alert"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A country's size: people trafficked in the years simulated, and its bodies."""

    people: int
    bodies: tuple[str, ...]


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "small": Size(people=750, bodies=_FEW),  # 150 a year for five years
        "middle": Size(people=20_000, bodies=tuple(BODIES)),
        "large": Size(people=1_000_000, bodies=tuple(BODIES)),
    }
)


def body_named(name: str) -> Body:
    """The body of this id. Raises UsageError where there is none."""
    if name not in BODIES:
        raise UsageError(f"There is no body {name!r}.", hint=f"Bodies are {', '.join(BODIES)}.")
    return BODIES[name]


def on_list(name: str, among: tuple[str, ...]) -> tuple[Body, ...]:
    """Those of the bodies that see people as the list ``name`` does."""
    return tuple(BODIES[one] for one in among if BODIES[one].sees == name)
