"""The cases of a body as figures: true for its own people, and for the public by way of protected tables alone."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.utils import timezone
from tests.site.cases.a_case import DAY, NOW, stored
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo import disclosure
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case, Clock, Participation, PersonRecord, Service, StatusDecision
from palermo.site.figures.catalogues import TABLES
from palermo.site.figures.frames import frames_of
from palermo.site.publications import actions as publications
from palermo.site.publications.folders import release_in
from palermo.site.publications.models import Release

VALUES = ["presumed"] * 31 + ["identified"] * 24 + ["declined"] * 12 + ["not_a_victim"] * 2


@pytest.fixture
def recorded(cast: Cast) -> Cast:
    """People of the shelter with a decision each, the first of them in two cases; all have a clock and a service."""
    make_keys(cast)
    with opened(cast):
        for at, value in enumerate([*VALUES, "identified"]):
            record(cast, at, value, again=at == len(VALUES))
    return cast


def record(cast: Cast, at: int, value: str, *, again: bool) -> None:
    worker = cast.accounts["case_worker"]
    own, by = {"agency": worker.agency}, {"agency": worker.agency, "account": worker.pk}
    with scoped(cast.actor("case_worker")):
        case = stored(Case, **by, reference=f"C-{at}", opened_on=DAY, made_at=NOW)
        known = PersonRecord.objects.filter(reference="P-0").first() if again else None
        person = known or stored(PersonRecord, **own, reference=f"P-{at}", made_at=NOW)
        of: dict[str, Any] = {
            **own, "case": case, "participation": stored(Participation, **own, case=case, person=person, role="victim")
        }  # fmt: skip
        code, type = ("rg_decision", "Shelter") if at % 2 else ("cg_decision", "Health")
        due = DAY + timedelta(days=9)
        stopped = DAY + timedelta(days=4 * (at % 5))
        stored(Clock, **of, code=code, kind="target", rule_version="r", started=DAY, due=due, stopped=stopped)
        stored(Service, **of, type=type, requested=DAY, started=DAY if at % 3 else None)
        stored(
            StatusDecision, **of, account=worker.pk, value=value, stage="reasonable_grounds", decided_by="shelter",
            decided_on=DAY, recorded_at=NOW, reasons="as she told it",
        )  # fmt: skip


@pytest.mark.django_db
def test_each_person_is_counted_once_and_on_the_page_as_often_as_recorded(recorded: Cast) -> None:
    with scoped(recorded.actor("agency_data_officer")) as officer:
        frames = frames_of(officer, DAY + timedelta(days=40))
    assert set(frames) == set(TABLES)
    assert frames["statuses"]["person"].n_unique() == len(VALUES)
    assert frames["clocks"].group_by("met").agg(pl.col("person").n_unique()).height == 2
    client = recorded.client(recorded.accounts["agency_manager"])
    page = client.get("/figures/").content.decode()
    assert ">31<" in page and "presumed victim" in page and 'href="?frame=services"' in page
    others = client.get("/figures/?frame=clocks").content.decode()
    assert "decision on reasonable grounds" in others and "presumed victim" not in others  # one frame a page
    assert client.get("/figures/?frame=nothing").content.decode().count("presumed victim") == page.count(
        "presumed victim"
    )


@pytest.mark.django_db
def test_another_body_counts_none_of_them_and_who_hands_in_no_records_sees_no_figures(recorded: Cast) -> None:
    with scoped(recorded.stranger("agency_manager")) as other:
        assert all(frame.is_empty() for frame in frames_of(other, DAY).values())
    for role in ("case_worker", "referral_desk", "auditor", "system_admin", "plan_secretary"):
        client = recorded.client(recorded.accounts[role])
        assert client.get("/figures/").status_code == client.post("/figures/take/").status_code == 403
    assert recorded.client(recorded.accounts["agency_manager"]).post("/figures/take/").status_code == 403


@pytest.mark.django_db
def test_no_text_and_no_reference_leaves_and_it_is_written_down_who_took_it(recorded: Cast) -> None:
    files = taken(recorded)
    everything = b"".join(files.values())
    with scoped(recorded.actor("case_worker")):
        keys = [str(key).encode() for key in PersonRecord.objects.values_list("pk", flat=True)]
    assert not any(key in everything for key in [*keys, b"P-0", b"C-0", b"as she told it"])
    with scoped(recorded.actor("auditor")):
        assert (
            AuditEvent.objects.filter(verb="figures.take", actor=recorded.accounts["agency_data_officer"].pk).count()
            == 1
        )


@pytest.mark.django_db
def test_the_folder_goes_through_the_gate_as_it_is(recorded: Cast) -> None:
    files = taken(recorded)
    frames = {name.removesuffix(".csv") for name in files if name.endswith(".csv")}
    assert frames == {"statuses", "clocks", "services"}
    released = {name: made(files, name) for name in frames}
    now = timezone.now()
    for name, release in released.items():
        with scoped(recorded.actor("statistician")) as statistician:
            proposed = publications.propose_release(statistician, release_in(release, name=name), now=now)
        with scoped(recorded.actor("report_editor")) as editor:
            publications.approve_release(editor, proposed, version=proposed.version, now=now)
    with scoped(recorded.actor("auditor")):
        assert Release.objects.filter(state="approved").count() == len(frames)
    told = released["statuses"]["statuses-1.csv"].decode()
    assert "presumed,30,exact" in told  # one more is identified as well, and stands under both
    assert "not_a_victim,,hidden" in told


def taken(cast: Cast) -> dict[str, bytes]:
    answer = cast.client(cast.accounts["agency_data_officer"]).post("/figures/take/")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def made(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    """The release that ``palermo tables`` writes of that frame, attacked."""
    wanted = disclosure.read_catalogue(f"{name}.yml", files[f"{name}.yml"])
    people = pl.read_csv(io.BytesIO(files[f"{name}.csv"]), infer_schema=False)
    return dict(disclosure.make_release(wanted, disclosure.read_people(people, wanted)).files)


def test_every_table_has_its_codes_and_its_words() -> None:
    from palermo.site.figures.catalogues import catalogue_of
    from palermo.site.figures.words import COLUMNS, FRAMES

    for frame, tables in TABLES.items():
        wanted = disclosure.read_catalogue("c.yml", catalogue_of(frame, "shelter", date(2026, 3, 31)))
        assert len(wanted.tables) == len(tables)
        assert frame in FRAMES and all(column in COLUMNS for table in tables for column in table)
