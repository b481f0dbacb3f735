"""What SQLite itself is asked: rows that refer to nothing are found."""

from __future__ import annotations

from scheduler.db import db
from scheduler.queries import verification


def test_a_row_that_refers_to_nothing_is_found(world) -> None:
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("DELETE FROM city WHERE slug = 'third-city'")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        connection.close()
    assert list(verification.database()) == [
        "database: row 3 of programme_city refers to a missing row of city"
    ]
