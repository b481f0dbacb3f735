"""The torture set: what the product lets people plan, at its most awkward, through its own verbs.

Every event is one that an organizer could have typed; nothing here writes a calendar file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.actions import itinerary, repeating, scheduling
from scheduler.actions.itinerary import Stop
from scheduler.actions.scheduling import Plan
from scheduler.db import transaction
from scheduler.models import Event
from tests.world import NOW, SESSION, VISIT, World

SOFIA = "Europe/Sofia"
LAST_YEAR = 2037
PUNCTUATION = (
    "\\ ; , \" ' : = ^ \\\\ \\n \\N \\; \\, C:\\New;x,y ;;,, %2C %0D%0A <b>&amp;</b> {{x}} \\"
)
TEXTS = {
    "hangul": "서울특별시 · 스마트시티와 디지털 전환 한국어" + "가" * 40,
    "jamo": unicodedata.normalize("NFD", "서울특별시 스마트시티"),
    "emoji": "👩‍👩‍👧‍👦🇧🇬🇰🇷✈️👍🏽" * 8,
    "long cyrillic": "щ" * 300,
    "long hangul": "한" * 300,
    "long emoji": "😀" * 300,
    "long latin": "x" * 300,
    "long commas": "," * 300,
    "long backslashes": "\\" * 300,
    "long combining": "e\u0301\u0328\u20dd" * 75,
    "punctuation": PUNCTUATION,
    "right to left": "\u200fمرحبا, עולם; \u2067שלום\u2069 \u202babc\u202c (42)",
    "quotes": '„Софийски“ «град» “city” ‘x’ ‚y‘ "z"',
    "spaces": "no\u00a0break, thin\u2009, ideographic\u3000, zero\u200bwidth, soft\u00adhyphen, bom\ufeffend",
    "like a property": "BEGIN:VEVENT END:VCALENDAR ATTENDEE;CN=x:mailto:x@y.example DTSTART:20270101",
    "astral": "𝒮𝑜𝒻𝒾𝒶 𠮷野家 🏴󠁧󠁢󠁥󠁮󠁧󠁿 \U0010fffd",
    "numbers": "0123456789 ١٢٣ Ⅻ ½ 10⁻³ № 5",
    "one": ".",
}
LINES = "\n".join(
    [
        "First line, with a comma; and a semicolon",
        "",
        " a line that begins with a space",
        "\ta tab",
        "BEGIN:VALARM",
        "END:VEVENT",
        "\\n is not a new line, \\\\n neither; C:\\Novi",
        "한국어 " * 60,
        "съгласие и разногласие " * 40,
        "https://example.org/?a=1,2;b=3&c=%D0%BF",
    ]
)
SECRET = "Not for everybody"
SERIES = {
    # Start in Sofia, minutes, rule: at the edges of the changes, and over the years to the last.
    "last minute before": ("2027-01-31T02:59", 1, "FREQ=MONTHLY;BYDAY=-1SU;COUNT=60"),
    "first minute after": ("2027-01-31T04:00", 30, "FREQ=MONTHLY;BYDAY=-1SU;COUNT=60"),
    "in the hour": ("2027-01-31T03:30", 15, "FREQ=MONTHLY;BYDAY=-1SU;COUNT=12"),
    "over the change": ("2027-01-31T02:00", 180, "FREQ=MONTHLY;BYDAY=-1SU;COUNT=12"),
    "weekly": ("2027-01-03T10:00", 90, "FREQ=WEEKLY;COUNT=260"),
    "daily in spring": ("2027-03-20T09:00", 60, "FREQ=DAILY;COUNT=20"),
    "daily in autumn": ("2027-10-20T23:30", 60, "FREQ=DAILY;COUNT=20"),
    "until": ("2027-01-04T10:00", 30, "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20271104"),
    "every other month": ("2027-01-31T10:00", 30, "FREQ=MONTHLY;INTERVAL=2;COUNT=12"),
    "yearly": ("2033-10-30T10:00", 30, "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=5"),
    "to the end of 2037": ("2036-01-06T10:00", 30, "FREQ=WEEKLY;COUNT=104"),
}
EDGES = (
    # Places whose clocks do something of their own, and moments long before the rules of today.
    ("Asia/Kathmandu", "2027-02-01 09:15"),
    ("Australia/Lord_Howe", "2027-04-04 03:00"),
    ("Australia/Lord_Howe", "2027-10-03 02:30"),
    ("Europe/Dublin", "2027-03-28 02:00"),
    ("Europe/Dublin", "2027-12-01 09:00"),
    ("Africa/Casablanca", "2027-02-07 10:00"),
    ("Africa/Casablanca", "2027-02-20 10:00"),
    ("America/New_York", "2027-11-07 02:00"),
    ("America/St_Johns", "2037-07-01 23:59"),
    ("Pacific/Apia", "2027-06-01 00:00"),
    ("Pacific/Kiritimati", "2027-01-01 00:00"),
    ("Asia/Tehran", "2027-06-21 12:00"),
    ("America/Sao_Paulo", "2018-11-04 10:00"),
    ("UTC", "2027-03-28 01:00"),
    ("Asia/Seoul", "2037-12-31 23:59"),
    (SOFIA, "1991-07-01 10:00"),
    (SOFIA, "1996-10-15 10:00"),
    (SOFIA, "2010-10-31 04:00"),
    (SOFIA, "2037-12-31 23:00"),
)


def build(world: World) -> dict[str, str]:
    """Plan everything, and do with it what organizers do; return the texts by the UIDs of theirs."""
    with transaction():
        texts = _texts(world)
        for plan in [*_minutes(), *_years(), *_edges(), *_days()]:
            published(world, plan)
        _series(world)
        _visits(world)
        _altered(world)
        _unseen(world)
    return texts


def published(world: World, plan: Plan, **how: bool) -> Event:
    """Return a published event, which invites nobody unless told to."""
    event = scheduling.draft(world.programme, plan, by=world.elena, now=NOW)
    scheduling.publish(event, by=world.elena, now=NOW, **({"invite": False} | how))
    return event


def named(name: str, start: datetime, **more: object) -> Plan:
    """Return a plan, by default in Sofia and half an hour long."""
    usual = {"title": both(f"Trial: {name}"), "end": start + timedelta(minutes=30)}
    return replace(SESSION, start=start, **(usual | {"description": {}} | more))


def both(text: str) -> dict[str, str]:
    """Return a text that is the same in each language."""
    return {"bg": text, "en": text}


def _texts(world: World) -> dict[str, str]:
    made, start = {}, datetime(2027, 1, 11, 10, 0)
    for number, text in enumerate(TEXTS.values()):
        at, each = start + timedelta(days=number), both(text)
        made[published(world, named("", at, title=each, venue=each, description=each)).uid] = text
    published(world, named("lines", start, description=both(LINES)))
    for name, text in {"letters": "Ж한😀," * 2500, "marks": "\\;\n,." * 2000}.items():
        published(world, named(f"ten thousand {name}", start, description=both(text)))
    return made


def _minutes() -> Iterator[Plan]:
    """Give every minute around both changes of the clocks in Sofia."""
    for change in _changes(SOFIA, 2027):
        for minute in range(-62, 64):
            yield _at(change + timedelta(minutes=minute), 1)


def _years() -> Iterator[Plan]:
    """Give what ends with, begins with and goes on over each change until 2037, here and abroad."""
    for zone in (SOFIA, "America/New_York", "Australia/Sydney"):
        for year in range(2025, LAST_YEAR + 1):
            for change in _changes(zone, year):
                yield _at(change - timedelta(minutes=1), 1, zone)
                yield _at(change - timedelta(minutes=1), 90, zone)
                yield _at(change, 1, zone)


def _at(utc: datetime, minutes: int, zone: str = SOFIA) -> Plan:
    """Return what begins at that moment and lasts so long."""
    ends = utc + timedelta(minutes=minutes)
    start, end = (at.astimezone(ZoneInfo(zone)) for at in (utc, ends))
    return named(
        f"{zone} {start.isoformat()} {minutes} min",
        start.replace(tzinfo=None, fold=0),
        end=end.replace(tzinfo=None, fold=0),
        zone=zone,
        fold=start.fold,
        end_fold=end.fold,
    )


def _changes(zone: str, year: int) -> list[datetime]:
    """Return the moments of a year at which a zone changes its clocks, from zoneinfo."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(8760)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() for at in hours]
    return [
        at
        for at, before, after in zip(hours[1:], offsets, offsets[1:], strict=False)
        if before != after
    ]


