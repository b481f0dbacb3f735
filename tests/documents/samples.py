"""Calendars and letters that the golden files hold, as values.

`python -m tests.documents.samples` writes the files anew; read what has changed in them before
it is committed, since people's calendars will.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from scheduler.documents import ical, letters
from scheduler.documents.ical import Calendar, Entry, Mailbox

wall = datetime.fromisoformat

GOLDEN = Path(__file__).parents[1] / "golden"
WRITTEN = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
ORGANIZER = Mailbox("София – Сеул", "scheduler+k3jx9q@exchange.example.org")
PETAR = Mailbox('Петър "Пешо" Петров; делегат', "petar@sofia.example.org")


def entry(**values) -> Entry:
    """Return a session in Sofia on a summer evening, with these values changed."""
    usual = {
        "uid": "7d1c0f52-0b0e-4f4e-9f43-1f8a3a1c9a10",
        "sequence": 0,
        "created": WRITTEN,
        "changed": WRITTEN,
        "status": "CONFIRMED",
        "start": wall("2027-07-08 19:00"),
        "end": wall("2027-07-08 20:30"),
        "zone": "Europe/Sofia",
        "summary": "Кръгова икономика: разделно събиране, компост и енергия",
    }
    return Entry(**(usual | values))


SUMMER = entry(
    description="19:00 ч. София · 01:00 ч. Сеул (пт, 9 юли)\n\nСофия показва как разделя; Сеул отговаря.",
    location="Столична община, ул. „Московска“ 33",
    url="https://exchange.example.org/bg/events/krugova-ikonomika",
    conference="https://meet.example.org/krugova?pwd=a,b;c",
    categories=("тематична дискусия", "София", "отпадъци, компост"),
    language="bg",
)
BAR = entry(
    uid="0d3f9b0a-5f1c-4a52-8a34-6f5b2d1e7c01",
    start=date(2027, 5, 10),
    end=date(2027, 5, 13),
    zone=None,
    summary="Study visit to Seoul: 스마트시티와 디지털 전환",
    location="Seoul",
    url="https://exchange.example.org/en/events/seoul-visit",
    language="en",
)
ITEM = entry(
    uid="0d3f9b0a-5f1c-4a52-8a34-6f5b2d1e7c02",
    start=wall("2027-05-10 09:30"),
    end=wall("2027-05-10 12:00"),
    zone="Asia/Seoul",
    summary="서울특별시청 · Seoul City Hall",
    location="110 Sejong-daero, Jung-gu",
    language="en",
    parent=BAR.uid,
)
FLIGHT = entry(
    uid="0d3f9b0a-5f1c-4a52-8a34-6f5b2d1e7c03",
    start=wall("2027-05-14 11:20"),
    end=wall("2027-05-14 16:45"),
    zone="Asia/Seoul",
    end_zone="Europe/Sofia",
    summary="Flight home ✈️",
    language="en",
    parent=BAR.uid,
)
REPEATED = entry(
    start=wall("2027-10-31 03:30"),
    end=wall("2027-10-31 03:50"),
    fold=1,
    summary="The second half past three",
)
CANCELLED = replace(
    SUMMER,
    sequence=2,
    status="CANCELLED",
    summary="Отменено / Cancelled: Среща на града / City meeting",
    language=None,
)


def feed(*entries: Entry, **values) -> bytes:
    """Return a feed of these entries under a usual heading."""
    usual = {
        "name": "София – Сеул: обмен",
        "description": "Всички събития на програмата.\nЧасовете са местни.",
        "color": "#1d4f91",
        "url": "https://exchange.example.org/bg/programmes/sofia-seoul",
        "language": "bg",
        "entries": entries,
    }
    return ical.feed(Calendar(**(usual | values)))


def letter(**values) -> letters.Letter:
    """Return an invitation in both languages with its calendar part, with these values changed."""
    usual = {
        "to": PETAR,
        "from_": ORGANIZER,
        "reply_to": ORGANIZER,
        "subject": "Покана: кръгова икономика, 8 юли 2027 г. / Invitation: circular economy, 8 July 2027",
        "text": "Следва текст на английски. / English text follows below.\n\nУважаеми господин Петров,\n",
        "html": '<!doctype html>\n<html lang="bg"><p>Уважаеми господин Петров,</p></html>\n',
        "languages": ("bg", "en"),
        "message_id": letters.message_id("exchange.example.org", "invitation", "k3jx9q", 1),
        "date": WRITTEN,
        "calendar": ical.message("REQUEST", SUMMER, ORGANIZER, PETAR),
        "method": "REQUEST",
    }
    return letters.Letter(**(usual | values))


def files() -> dict[str, bytes]:
    """Return every golden file's name, and what it must hold."""
    return {
        "sofia-summer.ics": feed(SUMMER),
        "seoul-visit.ics": feed(BAR, ITEM, FLIGHT, name="Seoul", language="en", color="teal"),
        "repeated-hour.ics": feed(REPEATED),
        "cancelled.ics": feed(CANCELLED, language=None),
        "request.ics": ical.message("REQUEST", SUMMER, ORGANIZER, PETAR),
        "cancel.ics": ical.message("CANCEL", replace(SUMMER, sequence=1), ORGANIZER, PETAR),
        "invitation.eml": letters.build(letter()),
    }


if __name__ == "__main__":
    for name, content in files().items():
        (GOLDEN / name).write_bytes(content)
