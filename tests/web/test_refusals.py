"""What a page says when its own side fails: that it does, and that coming again is worth it."""

from __future__ import annotations

import logging
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from scheduler.web import door


def away(*_: object) -> NoReturn:
    """Fail as a database does that is not there."""
    statement = "SELECT 1"
    raise OperationalError(statement, {}, OSError(statement))


@pytest.mark.parametrize(("language", "words"), [("bg", "не е достъпна"), ("en", "not available")])
def test_a_database_that_is_away_is_no_fault_of_the_page(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    language: str,
    words: str,
) -> None:
    monkeypatch.setattr("scheduler.queries.programmes.programmes", away)
    monkeypatch.setattr(door.people, "find_person", away)
    with client.session_transaction() as session:
        session["person"] = 1
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/{language}/programmes")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert f'<html lang="{language}"' in answer.text
    assert words in answer.text
    assert "the database did not answer" in caplog.text