def _edges() -> Iterator[Plan]:
    for zone, text in EDGES:
        yield named(f"{zone} {text}", datetime.fromisoformat(text), zone=zone)
    yield named("no end", datetime(2027, 4, 1, 9, 0), end=None)
    yield named("no end, over the change", datetime(2027, 3, 28, 2, 30), end=None)
    yield named("over midnight", datetime(2027, 4, 1, 23, 30), end=datetime(2027, 4, 2, 1, 0))
    link = "https://meet.example.org/a?pwd=x,y;z&n=1#%D0%BF"
    yield named("link", datetime(2027, 4, 1, 9, 0), online_url=link, online_public=True)
    yield named(
        "link, no place",
        datetime(2027, 4, 1, 9, 0),
        venue={},
        host_city=None,
        online_url=link,
        online_public=True,
    )


def _days() -> Iterator[Plan]:
    """Give days: one, several, over a change of the clocks, the last of 2037, an unknown hour."""
    for first, days in [("2027-03-28", 1), ("2027-10-30", 3), ("2024-02-29", 1), ("2037-12-30", 2)]:
        start = date.fromisoformat(first)
        end = start + timedelta(days=days - 1)
        yield named(f"days {first}", start, end=end, all_day=True)
        yield named(f"hour unknown {first}", start, end=None, time_known=False, zone=None)


