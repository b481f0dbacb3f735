"""The two statements of law: complete, in both languages, and true of the product."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.actions import mailing, membership, registering
from tests.counting import statements
from tests.web.posting import said
from tests.world import World

PARTS = {
    # The parts of the model statement, Commission Implementing Decision (EU) 2018/1523.
    "accessibility": [
        "Compliance status",
        "Non-accessible content",
        "Preparation of this statement",
        "Feedback and contact information",
        "Enforcement procedure",
        "EN 301 549",
    ],
    # What Article 13 of the General Data Protection Regulation asks for.
    "privacy": [
        "The controller is",
        "The legal basis is",
        "How long",
        "Who sees it",
        "outside the European Union",
        "Cookies",
        "Your rights",
        "lodge a complaint",
    ],
}


@pytest.mark.parametrize("name", PARTS)
def test_a_statement_has_every_part(client: FlaskClient, name: str) -> None:
    text = said(client.get(f"/en/{name}"))
    assert [part for part in PARTS[name] if part not in text] == []


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("name", PARTS)
def test_a_statement_names_the_site_and_the_mailbox_that_is_read(
    client: FlaskClient, name: str, language: str
) -> None:
    answer = client.get(f"/{language}/{name}")
    assert answer.status_code == 200
    assert 'href="mailto:exchange@scheduler.example"' in answer.text
    assert "http://scheduler.example" in said(answer)


@pytest.mark.parametrize("name", PARTS)
def test_a_statement_says_when_it_was_reviewed(client: FlaskClient, name: str) -> None:
    assert "eviewed on 23 November 2026" in said(client.get(f"/en/{name}"))


def test_the_periods_are_those_of_the_product(client: FlaskClient) -> None:
    kept = [mailing.KEEP_BODY, registering.HOLD, membership.LINK_LIFE]
    assert kept == [timedelta(days=30), timedelta(hours=24), timedelta(minutes=30)]
    text = said(client.get("/en/privacy"))
    assert "30 days after delivery" in text
    assert "released after 24 hours" in text
    assert "valid for 30 minutes" in text


def test_the_session_lasts_as_long_as_is_said(app: Flask, client: FlaskClient) -> None:
    assert app.permanent_session_lifetime == timedelta(days=31)
    assert "31 days after your last visit" in said(client.get("/en/privacy"))


def test_who_only_reads_gets_no_cookie_but_the_language(client: FlaskClient, world: World) -> None:
    for address in ("/en/", "/en/agenda", "/en/subscribe", "/en/privacy"):
        cookies = client.get(address).headers.getlist("Set-Cookie")
        assert [cookie for cookie in cookies if not cookie.startswith("language=")] == []


@pytest.mark.parametrize("name", PARTS)
def test_a_statement_asks_the_database_for_nothing(client: FlaskClient, name: str) -> None:
    with statements() as asked:
        client.get(f"/en/{name}")
    assert asked == []


def test_every_page_leads_to_both(client: FlaskClient, world: World) -> None:
    page = client.get("/bg/").text
    assert [f'href="/bg/{name}"' in page for name in PARTS] == [True, True]
