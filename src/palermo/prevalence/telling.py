"""What the room has to say: each code with its severity, its words and the way out, told in one place."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from palermo.ground.finding import Finding, Severity

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - a table reads better with one letter


class Saying(NamedTuple):
    """The words of a code; braces are filled when it is told."""

    severity: Severity
    text: str
    hint: str = ""


SAYINGS: Mapping[str, Saying] = MappingProxyType(
    {
        # Input, exit 2
        "prevalence.empty-file": Saying(
            E, "the file is empty", "one column a list and count; or person,list; or source,id,subject"
        ),
        "prevalence.column-unnamed": Saying(E, "a column has no name", "name it, or take it out"),
        "prevalence.column-duplicate": Saying(E, "two columns have the same name", "each list has a name of its own"),
        "prevalence.column-missing": Saying(E, "a column that is named is not in the file", "look at the header"),
        "prevalence.column-unknown": Saying(
            E, "the column is no list and no covariate that was named", "name it in --strata, or take it out"
        ),
        "prevalence.no-count": Saying(
            E, "there is no column count", "one 0/1 column a list, and count; or person,list"
        ),
        "prevalence.row-ragged": Saying(E, "the row has more or fewer cells than the header", "even it out"),
        "prevalence.mark-not-0-1": Saying(
            E, "a cell of a list is neither 0 nor 1", "1: on the list, 0: not; a covariate is named in --strata"
        ),
        "prevalence.count-missing": Saying(E, "the count is empty", "write 0 where nobody has this history"),
        "prevalence.count-not-a-number": Saying(E, "the count is no number", "a whole number of persons"),
        "prevalence.count-negative": Saying(E, "the count is below zero", "a whole number of persons"),
        "prevalence.count-fractional": Saying(E, "the count is no whole number", "persons are counted, not weighted"),
        "prevalence.cell-empty": Saying(E, "a cell that is needed is empty", "every row names its person and list"),
        "prevalence.row-on-no-list": Saying(
            E, "a row is on no list and has a count", "nobody can count those on no list: take the row out"
        ),
        "prevalence.row-on-no-list-ignored": Saying(W, "a row is on no list; it has no count and was passed over"),
        "prevalence.too-few-lists": Saying(E, "there are fewer than two lists", "an overlap needs two"),
        "prevalence.too-many-lists": Saying(
            E, "there are more than 12 lists", "merge sources into lists with --lists MAP.yml"
        ),
        "prevalence.map-fault": Saying(
            E, "the map of lists cannot be used", "name: [source, source] under one another"
        ),
        "prevalence.source-in-no-list": Saying(E, "a source is in no list of the map", "give it a list in --lists"),
        "prevalence.source-in-two-lists": Saying(
            E, "a source is in two lists of the map", "a source belongs to one list"
        ),
        "prevalence.stratum-empty": Saying(E, "the value of a covariate is empty", "write the value, or unknown"),
        "prevalence.stratum-conflict": Saying(E, "a person has two values of one covariate", "settle which one holds"),
        "prevalence.year-not-a-number": Saying(E, "a year is no number", "write the years as numbers"),
        "prevalence.years-too-few": Saying(E, "a polynomial of the year needs four years or more", "use :factor"),
        "prevalence.population-fault": Saying(
            E, "the population file cannot be used", "the columns of --strata and population"
        ),
        "prevalence.population-missing": Saying(E, "a stratum has no population", "add its row to the population file"),
        "prevalence.draws-fault": Saying(
            E, "the drawn links cannot be used", "draw,source,id,subject, beside clusters.csv"
        ),
        "prevalence.method-not-built": Saying(
            E, "this method is not built yet", "bic, stepwise, independence, latent-class or pooled"
        ),
        # Input, for information
        "prevalence.duplicate-history": Saying(I, "rows of one history were added up"),
        "prevalence.duplicate-pair": Saying(I, "a person stands on a list more than once; it counts once"),
        "prevalence.list-empty": Saying(W, "a list has no persons and was dropped"),
        # Refusals, exit 3
        "prevalence.no-overlap": Saying(
            E, "nobody stands on two lists: the overlap says nothing", "look whether persons were matched across lists"
        ),
        "prevalence.start-model-no-mle": Saying(
            E,
            "not even independent lists have a maximum likelihood estimate",
            "drop or merge lists that overlap with no other",
        ),
        "prevalence.model-no-mle": Saying(
            E, "no model asked for has a maximum likelihood estimate", "allow fewer terms, or merge lists"
        ),
        "prevalence.model-not-identifiable": Saying(
            E, "no model asked for can be told from the data", "allow fewer terms, or merge lists"
        ),
        "prevalence.dark-figure-not-estimable": Saying(
            E, "the table says nothing of those on no list, under this model", "allow fewer terms, or merge lists"
        ),
        "prevalence.chains-disagree": Saying(
            E, "the chains do not agree (R-hat {rhat}): no summary is given", "run them longer, or use another method"
        ),
        "prevalence.estimator-undefined": Saying(E, "the estimator has no finite, positive value on this table"),
        "prevalence.stratum-refused": Saying(
            E, "the stratum {stratum} has no estimate, so the total has none", "merge it with another stratum"
        ),
        "prevalence.pool-too-thin": Saying(
            E, "methods with more than half of the weight refused", "look at why each refused"
        ),
        # Warnings
        "prevalence.models-disagree": Saying(
            W, "models within 2 of the best criterion differ {ratio}-fold in N", "report the spread, not one number"
        ),
        "prevalence.thin-overlap": Saying(W, "a pair of lists in the model ({pair}) shares fewer than 10 persons"),
        "prevalence.interval-touches-extreme": Saying(
            W,
            "a limit rests on the 5 most extreme resamples: the interval is unsure",
            "use the profile interval beside it",
        ),
        "prevalence.overlap-graph-disconnected": Saying(
            W, "the lists fall into {parts} groups without an overlap between them"
        ),
        "prevalence.few-overlaps": Saying(W, "only {count} persons stand on two lists or more"),
        "prevalence.search-not-exhaustive": Saying(W, "not every model was tried: greedy searches from several starts"),
        "prevalence.two-lists-independence-untestable": Saying(
            W, "with two lists their independence is taken on trust", "a third list would let it be seen"
        ),
        "prevalence.lists-identical": Saying(W, "the lists {pair} hold the same persons", "merge them with --lists"),
        "prevalence.list-within": Saying(
            W,
            "everybody on the list {inner} is on {outer} too: models that keep the two apart run low",
            "merge them with --lists, or ask for --method pooled, which does",
        ),
        "prevalence.facial-model-would-lead": Saying(
            W, "the facial model {model} (N = {value}) would lead", "look at --facial"
        ),
        "prevalence.runaway": Saying(W, "N is more than 100 times the persons seen"),
        "prevalence.chains-doubtful": Saying(W, "the chains agree only roughly (R-hat {rhat})", "run them longer"),
        "prevalence.resamples-failed": Saying(W, "{count} resamples had no estimate and are left out of the interval"),
        "prevalence.no-profile": Saying(W, "the profile interval has no upper limit within 1,000 times N"),
        "prevalence.runs-low": Saying(
            I,
            "on lists of known size published tests found every method low (log bias -0.17 to -0.52), 95 % intervals "
            "holding the truth 60 to 90 times in a hundred",
        ),
        "prevalence.highest-order-untestable": Saying(
            I, "that no interaction of all lists exists cannot be tested; models that fit alike can give any N"
        ),
    }
)


def tell(
    code: str, *, count: int | None = None, row: int | None = None, column: str | None = None, hint: str = "",
    severity: Severity | None = None, **words: object,
) -> Finding:  # fmt: skip
    """The finding of a code, its braces filled with ``words``."""
    saying = SAYINGS[code]
    if count is not None:
        words = {"count": count, **words}
    return Finding(
        code=code,
        severity=severity or saying.severity,
        text=saying.text.format(**words),
        hint=hint or saying.hint,
        count=count,
        row=row,
        column=column,
    )
