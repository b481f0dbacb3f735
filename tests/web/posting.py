"""Pages as a reader has them: what they say, and their buttons pressed with the page's token."""

from __future__ import annotations

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler import clock
from scheduler.actions import membership
from scheduler.db import transaction
from scheduler.models import Person

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def said(response: TestResponse) -> str:
    """Return what stands in the main part of a page, as one line without markup."""
    main = response.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def token(client: FlaskClient, page: str = "/en/sign-in") -> str:
    """Return the CSRF token of this visitor, from a page that has a form."""
    found = TOKEN.search(client.get(page).text)
    assert found, page
    return html.unescape(found[1])


def post(client: FlaskClient, path: str, **data: Any) -> TestResponse:
    """Press a button: send a form with the visitor's own token."""
    return client.post(path, data={"csrf_token": token(client)} | data)


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Come in as that person, by a link and its button."""
    with transaction():
        link = membership.make_sign_in_link(person, now=clock.now())
    assert post(client, f"/en/sign-in/{link}").status_code == 303
    return client
