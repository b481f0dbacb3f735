"""Importing on pages: choose a file, look at what is in it, tick, take."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler import clock, i18n
from scheduler.actions import importing, scheduling
from scheduler.db import db, transaction
from scheduler.documents import tables
from scheduler.models import Event, ImportFile
from tests.actions.test_importing import TALK, entry
from tests.api.test_importing import file
from tests.web.filling import fields
from tests.web.posting import post, said, sign_in, token
from tests.world import World

START = "/en/manage/programmes/sofia-seoul/imports"
TABLE = (
    "UID;Заглавие;Title;Дата;Час;Град\n"
    "1;Топломери;Heat meters;10.3.2027;10:00;София\n"
    "2;Отпадъци;;11.3.2027;;\n"
    "3;Грешна дата;;3/12/2027;;\n"
)
FLOATING = entry(
    UID="floating",
    **{
        "DTSTART;TZID=Europe/Sofia": None,
        "DTEND;TZID=Europe/Sofia": None,
        "DTSTART": "20270310T100000",
    },
)


@pytest.fixture
def elena(world: World, client: FlaskClient) -> FlaskClient:
    """Return Elena, signed in."""
    return sign_in(client, world.elena)


def send(
    client: FlaskClient, data: bytes, name: str = "calendar.ics", page: str = START, **more: Any
) -> TestResponse:
    """Send a file."""
    sent = {"csrf_token": token(client), "file": (io.BytesIO(data), name), **more}
    return client.post(page, data=sent, content_type="multipart/form-data")


def opened(client: FlaskClient, data: bytes, **more: Any) -> str:
    """Send a file; return the address of the page that shows what is in it."""
    answer = send(client, data, **more)
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["Location"])


def take(client: FlaskClient, address: str, **changes: Any) -> TestResponse:
    """Press the button below the entries as the page has ticked them."""
    ticked = fields(client.get(address)).getlist("take")
    return post(client, address, **({"take": ticked} | changes))


def test_the_desk_leads_to_it(world: World, elena: FlaskClient) -> None:
    assert f'href="{START}"' in elena.get("/en/manage/programmes/sofia-seoul").text
    page = said(elena.get(START))
    assert "Events from another calendar or a table become drafts here." in page


def test_a_calendar_is_looked_at_and_taken(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(entry(), FLOATING, entry(UID="3", STATUS="CANCELLED")))
    page = said(elena.get(address))
    assert "1 entry is new and 2 are not taken. Nothing is written yet." in page
    assert "Wed, 10 March 2027, 10:00–11:30 Sofia · 17:00–18:30 Seoul Town hall" in page
    assert "Some hours are in no time zone." in page
    assert "It is cancelled in its calendar." in page
    assert db.session.query(Event).count() == 0

    answer = take(elena, address)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    result = said(elena.get(address))
    assert "1 new draft Heat meters" in result
    [event] = db.session.query(Event).all()
    assert (event.status, event.title) == ("draft", {"en": "Heat meters"})
    assert f'href="/en/manage/events/{event.slug}"' in elena.get(address).text
    assert "imported events" in said(elena.get("/en/manage/history?programme=sofia-seoul"))


def test_a_second_press_takes_nothing_again(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(entry(UID=None)))
    ticked = fields(elena.get(address)).getlist("take")
    for _ in range(2):
        assert post(elena, address, take=ticked).status_code == 303
    assert db.session.query(Event).count() == 1


def test_what_changed_is_shown_from_and_to(world: World, elena: FlaskClient) -> None:
    take(elena, opened(elena, file(entry())))
    later = {"DTEND;TZID=Europe/Sofia": "20270310T120000"}
    address = opened(elena, file(entry(SUMMARY="Heat", **later)))
    page = said(elena.get(address))
    assert "1 has changed." in page
    assert "Title (English) here: Heat meters → in the file: Heat" in page
    assert "here: Wed, 10 March 2027, 10:00–11:30 Sofia · 17:00–18:30 Seoul" in page
    take(elena, address)
    assert "1 changed draft Heat" in said(elena.get(address))


def test_what_is_the_same_is_told(world: World, elena: FlaskClient) -> None:
    take(elena, opened(elena, file(entry())))
    page = said(elena.get(opened(elena, file(entry()))))
    assert "1 is the same." in page
    assert "There is nothing to be taken from this file." in page


def test_what_is_published_is_shown_with_both_texts_and_a_link(
    world: World, elena: FlaskClient
) -> None:
    take(elena, opened(elena, file(entry())))
    take(elena, opened(elena, file(entry(SUMMARY="Топломери"))))
    [event] = db.session.query(Event).all()
    with transaction():
        scheduling.publish(event, by=world.elena, now=clock.now(), invite=False)
    answer = elena.get(opened(elena, file(entry(SUMMARY="Heat"))))
    page = said(answer)
    assert "1 event is published here and differs" in page
    assert "Title (English) here: Heat meters → in the file: Heat" in page
    assert f'href="/en/manage/events/{event.slug}"' in answer.text


def test_a_zone_is_chosen_in_the_address(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(FLOATING))
    chosen = f"{address}?zone=Asia/Seoul&kind=live_session&city=seoul&since="
    page = said(elena.get(chosen))
    assert "Wed, 10 March 2027, 10:00 Seoul" in page
    take(elena, chosen)
    [event] = db.session.query(Event).all()
    assert (event.zone, event.kind) == ("Asia/Seoul", "live_session")
    assert [city.slug for city in event.cities] == ["seoul"]


def test_the_language_of_the_texts_is_guessed_and_may_be_said(
    world: World, elena: FlaskClient
) -> None:
    address = opened(elena, file(entry(SUMMARY="Топломери")))
    take(elena, address)
    [event] = db.session.query(Event).all()
    assert event.title == {"bg": "Топломери"}
    address = opened(elena, file(entry(UID="2", SUMMARY="Топломери")))
    take(elena, f"{address}?language=en")
    assert {"en": "Топломери"} in [event.title for event in db.session.query(Event)]


def test_ticks_are_taken_away(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(entry(), entry(UID="2", SUMMARY="Second")))
    assert fields(elena.get(f"{address}?tick=none")).getlist("take") == []
    answer = post(elena, f"{address}?tick=none")
    assert answer.status_code == 422
    assert "Tick what is to be taken." in said(answer)
    post(elena, f"{address}?tick=none", take="2.0")
    assert [event.title for event in db.session.query(Event)] == [{"en": "Second"}]


@pytest.mark.parametrize("tick", ["x", "1", "1.x", "1.5", "99.0", "1.0.0", "-1.0", "٣.0", "9" * 99])
def test_ticks_that_no_page_writes_take_nothing(
    world: World, elena: FlaskClient, tick: str
) -> None:
    address = opened(elena, file(entry()))
    answer = post(elena, address, take=tick)
    assert answer.status_code == 422
    assert "There is a problem" in said(answer)
    assert db.session.query(Event).count() == 0


def test_what_changed_meanwhile_is_shown_anew_with_the_ticks(
    world: World, elena: FlaskClient
) -> None:
    take(elena, opened(elena, file(entry())))
    address = opened(elena, file(entry(SUMMARY="Heat"), entry(UID="2", SUMMARY="Second")))
    ticked = fields(elena.get(address)).getlist("take")
    [event] = db.session.query(Event).all()
    with transaction():
        changed = replace(scheduling.plan_of(event), capacity=5)
        scheduling.change(event, changed, version=1, by=world.elena, now=clock.now())
    answer = post(elena, address, take=ticked)
    assert answer.status_code == 422
    assert "Meanwhile something has changed here." in said(answer)
    assert fields(answer).getlist("take") == ["2.0"]
    assert db.session.query(Event).count() == 1


def test_a_stale_page_loses_no_tick(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(entry(), entry(UID="2", SUMMARY="Second")))
    answer = post(elena, address, take=["2.0"], csrf_token="old")
    assert answer.status_code == 422
    assert "This page was open for too long." in said(answer)
    assert fields(answer).getlist("take") == ["2.0"]


def test_a_table_asks_what_its_columns_are(world: World, elena: FlaskClient) -> None:
    address = opened(elena, TABLE.encode("cp1251"), name="table.csv")
    page = elena.get(address)
    assert "table.csv : 3 rows." in said(page)
    guessed = fields(page)
    assert [guessed[f"column-{number}"] for number in range(6)] == [
        *("uid", "title.bg", "title.en", "start", "start_time", "zone")
    ]
    shown = f"{address}?" + "&".join(f"{key}={value}" for key, value in guessed.items())
    text = said(elena.get(shown))
    assert "2 entries are new and 1 is not taken." in text
    assert "“3/12/2027” is not a date." in text
    take(elena, shown)
    assert [event.title for event in db.session.query(Event).order_by(Event.id)] == [
        {"bg": "Топломери", "en": "Heat meters"},
        {"bg": "Отпадъци"},
    ]


def test_columns_that_cannot_be_are_told_at_their_fields(world: World, elena: FlaskClient) -> None:
    address = opened(elena, TABLE.encode(), name="table.csv")
    answer = elena.get(f"{address}?column-0=title.bg&column-1=title.bg&column-2=nonsense")
    assert answer.status_code == 422
    assert "Two columns are to be “Title (Bulgarian)”." in said(answer)
    assert "Say which column holds: Start date." in said(answer)
    assert answer.text.count("<title>Error:") == 1
    again = elena.get(f"{address}?column-1=title.bg&column-0=&column-3=start&columns=1")
    assert (again.status_code, fields(again)["column-1"]) == (200, "title.bg")


def test_a_text_is_pasted(world: World, elena: FlaskClient) -> None:
    answer = post(elena, START, text=file(entry()).decode())
    assert answer.status_code == 303
    assert "1 entry is new." in said(elena.get(answer.headers["Location"]))
    pasted = "Title\tDate\nHeat\t10.3.2027\n"
    address = post(elena, START, text=pasted).headers["Location"]
    assert fields(elena.get(address))["column-0"] == "title.en"


def test_what_cannot_be_read_is_refused_and_the_text_stays(
    world: World, elena: FlaskClient
) -> None:
    nothing = post(elena, START)
    assert (nothing.status_code, "Choose a file, or paste" in said(nothing)) == (422, True)
    strange = post(elena, START, text="only one line")
    assert (strange.status_code, fields(strange)["text"]) == (422, "only one line")
    both = send(elena, file(entry()), text="Title")
    assert (both.status_code, "Send one of the two" in said(both)) == (422, True)
    for data, words in (
        (b"PK\x03\x04rest", "could not be read"),
        (b"\xd0\xcf\x11\xe0rest", "old or protected Excel file"),
        (b"\x00\x01\x02\x03", "There is a problem"),
        (b"BEGIN:VCALENDAR", "calendar"),
    ):
        answer = send(elena, data)
        assert answer.status_code in {303, 422}
        if answer.status_code == 422:
            assert words in said(answer)
    assert db.session.query(ImportFile).count() <= 1


@pytest.mark.parametrize(("language", "words"), [("en", "This is too large"), ("bg", "твърде")])
def test_20_megabytes_are_answered_with_the_form(
    world: World, elena: FlaskClient, language: str, words: str
) -> None:
    page = START.replace("/en/", f"/{language}/")
    for name, size in (('file"; filename="large.ics', 20_000_000), ("text", 700_000)):
        head = f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        body = head.encode() + b"x" * size + b"\r\n--part--\r\n"
        answer = elena.post(page, data=body, content_type="multipart/form-data; boundary=part")
        assert answer.status_code == 413
        assert words in said(answer)
        assert 'type="file"' in answer.text
    assert elena.get(page).status_code == 200


def test_the_template_is_read_as_it_is_given(world: World, elena: FlaskClient) -> None:
    for language in i18n.languages():
        page = START.replace("/en/", f"/{language}/")
        answer = elena.get(f"{page}/template.csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        table = tables.read(answer.data)
        assert tables.guess(table, ["bg", "en"]) == tables.targets(["bg", "en"])
        address = opened(elena, answer.data, name="events.csv", page=page)
        guessed = fields(elena.get(address))
        shown = elena.get(f"{address}?" + "&".join(f"{k}={v}" for k, v in guessed.items()))
        assert fields(shown).getlist("take") == ["2.0"]


def test_only_who_sent_a_file_may_open_it(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(entry()))
    jiho = sign_in(elena.application.test_client(), world.jiho)
    assert jiho.get(address).status_code == 404
    assert post(jiho, address, take="1.0").status_code == 404
    petar = sign_in(elena.application.test_client(), world.petar)
    assert petar.get(START).status_code == 403
    assert elena.application.test_client().get(START).status_code == 302
    for unknown in ("x", "x" * 500, "%00"):
        assert elena.get(f"{START}/{unknown}").status_code == 404


def test_a_file_that_is_gone_is_not_found(world: World, elena: FlaskClient) -> None:
    address = opened(elena, file(entry()))
    with transaction():
        importing.forget_old(now=clock.now() + importing.KEEP)
    assert elena.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "zone=Mars&kind=x&language=xx&city=nowhere&since=yesterday",
        "since=99.99.9999",
        "column-0=&column-1=title.en",
        "tick=x&columns=1",
        "zone=%00&since=%F0%9F%98%80",
    ],
)
def test_addresses_that_no_page_writes_are_borne(
    world: World, elena: FlaskClient, query: str
) -> None:
    for data in (file(entry()), TABLE.encode()):
        answer = elena.get(f"{opened(elena, data)}?{query}")
        assert answer.status_code in {200, 422}


def test_html_in_a_file_is_text(world: World, elena: FlaskClient) -> None:
    evil = entry(SUMMARY="<script>alert(1)</script>", UID="<b>")
    page = elena.get(opened(elena, file(evil), name="<i>.ics")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_many_entries_are_looked_at_by_date(world: World, elena: FlaskClient) -> None:
    many = [entry(TALK, UID=f"talk-{number}") for number in range(importing.MOST_LINES + 2)]
    address = opened(elena, file(*many))
    page = said(elena.get(address))
    assert "2 more entries are in the file than can be shown at once." in page
    later = said(elena.get(f"{address}?since=11.3.2027"))
    assert "502 entries are over before that date and left out." in later
    assert "There is nothing to be taken from this file." in later
