"""Who is asked for what, and a file held against it: all of it is the room's to say."""

from datetime import date

from palermo import coordination as room
from palermo import engines
from palermo.ground.errors import UsageError
from palermo.site.coordination.current import whole
from palermo.site.coordination.models import KeptFile


def asked() -> tuple[room.Conference, room.Ask] | None:
    """The conference and what it asks for; None where nothing is asked."""
    conference, written = whole(), KeptFile.objects.filter(path=room.ASK_FILE).first()
    if conference is None or written is None:
        return None
    return conference, room.read_ask({room.ASK_FILE: written.text.encode()}, conference)


def forms_of(body: str, *, today: date) -> dict[str, room.ReturnForm]:
    """The empty forms that a body is asked to fill in, by period."""
    found = asked()
    if found is None:
        return {}
    conference, ask = found
    return {one.period: one for one in room.return_forms(ask, conference, today=today) if one.body == body}


def read(name: str, data: bytes, *, today: date) -> room.Returns:
    """One filled form as intake reads it and the room checks it. Raises UsageError where nothing is asked for."""
    found, written = asked(), KeptFile.objects.filter(path=room.ASK_FILE).first()
    if found is None or written is None:
        raise UsageError("No return is asked for.", hint="The secretariat says who is asked for what.")
    plain = "".join(one for one in name.rsplit("/", 1)[-1] if one.isalnum() or one in "-_. ")[-120:]
    ending = ".xlsx" if data[:2] == b"PK" else ".csv"
    stem = plain.rsplit(".", 1)[0] or "return"
    files = {room.ASK_FILE: written.text.encode(), f"returns/{stem}{ending}": data}
    return engines.read_returns(files, found[0], today)
