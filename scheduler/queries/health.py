"""How the installation is: whether it can write, is migrated, and gets its mail out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT
from scheduler import settings
from scheduler.db import check_writable, db, server_version
from scheduler.queries import outbox

if TYPE_CHECKING:
    from datetime import datetime

LEAST_FREE = 100_000_000  # bytes
OLDEST_MAIL = 900  # seconds


@dataclass(frozen=True)
class Health:
    """What /readyz says. `outbox_age` is in seconds, `disk_free` in bytes."""

    database: str = ""
    """Which database answers, and its version; empty where none does."""
    writable: bool = False
    migrated: bool = False
    outbox_age: float = 0.0
    disk_free: int = 0

    @property
    def ready(self) -> bool:
        """Whether requests should be sent here."""
        return self.writable and self.sound

    @property
    def sound(self) -> bool:
        """Whether all is well that can be told without writing."""
        return self.migrated and self.disk_free >= LEAST_FREE

    @property
    def mail_flows(self) -> bool:
        """Whether the outbox is worked; pages are served all the same when it is not."""
        return self.outbox_age <= OLDEST_MAIL

    def as_json(self) -> dict[str, Any]:
        """Return all of it in plain values."""
        return {
            "status": "ready" if self.ready else "not ready",
            "database": self.database,
            "writable": self.writable,
            "migrated": self.migrated,
            "outbox_age_seconds": self.outbox_age,
            "mail_flows": self.mail_flows,
            "disk_free_bytes": self.disk_free,
        }


def health(now: datetime) -> Health:
    """Look at everything once, and take the write lock; what fails is part of the answer."""
    found = figures(now)
    try:
        check_writable()
        return replace(found, writable=True)
    except SQLAlchemyError:
        return found


def figures(now: datetime) -> Health:
    """Look at what can be read; `writable` is left unsaid: nobody waits for who only counts."""
    found = Health(disk_free=_disk_free())
    try:
        found = replace(found, database=server_version())
        migrated = is_migrated()
        # A table that is missing is no migrated database, whatever number it bears.
        age = outbox.oldest_waiting(now) if migrated else 0.0
        return replace(found, migrated=migrated, outbox_age=age)
    except SQLAlchemyError:
        db.session.rollback()
        return found


def is_migrated() -> bool:
    """Return whether the database has the newest migration of this program."""
    if not sa.inspect(db.engine).has_table("alembic_version"):
        return False
    stored: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return stored == newest()


def _disk_free() -> int:
    try:
        return shutil.disk_usage(settings.current().instance).free
    except OSError:
        return 0


@cache
def newest() -> str:
    """Return the newest migration's number, as its file's name begins."""
    files = (ROOT / "migrations" / "versions").glob("[0-9]*.py")
    return max(file.name.split("_")[0] for file in files)
