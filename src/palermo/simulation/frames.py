"""What the bodies know without their mistakes, as the frames later rooms read: the entities of the register."""

from collections.abc import Callable, Mapping

import polars as pl

from palermo.simulation.bodies import BODIES
from palermo.simulation.calendars import iso
from palermo.simulation.care import RULES, care
from palermo.simulation.custody import custody
from palermo.simulation.dice import Dice, skewed
from palermo.simulation.others import frames_of_others
from palermo.simulation.records import TO_ANSWER, stints
from palermo.standards import ilo

_Maker = Callable[[pl.DataFrame], pl.DataFrame]


def frames_of(dice: Dice, known: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Entity → its rows for these records; texts, empty for nothing known."""
    if not known.height:
        return {}
    frames = {name: make(known) for name, make in _MAKERS.items()}
    frames["indicator_observation"] = _indicators(dice, known)
    frames |= care(dice, known)
    held = known.filter(_keeping("custody"))
    if held.height:
        frames |= custody(dice, stints(dice, held))
    return {name: texts(frame) for name, frame in frames.items()}


def frames_across(known: pl.DataFrame, beside: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Entity → rows that hang on several records of a person or a family: these need whole people.

    ``beside``: the persons beside the victims.
    """
    frames = {**frames_of_others(beside), **({"family_unit": _families(known)} if known.height else {})}
    return {name: texts(frame) for name, frame in frames.items()}


def frames_once(senders: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """Entity → what stands once: bodies and rules."""
    bodies = [BODIES[one] for one in senders]
    return {
        "agency": pl.DataFrame(
            [(one.id, one.name, one.type) for one in bodies], schema=["code", "name", "type"], orient="row"
        ),
        "rule_version": pl.DataFrame(
            RULES, schema=["rule", "version", "valid_from", "valid_to", "threshold", "days"], orient="row"
        ),
    }  # fmt: skip


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.all().cast(pl.String).fill_null(""))


def _cut(name: str) -> pl.Expr:
    """A day to the precision it is known with."""
    long = pl.col("precision").replace_strict({"day": 10, "month": 7, "year": 4}, return_dtype=pl.Int32)
    return iso(name).str.slice(0, long)


_KEYS = (pl.col("body").alias("agency"), pl.col("record_id").alias("local_id"))
_PARTICIPATION = pl.format("{}/{}", "body", "record_id").alias("participation")


def _persons(known: pl.DataFrame) -> pl.DataFrame:
    gender = pl.col("sex").replace_strict({"female": "Feminine", "male": "Masculine", "other": "NonConforming"})
    return known.select(
        *_KEYS,
        birth_date=iso("birth"),
        birth_precision=pl.lit("day"),
        age="age",
        age_at=iso("seen"),
        sex="sex",
        prs_Gender=gender,
        prs_Citizenship="citizenship",
        national=pl.when(pl.col("citizenship") == "XM").then(pl.lit("national")).otherwise(pl.lit("foreign")),
        disability="disability",
        family_unit="family_id",
    )


def _names(known: pl.DataFrame) -> pl.DataFrame:
    """The name in its own script and as it is first romanised."""
    found = []
    for form, kind in (("native", "main"), ("first", "romanised")):
        given, middle, family = (pl.col(f"{part}_{form}") for part in ("given", "middle", "family"))
        first = pl.concat_str(given, middle, separator=" ").str.strip_chars()
        found.append(
            known.select(
                person_record=pl.format("{}/{}", "body", "record_id"),
                kind=pl.lit(kind),
                script=pl.lit(form),
                given=first,
                family=family,
                full=pl.concat_str(first, family, separator=" ").str.strip_chars(),
            )
        )
    alias = pl.col("given_first").str.slice(0, 3)
    found.append(
        known.filter("alias").select(
            person_record=pl.format("{}/{}", "body", "record_id"),
            kind=pl.lit("alias"),
            script=pl.lit("first"),
            given=alias,
            family=pl.lit(""),
            full=alias,
        )
    )
    return pl.concat(found)


def _indicators(dice: Dice, known: pl.DataFrame) -> pl.DataFrame:
    """Up to four signs a body noted, of the list for adults or for children; those of labour exploitation alone."""
    labour = known.filter(pl.col("purpose") == "forced_labour_or_services")
    number = labour["record"].to_numpy()
    many = dice.below("indicators", number, 5)
    found = []
    for turn in range(4):
        for child in (False, True):
            codes = [one.code for one in ilo.indicators(child=child)]
            drawn = pl.Series(codes)[dice.pick(f"indicator {turn}", number, skewed(len(codes)))]
            fits = pl.Series(many > turn) & ((pl.col("age") < 18) == child)
            found.append(
                labour.with_columns(indicator=drawn)
                .filter(fits)
                .select(
                    _PARTICIPATION,
                    "indicator",
                    weight_profile=pl.lit("child" if child else "adult"),
                    observed_by="body",
                    on_date=iso("opened"),
                )
            )
    return pl.concat(found).unique(maintain_order=True)


def _cases(known: pl.DataFrame) -> pl.DataFrame:
    status = pl.when(pl.col("closed") < 0).then(pl.lit("Active")).otherwise(pl.lit("Closed"))
    return known.select(*_KEYS, opened_on=iso("opened"), closed_on=iso("closed"), cas_Status=status)


def _participations(known: pl.DataFrame) -> pl.DataFrame:
    case = pl.format("{}/{}", "body", "record_id")
    return known.select(_PARTICIPATION, case=case, person_record=case, role=pl.lit("victim"), staff_of=pl.lit(""))


def _events(known: pl.DataFrame) -> pl.DataFrame:
    """One row for each place of an event: where it began, what it passed through, where the exploitation was."""
    places = (("origin", "recruitment"), ("transit", "transit"), ("destination", "exploitation"))
    return pl.concat(
        known.select(
            _PARTICIPATION,
            acts="act",
            means="means",
            purposes="purpose",
            place=place,
            place_role=pl.lit(role),
            from_date=_cut("begun"),
            to_date=_cut("ended"),
            date_precision="precision",
        )
        for place, role in places
    )


def _decisions(known: pl.DataFrame) -> pl.DataFrame:
    """A presumption on the day the case opened; the decision that followed, under the rule in force that day."""
    presumed = known.select(
        _PARTICIPATION, value=pl.lit("presumed"), stage=pl.lit("RG"), decided_by="body", decided_on=iso("opened")
    )
    later = known.filter(pl.col("status") != "presumed").select(
        _PARTICIPATION, value="status", stage=pl.lit("CG"), decided_by="body", decided_on=iso("decided")
    )
    rule = pl.when(pl.col("decided_on") < "2023-07-01").then(pl.lit("1")).otherwise(pl.lit("2"))
    return pl.concat([presumed, later]).with_columns(rule_version=rule)


def _consents(known: pl.DataFrame) -> pl.DataFrame:
    return known.filter(pl.col("consent") == "yes").select(
        _PARTICIPATION,
        purpose=pl.lit("referral"),
        given_on=iso("opened"),
        withdrawn_on=iso("withdrawn"),
        given_by=pl.when(pl.col("age") < 18).then(pl.lit("guardian")).otherwise(pl.lit("self")),
    )


def _referrals(known: pl.DataFrame) -> pl.DataFrame:
    return known.filter(pl.col("referred") >= 0).select(
        case=pl.format("{}/{}", "body", "record_id"),
        from_agency="body",
        to_agency="referred_to",
        sent=iso("referred"),
        due=iso(pl.col("referred") + TO_ANSWER),
        answered=iso("answered"),
        answer="answer",
    )


def _services(known: pl.DataFrame) -> pl.DataFrame:
    """Asked for with each referral; begun where it was accepted."""
    return known.filter(pl.col("referred") >= 0).select(
        _PARTICIPATION,
        type="service",
        requested=iso("referred"),
        provider="referred_to",
        started=iso("started"),
        ended=iso("helped"),
    )


def _keeping(keeps: str) -> pl.Expr:
    return pl.col("body").is_in([body.id for body in BODIES.values() if body.keeps == keeps])


def _returns(known: pl.DataFrame) -> pl.DataFrame:
    return known.filter(_keeping("returns")).select(
        _PARTICIPATION,
        kind="return_kind",
        consent="consent",
        risk_assessed_on=iso("risk_assessed"),
        left_on=iso("left"),
        received_by="body",
    )


def _proceedings(known: pl.DataFrame) -> pl.DataFrame:
    return known.filter(_keeping("proceedings")).select(
        case=pl.format("{}/{}", "body", "record_id"),
        stage="stage",
        suspects="suspects",
        charges="charges",
        convictions="convictions",
        sentence="sentence",
        compensation=pl.when(pl.col("compensation") != -1).then("compensation"),
        on_date=iso("decided"),
    )


def _children(known: pl.DataFrame) -> pl.DataFrame:
    return known.filter(_keeping("alerts")).select(
        *_KEYS,
        last_seen_at=iso("last_seen"),
        reported_at=iso("opened"),
        outcome="outcome",
        recovered_at=iso("recovered"),
    )


def _messages(known: pl.DataFrame) -> pl.DataFrame:
    """An alert for each child reported, and its cancelling on the day it is over: recovered, dead, or none missing."""
    child = pl.format("{}/{}", "body", "record_id")
    first, second = (pl.format(f"urn:invented:{{}}-{number}", "record_id") for number in (1, 2))
    alerts = known.filter(_keeping("alerts"))
    sent = alerts.select(missing_child=child, identifier=first, sent=iso("opened"), msgType=pl.lit("Alert"),
                         references=pl.lit(""))  # fmt: skip
    ended = alerts.filter(pl.col("over") != -1).select(
        missing_child=child, identifier=second, sent=iso("over"), msgType=pl.lit("Cancel"), references=first
    )
    return pl.concat([sent, ended])


def _families(known: pl.DataFrame) -> pl.DataFrame:
    """Those of a family whom one body knows, where it knows two at least."""
    members = known.filter(pl.col("family_unit") >= 0).select(
        family_unit=pl.format("{}/{}", "body", "family_id"),
        agency="body",
        person_record=pl.format("{}/{}", "body", "record_id"),
        person="person_id",
    )
    several = pl.col("person").n_unique().over("family_unit") > 1
    return members.filter(several).drop("person")


_MAKERS: Mapping[str, _Maker] = {
    "person_record": _persons,
    "person_name": _names,
    "case": _cases,
    "participation": _participations,
    "trafficking_event": _events,
    "status_decision": _decisions,
    "consent": _consents,
    "referral": _referrals,
    "service": _services,
    "repatriation": _returns,
    "proceeding": _proceedings,
    "missing_child": _children,
    "alert_message": _messages,
}
