"""The agenda in other people's sites: what the frame holds, what it may, and the code for it."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.actions import scheduling
from scheduler.db import transaction
from tests.counting import statements
from tests.web.posting import said, sign_in
from tests.world import NOW, World

pytestmark = pytest.mark.usefixtures("stopped_clock")
FRAME = "/en/embed/sofia-seoul"
CODE = "/en/programmes/sofia-seoul/embedding"
BASE = "https://exchange.example"


@pytest.fixture(autouse=True)
def base(configure: Any) -> None:
    """Give the installation an address."""
    configure(base_url=BASE)


def titles(page: str) -> list[str]:
    """Return the titles of the dates in a frame."""
    return re.findall(r'<h2 class="entry-title"><a [^>]*>([^<]*)</a>', page)


def code_in(page: str) -> str:
    """Return the code that is to be copied."""
    return html.unescape(page.partition('<pre id="embed-code">')[2].partition("</pre>")[0])


def session(world: World, name: str, day: int, **changes: Any) -> None:
    """Publish a session of that name some days from now."""
    start = datetime(2026, 11, 23, 10) + timedelta(days=day)
    title = {"bg": f"{name} (bg)", "en": name}
    world.published(title=title, start=start, end=start + timedelta(hours=1), **changes)


def test_a_frame_holds_the_next_dates(client: FlaskClient, world: World) -> None:
    session(world, "Before", -3)
    session(world, "Later", 9)
    session(world, "Next", 2)
    session(world, "Not for all", 3, visibility="invited")
    answer = client.get(FRAME)
    assert titles(answer.text) == ["Next", "Later"]
    text = said(answer)
    assert text.startswith("Sofia – Seoul Next ")
    assert "Wed, 25 November 2026 10:00–11:00 Sofia (UTC+2)" in text
    assert "17:00–18:00 Seoul (UTC+9)" in text
    assert "Links open in a new window." in text


def test_a_frame_speaks_the_language_of_its_address(client: FlaskClient, world: World) -> None:
    session(world, "Next", 2)
    answer = client.get("/bg/embed/sofia-seoul?city=sofia")
    assert '<html lang="bg">' in answer.text
    assert titles(answer.text) == ["Next (bg)"]
    assert '<a href="/en/embed/sofia-seoul?city=sofia" lang="en"' in answer.text


def test_filters_choose_what_a_frame_holds(client: FlaskClient, world: World) -> None:
    session(world, "Of both", 2)
    session(world, "Of Sofia", 3, cities=("sofia",), themes=("smart-city",))
    answer = client.get(f"{FRAME}?city=seoul&kind=live_session")
    assert titles(answer.text) == ["Of both"]
    assert "Only: Seoul, live session." in said(answer)
    whole = "/en/programmes/sofia-seoul/agenda?city=seoul&amp;kind=live_session"
    assert answer.text.count(f'href="{whole}"') == 2
    subscribe = "/en/subscribe?programme=sofia-seoul&amp;city=seoul&amp;kind=live_session"
    assert f'href="{subscribe}"' in answer.text
    assert "No event matches these filters here." in said(client.get(f"{FRAME}?kind=event"))


def test_an_unknown_filter_is_told(client: FlaskClient, world: World) -> None:
    assert "There is no filter “<b>”" in html.unescape(client.get(f"{FRAME}?city=<b>").text)


def test_an_empty_frame_says_so(client: FlaskClient, world: World) -> None:
    assert "No event has been announced from today on." in said(client.get(FRAME))


def test_a_cancelled_date_stays_and_says_so(client: FlaskClient, world: World) -> None:
    event = world.published()
    with transaction():
        scheduling.cancel(event, by=world.elena, now=NOW)
    text = said(client.get(FRAME))
    assert "District heating" in text
    assert "cancelled" in text


def test_a_frame_is_a_window_and_not_the_whole(client: FlaskClient, world: World) -> None:
    for day in range(14):
        session(world, f"Day {day}", day + 1)
    assert titles(client.get(FRAME).text) == [f"Day {day}" for day in range(12)]


def test_only_this_page_may_be_framed(client: FlaskClient, world: World) -> None:
    frame = client.get(FRAME).headers
    assert frame["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "X-Frame-Options" not in frame
    event = world.published()
    for path in (
        CODE,
        "/en/agenda",
        f"/en/events/{event.slug}",
        "/en/embed/nowhere",
        "/en/sign-in",
    ):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert headers["X-Frame-Options"] == "DENY"


def test_a_frame_knows_nobody(client: FlaskClient, world: World) -> None:
    sign_in(client, world.elena)
    answer = client.get("/en/embed/sofia-seoul", headers={"Accept-Language": "bg"})
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert not re.search(r"<form|<script|csrf|Elena|Sign", answer.text)
    other = client.application.test_client().get(FRAME)
    assert answer.text == other.text
    assert "Set-Cookie" in client.get("/en/agenda", headers={"Accept-Language": "bg"}).headers


def test_an_unknown_programme_is_not_found(client: FlaskClient, world: World) -> None:
    for path in ("/en/embed/nowhere", "/en/programmes/nowhere/embedding", "/tlh/embed/x"):
        assert client.get(path).status_code == 404


def test_a_frame_takes_as_many_statements_for_many_dates(client: FlaskClient, world: World) -> None:
    counts = []
    for day in range(3):
        session(world, f"Day {day}", day + 1, rule="FREQ=DAILY;COUNT=2")
        with statements() as asked:
            client.get(f"{FRAME}?city=sofia")
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 8


# --- the code -----------------------------------------------------------------------------


def test_the_agenda_leads_to_the_code_for_its_filters(client: FlaskClient, world: World) -> None:
    page = client.get("/en/agenda?city=sofia&theme=innovation&month=2027-03").text
    there = f"{CODE}?city=sofia&amp;theme=innovation"
    assert f'<a href="{there}">Put this agenda on your site</a>' in page


def test_the_code_is_a_frame_that_works_as_it_is(client: FlaskClient, world: World) -> None:
    session(world, "Next", 2)
    answer = client.get(f"{CODE}?city=sofia&kind=live_session")
    assert code_in(answer.text) == (
        f'<iframe src="{BASE}{FRAME}?city=sofia&amp;kind=live_session" '
        'title="Agenda: Sofia – Seoul" width="100%" height="600" loading="lazy" '
        'style="border:0"></iframe>'
    )
    assert "Only: Sofia, live session." in said(answer)
    (preview,) = re.findall(r'<iframe class="framed" src="([^"]*)"', answer.text)
    assert titles(client.get(html.unescape(preview)).text) == ["Next"]


def test_the_frames_language_is_chosen_apart(client: FlaskClient, world: World) -> None:
    page = client.get(f"{CODE}?city=sofia&language=bg").text
    assert f'src="{BASE}/bg/embed/sofia-seoul?city=sofia"' in code_in(page)
    assert 'title="Календар: София – Сеул"' in code_in(page)
    assert f'<a href="{CODE}?city=sofia&amp;language=en" lang="en">English</a>' in page
    assert f'<a href="{CODE}?language=bg">Take all filters off</a>' in page
    unknown = client.get(f"{CODE}?language=xx").text
    assert f'src="{BASE}{FRAME}"' in code_in(unknown)


def test_no_name_breaks_the_code(client: FlaskClient, world: World) -> None:
    with transaction():
        world.programme.name = {"bg": 'А "Б" <в>', "en": 'A "B" <c>'}
    code = code_in(client.get(CODE).text)
    assert 'title="Agenda: A &#34;B&#34; &lt;c&gt;"' in code
