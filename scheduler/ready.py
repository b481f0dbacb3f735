"""Reads that are ready: compiled once, and executed without a session.

For what calendars ask all day, where a session would cost ten times what the statement does.
Knows no table, and never writes.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

from scheduler.db import db

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import sqlalchemy as sa

# The names are those of a statement's columns.
_NAMED: Any = namedtuple  # noqa: PYI024


class ReadyRead:
    """One statement with named columns and parameters; their types convert as they do elsewhere.

    It sees what is committed, in a transaction of its own.
    """

    def __init__(self, statement: sa.Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self.row = _NAMED("Row", [str(c.key) for c in statement.selected_columns])
        self.compiled: dict[str, _Compiled] = {}

    def find(self, **values: Any) -> Any:
        """Return the one row with those values as a named tuple, or None."""
        engine = db.engine
        ready = self.compiled.get(engine.dialect.name)
        if ready is None:
            ready = self.compiled[engine.dialect.name] = _Compiled(self.statement, engine.dialect)
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(ready.text, ready.given(values))
            found = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return None if found is None else self.row._make(ready.read(found))


class _Compiled:
    """A statement in the words of one database, with what converts values there and back."""

    def __init__(self, statement: sa.Select[*tuple[Any, ...]], dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text, self.fixed = str(compiled), dict(compiled.params)
        self.order = getattr(compiled, "positiontup", None)
        self.binders = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        self.readers = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        ]

    def given(self, values: dict[str, Any]) -> Any:
        bound = {name: self._bound(name, values.get(name, self.fixed[name])) for name in self.fixed}
        return bound if self.order is None else tuple(bound[name] for name in self.order)

    def _bound(self, name: str, value: Any) -> Any:
        bind = self.binders[name]
        return bind(value) if bind else value

    def read(self, found: Iterable[Any]) -> Iterator[Any]:
        return (
            read(value) if read else value for read, value in zip(self.readers, found, strict=True)
        )
