"""What a page says when its own side fails: that it does, and that coming again is worth it."""

from __future__ import annotations

import logging
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from scheduler.actions.policy import declare


@declare("public")
def away() -> NoReturn:
    """Fail as a page does whose database is not there."""
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
    monkeypatch.setitem(app.view_functions, "web.accessibility", away)
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/{language}/accessibility")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert f'<html lang="{language}"' in answer.text
    assert words in answer.text
    assert "the database did not answer" in caplog.text
