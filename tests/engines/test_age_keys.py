"""A raw public half is written as age writes it, and what is sealed to it opens by the raw secret half and no other."""

import os

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.engines import age_recipient, opened_with, sealed_for
from palermo.ground.errors import UnreadableInput

OTHER = bytes(range(32))


def public_half(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


@settings(max_examples=30)
@given(secret=st.binary(min_size=32, max_size=32), plain=st.binary(max_size=200))
def test_what_age_seals_to_the_written_half_the_raw_one_opens(secret: bytes, plain: bytes) -> None:
    sealed = sealed_for(age_recipient(public_half(secret)), plain)  # age itself checks the letters of the recipient
    assert opened_with([OTHER, secret], sealed) == plain
    assert secret == OTHER or opened_with([OTHER], sealed) is None
    assert opened_with([], sealed) is None


def test_a_file_written_out_in_letters_opens_too() -> None:
    secret = os.urandom(32)
    to = pyrage.x25519.Recipient.from_str(age_recipient(public_half(secret)))
    assert opened_with([secret], pyrage.encrypt(b"Amina", [to], armored=True)) == b"Amina"


def test_no_byte_of_a_file_is_changed_or_missing_unseen() -> None:
    secret = os.urandom(32)
    sealed = sealed_for(age_recipient(public_half(secret)), b"Amina")
    for at in range(len(sealed)):
        for broken in (sealed[:at], sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]):
            try:
                assert opened_with([secret], broken) is None  # a line of the head: then it seems to be for others
            except UnreadableInput:
                continue
    with pytest.raises(UnreadableInput):
        opened_with([secret], sealed + b"more")
