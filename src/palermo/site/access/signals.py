"""Every SQLite connection gets its guards as it opens; migrations run without them."""

from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from palermo.site.access.guards import install_guards, remove_guards


@receiver(connection_created)
def guard(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Set them on a new connection."""
    install_guards(connection)


@receiver(pre_migrate)
def unguard(**kwargs: Any) -> None:
    """Take them off while tables are rebuilt."""
    remove_guards(default_connection)


@receiver(post_migrate)
def guard_again(**kwargs: Any) -> None:
    """Set them again, on the new tables too."""
    install_guards(default_connection)
