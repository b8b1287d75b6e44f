"""Keys of the shelter and of the police, made by their managers and opened by their case workers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.keys import actions
from palermo.site.keys.holding import holder

PASSPHRASE = "seven herons over the delta"  # noqa: S105


def make_keys(cast: Cast, *, other: bool = False) -> str:
    """The key file."""
    manager = cast.stranger("agency_manager") if other else cast.actor("agency_manager")
    body = cast.bodies["police" if other else "shelter"]
    with scoped(manager):
        return actions.make_keys(manager, body, passphrase=PASSPHRASE, now=timezone.now())


@contextmanager
def opened(cast: Cast, *, other: bool = False) -> Iterator[None]:
    """Within, a case worker of the body is signed in with its key."""
    worker = cast.stranger("case_worker") if other else cast.actor("case_worker")
    body = cast.bodies["police" if other else "shelter"]
    with scoped(worker):
        actions.unlock(worker, body, kind="passphrase", told=PASSPHRASE, session=f"of {body.code}")
    try:
        yield
    finally:
        holder().lock(agency=body.pk)
