"""What a query of a report may not ask: the clock, chance, or its machine. The same data give the same answer."""

import re

_WORDS_OF_TIME = "current_date|current_time|current_timestamp|localtime|localtimestamp"
_CALLS = (
    "now|today|get_current_time|get_current_timestamp|current_localtime|current_localtimestamp|transaction_timestamp|"
    "statement_timestamp|clock_timestamp|random|setseed|uuid|uuidv4|uuidv7|gen_random_uuid|nextval|currval|"
    "current_setting|get_?env|getvariable|version|current_user|current_database|current_schema|current_schemas|"
    r"current_catalog|current_query|txid_current|pg_\w+|duckdb_\w+|pragma_\w+|query|query_table|read_\w+|glob|sniff_csv"
)
_ASKS = re.compile(
    rf"(?<![\w.\"])(?:(?P<word>{_WORDS_OF_TIME})(?!\w)|(?P<call>{_CALLS})\s*\(|(?P<sample>using\s+sample|tablesample)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)


def asks_outside(sql: str) -> str:
    """The first word of ``sql`` that asks for more than its tables hold; empty where none does."""
    found = _ASKS.search(_QUOTED.sub(" '' ", sql))
    return (found["word"] or found["call"] or found["sample"]).lower() if found else ""
