"""How the installation is: whether it can write, is migrated, and gets its mail out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

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

    database: str
    writable: bool
    migrated: bool
    outbox_age: float
    disk_free: int

    @property
    def ready(self) -> bool:
        """Whether requests should be sent here."""
        return self.writable and self.migrated and self.disk_free >= LEAST_FREE

    @property
    def mail_flows(self) -> bool:
        """Whether the outbox is worked; pages are served all the same when it is not."""
        return self.outbox_age <= OLDEST_MAIL


def health(now: datetime) -> Health:
    """Look at everything once."""
    free = shutil.disk_usage(settings.current().instance).free
    try:
        check_writable()
        return Health(
            database=server_version(),
            writable=True,
            migrated=is_migrated(),
            outbox_age=outbox.oldest_waiting(now),
            disk_free=free,
        )
    except SQLAlchemyError:
        return Health("", writable=False, migrated=False, outbox_age=0.0, disk_free=free)


def is_migrated() -> bool:
    """Return whether the database has the newest migration of this program."""
    if not sa.inspect(db.engine).has_table("alembic_version"):
        return False
    stored: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return stored == newest()


@cache
def newest() -> str:
    """Return the newest migration's number, as its file's name begins."""
    files = (ROOT / "migrations" / "versions").glob("[0-9]*.py")
    return max(file.name.split("_")[0] for file in files)
