"""The day a verb speaks of: as given, or that of the system where the reader sits."""

from datetime import date

from palermo.ground.errors import UsageError


def day_of(written: str | None) -> date:
    """The day of ``--today``. Raises UsageError where it is none."""
    if written is None:
        return date.today()  # noqa: DTZ011  # the day where the data officer sits
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"--today is {written!r}.", hint="Write the day as YYYY-MM-DD.") from error
