"""Which language a reader gets: the address's, the one chosen before, the browser's."""

from __future__ import annotations

from html import escape

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("bg-BG,bg;q=0.9,en;q=0.5", "bg"),
        ("en-US,en;q=0.9", "en"),
        ("ko-KR,ko;q=0.9", "bg"),
        ("", "bg"),
    ],
)
def test_the_root_leads_to_the_browsers_language(
    client: FlaskClient, header: str, language: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": header})
    assert answer.location == f"/{language}/"


def test_a_language_once_chosen_is_kept(client: FlaskClient) -> None:
    bulgarian = {"Accept-Language": "bg"}
    assert "Set-Cookie" not in client.get("/bg/accessibility", headers=bulgarian).headers
    client.get("/en/accessibility", headers=bulgarian)
    assert client.get("/", headers=bulgarian).location == "/en/"
    client.get("/bg/accessibility", headers=bulgarian)
    assert client.get("/", headers=bulgarian).location == "/bg/"


@pytest.mark.parametrize(
    "query",
    [
        *("endpoint=x", "_anchor=x", "_scheme=javascript", "_method=POST", "_external=1"),
        *("slug=x", "lang=tlh", "month=2026-12&city=sofia&city=seoul"),
    ],
)
def test_switching_the_language_keeps_whatever_the_address_asks(
    client: FlaskClient, query: str
) -> None:
    answer = client.get(f"/en/accessibility?{query}")
    assert answer.status_code == 200
    assert f'href="/bg/accessibility?{escape(query)}"' in answer.text


def test_a_language_that_nobody_speaks_here_is_not_found(client: FlaskClient) -> None:
    assert client.get("/tlh/").status_code == 404


@pytest.mark.parametrize("path", ["nothing/here", "sign-out", "invitations/no-uuid/x"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_what_no_route_answers_is_said_in_the_addresss_language(
    client: FlaskClient, language: str, path: str
) -> None:
    other = {"bg": "en", "en": "bg"}[language]
    answer = client.get(f"/{language}/{path}", headers={"Accept-Language": other})
    assert answer.status_code in {404, 405}
    assert f'<html lang="{language}"' in answer.text
    assert ("This" in _lead(answer.text)) is (language == "en")


def test_outside_of_the_languages_the_browsers_own_is_spoken(client: FlaskClient) -> None:
    answer = client.get("/nothing/", headers={"Accept-Language": "bg"})
    assert (answer.status_code, "This" in _lead(answer.text)) == (404, False)


def _lead(page: str) -> str:
    """Return the sentence in which a page says what is wrong."""
    return page.partition('<p class="lead">')[2].partition("</p>")[0]


def test_one_readers_language_does_not_stay_for_the_next(client: FlaskClient) -> None:
    client.get("/bg/accessibility")
    answer = client.get("/api/v1/events/unknown")
    assert "не" not in answer.text
    assert answer.status_code == 404
