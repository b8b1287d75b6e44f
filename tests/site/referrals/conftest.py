"""The scene that the tests of referrals share."""

from collections.abc import Iterator

import pytest
from tests.site.cast import Cast
from tests.site.referrals.a_referral import Scene, scene


@pytest.fixture
def stage(cast: Cast) -> Iterator[Scene]:
    """A shelter, a clinic and the police, all with open keys; see ``a_referral.py``."""
    with scene(cast) as played:
        yield played
