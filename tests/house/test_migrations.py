"""Migrations: one line of them, and they make exactly the tables of the models."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from config import ROOT
from scheduler.db import db


# SQLite does not tell what an index over an expression is made of; PostgreSQL does, and compares.
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_make_what_the_models_say(any_db_app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


@pytest.mark.parametrize(
    "verb", ["UPDATE history_entry SET verb = 'x'", "DELETE FROM history_entry"]
)
def test_history_is_append_only_in_the_database_itself(any_db_app: Flask, verb: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO history_entry (chain, number, at, verb, subject, details, previous, hash)"
                " VALUES ('c', 1, '2026-11-23 10:00:00', 'draft', 'event:1', '{}', '', 'h')"
            )
        )
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(sa.text(verb))
