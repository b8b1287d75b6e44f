"""Each finding of the attack as a sentence that a case officer understands."""

from collections.abc import Iterator

from palermo.disclosure.attacker.facts import Place
from palermo.disclosure.attacker.verdict import Attack, Pinned, Recovered
from palermo.ground.counted import counted


def sentences(attack: Attack) -> Iterator[str]:
    """What the attack found, line by line; the verdict comes first."""
    within = f"in {counted(attack.tables, 'table')} with {counted(attack.cells, 'cell')}"
    if attack.safe:
        hidden = (
            f"none of {counted(attack.hidden, 'hidden count')}" if attack.hidden else "no count is hidden, and none"
        )
        yield f"Nothing found: {hidden} could be told, {within}."
    else:
        found = len(attack.recovered) + len(attack.pinned)
        yield f"UNSAFE: {counted(found, 'count') if found else 'no count'} can be told, {within}."
    yield from map(_recovered, attack.recovered)
    yield from map(_pinned, attack.pinned)
    for one in attack.other:
        where = f"{one.table} ({one.cell}): " if one.table and one.cell else f"{one.table}: " if one.table else ""
        where = (f"{one.path}: " if one.path else "") + where
        yield f"{one.severity}: {where}{one.text}; {one.hint}"


def _recovered(one: Recovered) -> str:
    if one.kind == "difference":
        way = "more" if one.value > 0 else "fewer"
        old, new = one.releases
        return f"{_where(one.place)}: exactly {_number(abs(one.value))} {way} in {new} than in {old}."
    if one.by == ("published",):
        return f"{_where(one.place)}: {_number(one.value)} stands there, below the threshold."
    if one.kind == "implied":
        return f"{_unprinted(one.place)}: it is {_number(one.value)}; that follows {_how(one.by)}."
    what = "count" if one.kind == "cell" else one.kind
    return f"{_where(one.place)}: the hidden {what} is {_number(one.value)}; it follows {_how(one.by)}."


def _how(by: tuple[str, ...]) -> str:
    return f"from {by[0]} alone" if len(by) == 1 else f"by laying {', '.join(by[:-1])} and {by[-1]} side by side"


def _unprinted(place: Place) -> str:
    return f"No table prints the count of {', '.join(f'{name} {code}' for name, code in place.cell.items())}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _pinned(one: Pinned) -> str:
    between = f"between {one.low} and {one.high}" if one.low is not None else f"at {one.high} or less"
    if one.kind == "difference":
        old, new = one.releases
        return f"{_where(one.place)}: the change from {old} to {new} lies {between}, and is not none."
    if one.kind == "implied":
        return f"{_unprinted(one.place)}: it lies {between}; that follows {_how(one.by)}."
    return f"{_where(one.place)}: the hidden count lies {between}."


def _where(place: Place) -> str:
    cell = ", ".join(f"{name} {code}" for name, code in place.cell.items()) or "all"
    return f"Table {place.table}, {cell}"
