"""An age file for a body is opened where its keys are held: while somebody of it is there, and for nobody else."""

from uuid import uuid4

import pytest
from tests.site.keys.keyring import PASSPHRASE

from palermo.engines import age_recipient, sealed_for
from palermo.site.keys.holder import LARGEST_FILE
from palermo.site.keys.holding import Remote
from palermo.site.keys.keeping import holding_process
from palermo.site.keys.refusals import KeyAbsent, NotForUs, SealBroken


def test_the_process_that_holds_the_keys_opens_a_file_by_any_of_them_and_tells_what_it_cannot() -> None:
    body, other = uuid4(), uuid4()
    with holding_process() as socket:
        line = Remote(socket)

        def keys_of(agency: object, *, first: bool = True) -> str:
            """The recipient of a new key, which is open from now on."""
            told = {"agency": agency, "passphrase": PASSPHRASE}
            made = line.make(**told, key_id=uuid4(), first=first, label="x", cost=2)
            wraps = [one for one in made["wraps"] if one[1] == "passphrase"]
            line.unlock(agency=agency, session="amal", seconds=60, wraps=wraps, told=PASSPHRASE)
            return age_recipient(made["public"])

        old, theirs = keys_of(body), keys_of(other)
        new = keys_of(body, first=False)
        for recipient in (old, new):
            assert line.open_file(agency=body, content=sealed_for(recipient, b"Amina")) == b"Amina"
        with pytest.raises(NotForUs):
            line.open_file(agency=body, content=sealed_for(theirs, b"Amina"))
        for broken in (b"", b"a letter", sealed_for(new, b"Amina")[:-1], sealed_for(new, bytes(LARGEST_FILE))):
            with pytest.raises(SealBroken):
                line.open_file(agency=body, content=broken)
        line.leave(agency=body, session="amal")
        with pytest.raises(KeyAbsent):
            line.open_file(agency=body, content=sealed_for(new, b"Amina"))
        line.hang_up()
