"""The ground that tests stand on: fresh databases, isolated requests, a postbox that answers."""

from __future__ import annotations

import smtplib

import pytest
import sqlalchemy as sa
from flask import Flask, g

from scheduler.db import db, transaction
from scheduler.models import HistoryChain
from tests.stores import app_on


def test_each_test_gets_a_migrated_database_of_its_own(any_db_app: Flask) -> None:
    assert db.session.scalars(sa.select(HistoryChain.name)).all() == []
    with transaction():
        db.session.add(HistoryChain(name="people"))
    assert db.session.scalars(sa.select(HistoryChain.name)).all() == ["people"]


def test_what_another_test_wrote_is_gone(any_db_app: Flask) -> None:
    assert db.session.scalars(sa.select(HistoryChain.name)).all() == []


def test_the_databases_are_the_ones_named(any_db_app: Flask, database: str) -> None:
    assert db.engine.dialect.name == database


def test_a_request_sees_nothing_of_the_tests_context(app: Flask, tmp_path) -> None:
    other = app_on(app.config["SETTINGS"].database_url, tmp_path)
    other.add_url_rule(
        "/seen", view_func=lambda: {"seen": g.get("mark"), "session": id(db.session())}
    )
    with other.app_context():
        g.mark = "the test's"
        seen = other.test_client().get("/seen").json
        assert seen["seen"] is None
        assert seen["session"] != id(db.session())


def test_the_postbox_takes_a_letter_and_refuses_one(postbox) -> None:
    host, port = postbox.url.removeprefix("smtp://").split(":")
    postbox.replies = ["451 later"]
    with smtplib.SMTP(host, int(port)) as smtp:
        text = "Subject: Среща\r\n\r\nЗдравей\r\n".encode()
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            smtp.sendmail("a@x.example", ["b@x.example"], text)
        assert smtp.sendmail("a@x.example", ["b@x.example"], text) == {}
    assert [(one.sender, one.recipients, one.raw) for one in postbox.wait(1)] == [
        ("a@x.example", ["b@x.example"], text)
    ]
