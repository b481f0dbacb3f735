"""What is turned away at the door before any page is asked, and where it leads back to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web.posting import post
from tests.world import World

NO_DATE = "Thu, 01 Jan 99999999999 00:00:00 GMT"


@pytest.mark.parametrize("address", ["/static/style.css", "/feeds/sofia-seoul.ics", "/en/sign-in"])
@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
def test_a_date_beyond_every_calendar_asks_for_nothing(
    client: FlaskClient, world: World, address: str, header: str
) -> None:
    with client.get(address, headers={header: NO_DATE, "Range": "bytes=0-9"}) as answer:
        assert answer.status_code in {200, 206}


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/en/manage/programmes/sofia-seoul/imports/x?zone=Asia/Seoul", True),
        ("/en/me/language", False),
    ],
)
def test_whose_session_ended_over_a_form_comes_back_to_it(
    client: FlaskClient, world: World, address: str, *, back: bool
) -> None:
    answer = post(client, address)
    assert answer.status_code == 302
    asked = parse_qs(urlsplit(answer.location).query).get("next", [""])
    assert asked == [address if back else ""]
