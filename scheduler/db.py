"""The database: Base, engine settings, column types, transaction(), lock().

The only file that commits. Decides how SQLite and PostgreSQL are opened so that an
acknowledged write survives a power loss, that a writing transaction takes its lock at the
start, and that nothing is written outside of one. Knows no table.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session, object_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SAFE_WAL = (3, 51, 3)  # before it, a checkpoint that meets a crash could corrupt a WAL database


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = sa.MetaData(naming_convention=NAMES)


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, whole seconds. Refuses naive values."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn an aware moment into naive UTC, as it is stored."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment needs a zone: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the stored moment its zone back."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


# One JSON type for both databases; texts by language are small and never queried by content.
JSON = sa.JSON(none_as_null=True)


class KeepingSession(FlaskSession):
    """A session whose rows live until it has let go of them all.

    Rows that know each other wait for the garbage collector once nobody uses them. If it clears
    one while SQLAlchemy writes to that row's state, CPython 3.11 frees the state's attributes
    twice, and the process dies: so a session holds its rows while it goes through their states.
    """

    def commit(self) -> None:
        """Commit, and expire every row."""
        kept = list(self.identity_map.values())
        super().commit()
        del kept

    def rollback(self) -> None:
        """Roll back, and expire every row."""
        kept = list(self.identity_map.values())
        super().rollback()
        del kept

    def expire_all(self) -> None:
        """Have every row read again."""
        kept = list(self.identity_map.values())
        super().expire_all()
        del kept

    def expunge_all(self) -> None:
        """Let go of every row, as closing does."""
        kept = list(self.identity_map.values())
        super().expunge_all()
        del kept


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": KeepingSession},
    engine_options={
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True)
    },
)
Row = TypeVar("Row", bound=Base)


class WroteOutsideTransaction(RuntimeError):
    """A programming error: a write without `with transaction()` around it."""


def engine_options(url: str) -> dict[str, Any]:
    """Return what SQLAlchemy is told for that database address."""
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
    options: dict[str, Any] = {"connect_args": {"timeout": 60, "check_same_thread": False}}
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415 - Linux wheels only; elsewhere the built-in
    except ImportError:
        return options
    return options | {"module": dbapi2}


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: object) -> None:
    if "sqlite" not in type(connection).__module__:
        return
    # The driver's own transaction handling begins too late; `_begin` below does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    version = tuple(int(n) for n in _one(cursor, "SELECT sqlite_version()").split("."))
    cursor.execute(f"PRAGMA journal_mode = {'WAL' if version >= SAFE_WAL else 'TRUNCATE'}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A thread's own; a feed of thousands of events would fill any size, and stay in all of them.
    cursor.execute("PRAGMA cache_size = -2000")
    cursor.close()


def _one(cursor: Any, statement: str) -> str:
    cursor.execute(statement)
    return str(cursor.fetchone()[0])


@event.listens_for(Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        how = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {how}")


@event.listens_for(Session, "before_flush")
def _only_in_transaction(session: Session, *_: object) -> None:
    dirty = [row for row in session.dirty if session.is_modified(row)]
    if (session.new or dirty or session.deleted) and not session.info.get("writes"):
        raise WroteOutsideTransaction


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, all or nothing. Edges open it; verbs and reads never do.

    On SQLite it begins with the write lock (BEGIN IMMEDIATE). What the request read before is
    read again inside, so that a decision is never taken on an older state.
    """
    session = db.session()
    if session.info.get("writes"):
        msg = "transaction() inside transaction()"
        raise RuntimeError(msg)
    session.rollback()
    session.info.update(writes=True, before_commit={}, at_last={})
    try:
        session.connection(execution_options={"writes": True})
        yield
        session.flush()
        for waiting in (session.info["before_commit"], session.info["at_last"]):
            while waiting:
                waiting.pop(next(iter(waiting)))()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()


def before_commit(name: str, call: Callable[[], None], *, at_last: bool = False) -> None:
    """Have something done, once for that name, when the current transaction has done its work.

    What is to be done `at_last` comes after everything else, since it locks what all wait for.
    """
    session = db.session()
    if not session.info.get("writes"):
        raise WroteOutsideTransaction
    session.info["at_last" if at_last else "before_commit"].setdefault(name, call)


def see_one_state() -> None:
    """Have all that is read from here on, in this request, be of one moment.

    SQLite gives that to every transaction; PostgreSQL, unless told so, to each statement alone.
    """
    session = db.session()
    session.rollback()
    if db.engine.dialect.name != "sqlite":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def lock(row: Row) -> Row:
    """Hold that row until the transaction ends, and read it afresh; others wait.

    PostgreSQL: SELECT ... FOR NO KEY UPDATE, since rows that refer to this one may be written
    meanwhile: a registration must not wait for its event while the event waits for its seats.
    SQLite: the transaction already holds the only write lock, so that reading afresh is enough.
    """
    session = object_session(row)
    if session is None or not session.info.get("writes"):
        raise WroteOutsideTransaction
    session.flush()  # what this transaction has set already must not be read away
    session.refresh(row, with_for_update={"of": type(row), "key_share": True})
    return row


def insert_once(table: type[Base], **values: Any) -> bool:
    """Insert a row unless its like is there already; return whether it was inserted.

    Of two transactions that try at once the later one waits for the end of the earlier one.
    """
    session = db.session()
    if not session.info.get("writes"):
        raise WroteOutsideTransaction
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(**values).on_conflict_do_nothing()
    return session.scalar(statement.returning(sa.literal(1))) is not None


def check_writable() -> None:
    """Take the write lock and let go of it; sqlalchemy.exc.SQLAlchemyError when that fails."""
    with db.engine.connect() as connection:
        connection = connection.execution_options(writes=True)  # noqa: PLW2901
        connection.execute(sa.text("UPDATE history_chain SET length = length WHERE name = ''"))
        connection.rollback()


def server_version() -> str:
    """Return which database this is: "SQLite 3.53.4", "PostgreSQL 15.4"."""
    if db.engine.dialect.name == "sqlite":
        return f"SQLite {db.session.scalar(sa.text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {db.session.scalar(sa.text('SHOW server_version'))}"
