"""Addresses whose cells seem to stand one column off, as a template of the standard's own makes them."""

from collections.abc import Iterator, Mapping

import polars as pl

from palermo import standards

_CITY, _COUNTRY, _STREET = "prs_MailingCity", "prs_MailingCountry", "prs_MailingStreet"
_POSTAL = r"^[A-Z]{0,2}[- ]?\d[\dA-Z -]{2,9}$"


def shifted_addresses(cells: pl.DataFrame, places: Mapping[str, int]) -> Iterator[tuple[str, pl.Series]]:
    """Columns with their rows whose cell looks like another part of an address: a country as a city, digits as one.

    ``places``: field of the standard to place of its column.
    """
    countries = [one.code for one in standards.code_list("iso3166_alpha2").codes]
    signs = {
        _CITY: pl.col("cell").is_in(countries),
        _COUNTRY: pl.col("cell").str.contains(r"\d"),
        _STREET: pl.col("cell").str.contains(_POSTAL),
    }
    for name, sign in signs.items():
        if name in places:
            cell = cells[f"c{places[name]}"].str.strip_chars().to_frame("cell")
            rows = cell.select(sign).to_series().arg_true()
            if len(rows):
                yield name, rows