def _series(world: World) -> None:
    for name, (start, minutes, rule) in SERIES.items():
        at = datetime.fromisoformat(start)
        published(world, named(name, at, end=at + timedelta(minutes=minutes), rule=rule))
    for zone in ("Asia/Seoul", "America/New_York", "Australia/Sydney"):
        at, rule = datetime(2036, 1, 6, 9, 0), "FREQ=WEEKLY;COUNT=104"
        published(world, named(f"weekly {zone}", at, zone=zone, rule=rule))
    day = date(2027, 3, 1)
    weekly = named("weekly day", day, end=day, all_day=True, rule="FREQ=WEEKLY;COUNT=40")
    called_off(world, published(world, weekly), date(2027, 3, 29))
    _except(world)


def _except(world: World) -> None:
    """Plan a series over both changes, and take its meetings apart."""
    at = datetime(2027, 1, 3, 10, 0)
    event = published(world, named("with exceptions", at, rule="FREQ=WEEKLY;COUNT=52"))
    for day in (date(2027, 3, 28), date(2027, 7, 4), date(2027, 11, 7)):
        called_off(world, event, day)
    held(world, event, date(2027, 4, 4), start=datetime(2027, 4, 6, 17, 15))
    held(world, event, date(2027, 3, 21), start=datetime(2027, 3, 28, 4, 0))
    held(world, event, date(2027, 10, 31), start=datetime(2027, 10, 31, 3, 30), fold=1, end_fold=1)
    held(world, event, date(2027, 5, 2), title=both("Another title; of one, meeting"))
    held(world, event, date(2027, 5, 9), venue=both("서울, elsewhere"))
    called_off(world, event, date(2027, 8, 1))
    with_it = {"version": event.version, "by": world.elena, "now": NOW}
    repeating.restore_one(event, date(2027, 8, 1), **with_it)


def called_off(world: World, event: Event, original: date) -> None:
    """Call off one meeting of a series."""
    repeating.cancel_one(event, original, version=event.version, by=world.elena, now=NOW)


def held(world: World, event: Event, original: date, **changes: object) -> None:
    """Have one meeting of a series take place otherwise; a new start keeps its length."""
    row = next(row for row in event.occurrences if row.original == original)
    before = repeating.meeting_of(row)
    if "start" in changes:
        changes["end"] = changes["start"] + (before.end - before.start)
    meeting = replace(before, **changes)
    repeating.change_one(event, original, meeting, version=event.version, by=world.elena, now=NOW)


def _visits(world: World) -> None:
    """Plan visits whose stops lie around the changes of the clocks."""
    for first, last in [
        ("2027-03-27", "2027-03-29"),
        ("2027-10-30", "2027-11-01"),
        ("2037-12-29", "2037-12-31"),
    ]:
        days = {"start": date.fromisoformat(first), "end": date.fromisoformat(last)}
        plan = replace(VISIT, zone=SOFIA, host_city="sofia", title=both(f"Visit {first}"), **days)
        event = published(world, plan)
        for hour, until in [
            (time(2, 59), time(4, 0)),
            (time(4, 0), None),
            (time(9, 30), time(12, 0)),
        ]:
            stop = Stop(
                both(f"Stop at {hour}"),
                2,
                hour,
                until,
                both("서울시청, City Hall; 1"),
                "1, Main; St",
            )
            itinerary.add_item(event, stop, version=event.version, by=world.elena, now=NOW)


def _altered(world: World) -> None:
    """Have events moved and cancelled, single ones, days, series and visits."""
    for number, plan in enumerate([SESSION, VISIT, replace(SESSION, rule="FREQ=DAILY;COUNT=5")]):
        moved = published(world, replace(plan, title=both(f"Moved {number}")))
        start = moved.start_wall + timedelta(days=18)
        scheduling.move(moved, start, version=moved.version, by=world.elena, now=NOW)
        gone = published(world, replace(plan, title=both(f"Called off {number}")))
        scheduling.cancel(gone, by=world.elena, now=NOW)
    published(world, replace(SESSION, title=both("Tentative")), tentative=True)


def _unseen(world: World) -> None:
    """Have what no public feed may show."""
    scheduling.draft(world.programme, replace(SESSION, title=both(SECRET)), by=world.elena, now=NOW)
    for visibility in ("programme", "invited"):
        published(world, replace(SESSION, title=both(SECRET), visibility=visibility))
