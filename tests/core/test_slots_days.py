"""The best slot of each date: the same that judging every slot of that date finds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import slots
from scheduler.core.slots import Diary, Party, Question
from scheduler.errors import LastBeforeFirst

FIRST = date(2026, 10, 22)
ANCHORS = ("Europe/Sofia", "Asia/Seoul", "Australia/Lord_Howe")


def _party(key, zone, *, people=(), days_off=()):
    hours = {day: [(time(8, 30), time(17))] for day in range(5)}
    return Party(key, zone, hours, days_off=dict.fromkeys(days_off, "a holiday"), people=people)


@st.composite
def questions(draw):
    """Draw a week or two around the end of summer time, with busy people and a holiday."""
    begin = slots.minute_of(datetime(2026, 10, 21, tzinfo=UTC))
    spans = st.tuples(st.integers(0, 14 * 1440), st.integers(1, 300))
    people = draw(st.lists(st.lists(spans, max_size=6), max_size=3))
    busy = [Diary([(begin + at, begin + at + n) for at, n in theirs]) for theirs in people]
    holiday = FIRST + timedelta(days=draw(st.integers(0, 9)))
    zones = draw(st.lists(st.sampled_from(ANCHORS), min_size=2, max_size=3))
    return Question(
        [
            _party(str(n), zone, people=busy if n else (), days_off=[holiday] if n else ())
            for n, zone in enumerate(zones)
        ],
        zones[0],
        FIRST,
        FIRST + timedelta(days=draw(st.integers(0, 12))),
        draw(st.sampled_from((30, 60, 240))),
        datetime(2026, 10, 22, tzinfo=UTC) + timedelta(hours=draw(st.integers(-9, 90))),
        step=draw(st.sampled_from((15, 30, 60))),
    )


def _rank(slot):
    total = sum(reading.score for reading in slot.readings)
    return slot.score, slot.busy, total, slot.start_utc


def _plainly(question):
    """Return the best slot of each date by judging every one."""
    zone, found = ZoneInfo(question.anchor), {}
    midnight = datetime.combine(question.first, time(), zone).astimezone(UTC)
    end = datetime.combine(question.last + timedelta(days=1), time(), zone).astimezone(UTC)
    count = (end - midnight) // timedelta(minutes=question.step)
    starts = [midnight + n * timedelta(minutes=question.step) for n in range(count)]
    for slot in slots.judge(question, [at for at in starts if at >= question.earliest]):
        found.setdefault(slot.start_utc.astimezone(zone).date(), []).append(slot)
    return {day: min(all_, key=_rank) for day, all_ in found.items()}


@given(question=questions())
def test_it_is_what_judging_every_slot_finds(question):
    search, plainly = slots.Search(question), _plainly(question)
    assert search.best_of_days(question.first, question.last) == plainly
    second = question.first + timedelta(days=1)
    only = {day: slot for day, slot in plainly.items() if day == second}
    assert search.best_of_days(second, second) == only


def test_days_that_are_too_near_have_none():
    parties = [_party("sofia", "Europe/Sofia"), _party("seoul", "Asia/Seoul")]
    late = datetime(2027, 1, 1, tzinfo=UTC)
    search = slots.Search(Question(parties, "Europe/Sofia", FIRST, FIRST, 60, late))
    assert search.best_of_days(FIRST, FIRST) == {}


def test_what_has_no_answer_is_refused():
    parties = [_party("sofia", "Europe/Sofia"), _party("seoul", "Asia/Seoul")]
    now, before = datetime(2026, 1, 1, tzinfo=UTC), FIRST - timedelta(days=1)
    with pytest.raises(LastBeforeFirst):
        slots.Search(Question(parties, "Europe/Sofia", FIRST, before, 60, now))
