"""The words the evidence format allows, each list closed, with the reason for what is in it."""

FORMAT = "palermo.evidence/1"

DOCUMENT_KINDS = ("law", "plan", "statistics", "news", "speech", "report", "dataset")
CLAIM_KINDS = ("figure", "statement", "event")
# Courts and prosecutors know more stages; these are the ones a reader of press items can tell apart.
LEGAL_STATUS = ("alleged", "filed", "charged", "convicted", "settled", "dismissed", "unknown")
LEVELS = ("T0", "T1", "T2", "T3", "T4", "T5")
READINGS = ("traced", "differs", "not_traced")
STATUSES = ("open", "traced", "differs", "not_found")
THROUGH = ("cited", "issuer", "co_publisher", "reprint", "restatement", "none")
# Whoever repeats a source may have changed it: only the document cited or its issuer can close a trace.
CLOSING = ("cited", "issuer")
FACETS = (
    "value",
    "comparator",
    "counting_unit",
    "concept",
    "population",
    "stock_flow",
    "period",
    "area",
    "attribution",
    "source_date",
)
# Without these three on the source's side nobody can say that two numbers speak of the same thing.
FACETS_TO_CLOSE = ("value", "counting_unit", "period")
RESULTS = ("equal", "narrower", "wider", "other", "unknown")
ALTERED = ("narrower", "wider", "other")
COMPARATORS = ("=", ">", "<", ">=", "<=", "~", "range", "nearly", "many", "highest_since")
STOCK_FLOW = ("stock", "flow", "cumulative", "unknown")
# Never by size: an order by size makes one member look like the winner.
ORDERS = ("date", "alphabet")
CORRECTION_ACTIONS = ("drop", "override", "flag")
CORRECTION_STATUS = ("open", "reported", "acknowledged", "fixed upstream")

# Words that stand for a quantity or bend one; an atom that has one keeps it in its field quantity_word.
QUANTITY_WORDS = (
    "about", "almost", "around", "approximately", "as many as", "at least", "at most", "basically", "countless",
    "dozens", "fewer than", "few", "half a", "highest", "hundreds", "less than", "lowest", "many", "millions",
    "more than", "most", "nearly", "numerous", "over", "roughly", "several", "some", "thousands", "twice", "up to",
)  # fmt: skip
# "some" and "over" count only before a number: "some countries" is vague, "over time" is not a quantity.
BEFORE_A_NUMBER = ("about", "around", "over", "some")
