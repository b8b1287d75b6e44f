"""Protected rows: a manager that is deaf without a scope, and writes that raise when they change nothing."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from palermo.site.access.actor import Actor
from palermo.site.access.declared import PROTECTED
from palermo.site.access.refusals import NothingWritten
from palermo.site.access.scope import current

M = TypeVar("M", bound=models.Model, covariant=True)
_NOBODY = Q(pk__in=())


class ScopedQuerySet(models.QuerySet[M]):
    """Rows as one actor may see them."""

    def visible_to(self, actor: Actor) -> "ScopedQuerySet[M]":
        """Those rows that ``actor`` may see; the twin of the database's policy for SELECT."""
        return self.filter(seen_by(actor, self.model))

    def update(self, **kwargs: Any) -> int:
        """Change the rows. Raises NothingWritten where none was changed, which a policy would not tell."""
        return _some(super().update(**kwargs), self.model)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows. Raises NothingWritten where none was deleted."""
        gone = super().delete()
        _some(gone[0], self.model)
        return gone


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]  # made at run time
    """The only manager of a protected model, also for its relations. Raises ScopeMissing outside all scopes."""

    def get_queryset(self) -> ScopedQuerySet[Any]:
        rows: ScopedQuerySet[Any] = super().get_queryset()
        return rows.visible_to(current())


class ProtectedModel(models.Model):
    """Base of every model whose rows belong to bodies. Keys are random: a counted one tells how many others hold."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Insert what is new, change what was read; never the one for the other, which would overwrite unseen rows."""
        new = self._state.adding
        super().save(force_insert=force_insert or new, force_update=not new, using=using, update_fields=update_fields)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the row. Raises NothingWritten where the database did not."""
        gone = super().delete(using=using, keep_parents=keep_parents)
        _some(gone[0], type(self))
        return gone


def seen_by(actor: Actor, model: type[models.Model]) -> Q:
    """The condition under which ``actor`` sees a row of ``model``."""
    rule = PROTECTED[model]
    if actor.role in (*rule.readers, *rule.writers):
        return Q()
    found = _NOBODY
    if actor.agency is not None and rule.body_sees:
        for end in rule.ends:
            found |= Q(**{f"{end}_id": actor.agency})
    if actor.account is not None and rule.personal:
        found |= Q(**{rule.personal: actor.account})
    if actor.login and rule.by_login:
        found |= Q(login=actor.login)
    if actor.opened is not None and rule.opened:
        way = "" if rule.opened == "self" else rule.opened
        found |= Q(**{"agency_id": actor.opened.owner, f"{way}reference": actor.opened.reference})
    return found


def _some(count: int, model: type[models.Model]) -> int:
    if not count:
        raise NothingWritten(f"A write to {model._meta.label} changed no row.")
    return count
