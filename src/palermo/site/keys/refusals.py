"""What is said where something sealed is not read.

KeyAbsent    nobody of the body is signed in with its key: a job waits, a page asks for the key
NoKeys       the body has made no keys yet: nothing can be sealed for it
WrongKey     the passphrase or the key file does not open the body's keys
Erased       the key of the record was destroyed: what it sealed is gone for good
SealBroken   the bytes were changed, or stand in another place than the one they were sealed for
NotForUs     a file from outside was sealed to a key that is not among those of the body that are open
"""


class KeyAbsent(Exception):
    """The body's key is in nobody's memory."""


class NoKeys(Exception):
    """The body has no keys."""


class WrongKey(Exception):
    """Not the passphrase, or not the key file."""


class Erased(Exception):
    """The record's key is gone."""


class SealBroken(Exception):
    """Changed, or moved."""


class NotForUs(Exception):
    """Sealed to another key."""
