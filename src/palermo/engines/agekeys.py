"""Keys of age as raw halves: the public one written out for whoever sends, files opened by secret ones, in memory.

age writes its X25519 keys in bech32, with a check of their letters.
"""

from collections.abc import Iterable
from functools import reduce

import pyrage
from pyrage import x25519

from palermo.ground.errors import UnreadableInput

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHECKS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BEGINNINGS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
"""Of a file as it is, and of one written out in letters."""


def age_recipient(public: bytes) -> str:
    """The public half of an X25519 key, 32 bytes, as age takes it: ``age1…``."""
    return _bech32("age", public)


def opened_with(secrets: Iterable[bytes], sealed: bytes) -> bytes | None:
    """What the age file ``sealed`` holds, by one of the secret X25519 halves; None where it is for none of them.

    Raises UnreadableInput for what is no age file, is cut off or was changed.
    """
    if not sealed.startswith(_BEGINNINGS):
        raise UnreadableInput("This is no age file.", hint="Give the file whose name ends with .age.")
    try:
        return bytes(pyrage.decrypt(sealed, [_identity(one) for one in secrets]))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            return None
        raise UnreadableInput("The file is cut off, or was changed.", hint="Take another copy of it.") from None


def _identity(secret: bytes) -> x25519.Identity:
    return x25519.Identity.from_str(_bech32("age-secret-key-", secret).upper())


def _bech32(prefix: str, data: bytes) -> str:
    """``data`` in groups of five bits as letters, and six letters of check that cover the prefix too."""
    count = -(-8 * len(data) // 5)
    number = int.from_bytes(data) << (5 * count - 8 * len(data))
    groups = [number >> 5 * at & 31 for at in reversed(range(count))]
    spread = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    check = reduce(_step, [*spread, *groups, *[0] * 6], 1) ^ 1
    groups += [check >> 5 * at & 31 for at in reversed(range(6))]
    return f"{prefix}1" + "".join(_LETTERS[one] for one in groups)


def _step(check: int, group: int) -> int:
    top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ group
    for at, one in enumerate(_CHECKS):
        if top >> at & 1:
            check ^= one
    return check
