"""The one act on files that are kept as written: a whole file, new or in the place of the one that was read."""

from datetime import date

from palermo import coordination as room
from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand_of
from palermo.site.audit.actions import record
from palermo.site.coordination.actions import change, next_position, raced, secretariat, writing
from palermo.site.coordination.current import whole
from palermo.site.coordination.models import Duties, KeptFile
from palermo.site.coordination.rows_of import AS_WRITTEN

LARGEST = 1 << 20
FOLDERS = tuple(folder.rstrip("/") for folder in AS_WRITTEN)


def keep(actor: Actor, path: str, data: bytes, *, version: int | None, today: date) -> KeptFile:
    """The file at ``path`` of the folder. ``version`` None: none was there. Forbidden, UsageError, LostRace, Refused.

    Treaties, yardsticks and ranks are written by those who write duties; who is asked for what, by the secretariat.
    """
    if path == room.ASK_FILE:
        secretariat(actor, KeptFile)
    else:
        demand_of(actor, Verb.WRITE, Duties)
    text = _text(path, data)
    with writing(today, "kept"):
        found = KeptFile.objects.filter(path=path).first()
        if (found is None) is not (version is None):
            raise raced(found, version, {"text": text})
        if found is None:
            found = KeptFile.objects.create(path=path, text=text, position=next_position(KeptFile.objects))
        else:
            change(found, version or 0, text=text)
        record(actor, "definition.keep", found, fields=["text"])
    return found


def _text(path: str, data: bytes) -> str:
    folder, _, name = path.partition("/")
    plain = name.endswith((".yml", ".yaml")) and name.rsplit(".", 1)[0].replace("-", "").replace("_", "").isalnum()
    if path != room.ASK_FILE and not (folder in FOLDERS and plain):
        raise UsageError(
            "The file has no place in the folder.",
            hint=f"One of {', '.join(FOLDERS)}; its name is of letters, digits, - and _, and ends in .yml.",
        )
    if len(data) > LARGEST:
        raise UsageError("The file is larger than 1 MB.", hint="Send the definition itself.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("The file is no UTF-8 text.", hint="Save it as UTF-8.") from error
    conference = whole()
    if path == room.ASK_FILE and conference is not None:
        room.read_ask({path: text.encode()}, conference)
    return text
