"""References that two bodies and the office call a thing by."""

import secrets

_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # none that is read for another, and no vowel that makes a word


def new_reference() -> str:
    """Eight signs by chance: they count nothing and spell nothing."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
