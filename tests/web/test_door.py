"""What is turned away at the door before any page is asked: dates that no calendar has."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.world import World

NO_DATE = "Thu, 01 Jan 99999999999 00:00:00 GMT"


@pytest.mark.parametrize("address", ["/static/style.css", "/feeds/sofia-seoul.ics", "/en/sign-in"])
@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
def test_a_date_beyond_every_calendar_asks_for_nothing(
    client: FlaskClient, world: World, address: str, header: str
) -> None:
    with client.get(address, headers={header: NO_DATE, "Range": "bytes=0-9"}) as answer:
        assert answer.status_code in {200, 206}
