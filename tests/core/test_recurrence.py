"""Rules of recurrence: truth tables, and a walker of days as the judge of every date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import errors
from scheduler.core import zones
from scheduler.core.recurrence import (
    LONGEST_YEARS,
    MOST_OCCURRENCES,
    Override,
    Rule,
    Series,
    dates,
    expand,
    parse,
    remaining,
    written,
)

FIRST = date(2026, 9, 1)
START = datetime(2026, 9, 1, 10)
SOFIA, SEOUL = "Europe/Sofia", "Asia/Seoul"


def falls(text: str, first: date = FIRST) -> list[str]:
    return [f"{day:%y%m%d}" for day in dates(parse(text, first), first)]


@pytest.mark.parametrize(
    ("rule", "first", "found"),
    [
        ("FREQ=DAILY;COUNT=3", FIRST, "260901 260902 260903"),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20260921", FIRST, "260901 260911 260921"),
        ("FREQ=WEEKLY;COUNT=3", FIRST, "260901 260908 260915"),
        ("FREQ=WEEKLY;BYDAY=TH,TU;COUNT=4", FIRST, "260901 260903 260908 260910"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4", FIRST, "260901 260903 260915 260917"),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=4", FIRST, "260901 261006 261103 261201"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", date(2026, 9, 25), "260925 261030 261127"),
        ("FREQ=MONTHLY;BYDAY=5WE;COUNT=3", date(2026, 9, 30), "260930 261230 270331"),
        ("FREQ=MONTHLY;COUNT=3", date(2026, 8, 31), "260831 261031 261231"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", date(2026, 9, 30), "260930 261031 261130"),
        ("FREQ=MONTHLY;INTERVAL=3;COUNT=3", FIRST, "260901 261201 270301"),
        ("FREQ=YEARLY;COUNT=3", FIRST, "260901 270901 280901"),
        ("FREQ=YEARLY;COUNT=2", date(2024, 2, 29), "240229 280229"),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=1TU;COUNT=2", FIRST, "260901 270907"),
        ("freq=daily;count=1", FIRST, "260901"),
    ],
)
def test_the_dates_of_a_rule(rule: str, first: date, found: str) -> None:
    assert falls(rule, first) == found.split()


@pytest.mark.parametrize(
    ("rule", "refusal"),
    [
        ("", errors.RuleUnreadable),
        ("every Tuesday", errors.RuleUnreadable),
        ("FREQ=DAILY;FREQ=WEEKLY;COUNT=2", errors.RuleUnreadable),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", errors.RuleUnreadable),
        ("FREQ=DAILY;COUNT=0", errors.RuleUnreadable),
        ("FREQ=DAILY;COUNT=two", errors.RuleUnreadable),
        ("FREQ=DAILY;COUNT=-3", errors.RuleUnreadable),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", errors.RuleUnreadable),
        ("FREQ=DAILY;UNTIL=20261399", errors.RuleUnreadable),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", errors.RuleUnreadable),
        ("COUNT=3", errors.RuleUnsupported),
        ("FREQ=SECONDLY;COUNT=3", errors.RuleUnsupported),
        ("FREQ=HOURLY;UNTIL=20270101", errors.RuleUnsupported),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1;COUNT=3", errors.RuleUnsupported),
        ("FREQ=MONTHLY;BYDAY=TU;COUNT=3", errors.RuleUnsupported),
        ("FREQ=MONTHLY;BYDAY=1TU,3TH;COUNT=3", errors.RuleUnsupported),
        ("FREQ=WEEKLY;BYDAY=1TU;COUNT=3", errors.RuleUnsupported),
        ("FREQ=DAILY;BYDAY=TU;COUNT=3", errors.RuleUnsupported),
        ("FREQ=DAILY;BYHOUR=9,10;COUNT=3", errors.RuleUnsupported),
        ("FREQ=YEARLY;BYDAY=1TU;COUNT=3", errors.RuleUnsupported),
        ("FREQ=YEARLY;BYMONTHDAY=1;COUNT=3", errors.RuleUnsupported),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", errors.RuleUnsupported),
        ("FREQ=DAILY", errors.RuleEndless),
        ("FREQ=DAILY;UNTIL=20260831", errors.RuleEndsTooSoon),
        ("FREQ=DAILY;COUNT=999999999", errors.RuleTooMany),
        ("FREQ=DAILY;UNTIL=20290901", errors.RuleTooMany),
        ("FREQ=WEEKLY;UNTIL=20360901", errors.RuleTooLong),
        ("FREQ=YEARLY;COUNT=7", errors.RuleTooLong),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", errors.RuleEndsTooSoon),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=3", errors.StartNotInRule),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", errors.StartNotInRule),
    ],
)
def test_what_is_no_series(rule: str, refusal: type[errors.Refusal]) -> None:
    with pytest.raises(refusal) as caught:
        falls(rule)
    assert caught.value.field == "recurrence"


def test_the_first_date_of_a_rule_is_offered_where_the_start_is_none() -> None:
    with pytest.raises(errors.StartNotInRule) as caught:
        falls("FREQ=MONTHLY;BYDAY=2TU;COUNT=3")
    assert caught.value.first == date(2026, 9, 8)


def test_a_rule_may_make_as_many_as_the_limit_and_reach_as_far() -> None:
    assert len(falls(f"FREQ=DAILY;COUNT={MOST_OCCURRENCES}")) == MOST_OCCURRENCES
    furthest = FIRST.replace(year=FIRST.year + LONGEST_YEARS)
    assert falls(f"FREQ=YEARLY;UNTIL={furthest:%Y%m%d}")[-1] == f"{furthest:%y%m%d}"


@pytest.mark.parametrize(
    ("typed", "stored", "calendar"),
    [
        (
            "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270601T070000Z",
            "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270601",
            "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270601T070000Z",
        ),
        # A minute before the meeting on that day would begin: the day before is the last.
        (
            "FREQ=DAILY;UNTIL=20261103T075900Z",
            "FREQ=DAILY;UNTIL=20261102",
            "FREQ=DAILY;UNTIL=20261102T080000Z",
        ),
        (
            "FREQ=DAILY;UNTIL=20261103",
            "FREQ=DAILY;UNTIL=20261103",
            "FREQ=DAILY;UNTIL=20261103T080000Z",
        ),
        ("wkst=mo;freq=weekly;interval=1;count=3", "FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;COUNT=3"),
        (
            "FREQ=WEEKLY;BYDAY=TH,TU;COUNT=3",
            "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3",
            "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3",
        ),
    ],
)
def test_a_rule_is_read_and_written(typed: str, stored: str, calendar: str) -> None:
    rule = parse(typed, START, SOFIA)
    assert str(rule) == stored
    assert parse(stored, START, SOFIA) == rule
    assert written(rule, START, SOFIA) == calendar


def test_dates_repeat_with_an_until_that_is_a_date() -> None:
    rule = parse("FREQ=YEARLY;UNTIL=20280901", FIRST)
    assert written(rule, FIRST, None) == "FREQ=YEARLY;UNTIL=20280901"
    found = expand(Series(rule, FIRST, date(2026, 9, 2), SEOUL))
    assert [(each.start, each.end) for each in found] == [
        (date(year, 9, 1), date(year, 9, 2)) for year in (2026, 2027, 2028)
    ]


def test_the_clock_time_of_the_anchor_stays_through_both_changes() -> None:
    rule = parse("FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630", START, SOFIA)
    found = expand(Series(rule, START, START.replace(hour=11), SOFIA))
    assert {each.start.time().isoformat("minutes") for each in found} == {"10:00"}
    seoul = [zones.to_wall(each.start_utc, SEOUL) for each in found]
    assert [f"{at:%m-%d %H}" for at in seoul] == [
        *("09-01 16", "10-06 16", "11-03 17", "12-01 17", "01-05 17"),
        *("02-02 17", "03-02 17", "04-06 16", "05-04 16", "06-01 16"),
    ]


@pytest.mark.parametrize(
    ("start", "zone", "moments"),
    [
        # Skipped on 29 March: it begins when the clocks have moved on, and is as long as ever.
        ("2026-03-28T03:30", SOFIA, ["01:30-02:30", "01:30-02:30", "00:30-01:30"]),
        # Comes twice on 25 October: the first pass.
        ("2026-10-24T03:30", SOFIA, ["00:30-01:30", "00:30-01:30", "01:30-02:30"]),
        ("2026-04-04T01:45", "Australia/Lord_Howe", ["14:45-15:45", "14:45-15:45", "15:15-16:15"]),
    ],
)
def test_hours_that_the_clocks_skip_or_repeat(start: str, zone: str, moments: list[str]) -> None:
    first = datetime.fromisoformat(start)
    rule = parse("FREQ=DAILY;COUNT=3", first, zone)
    found = expand(Series(rule, first, first + timedelta(hours=1), zone))
    assert [f"{each.start_utc:%H:%M}-{each.end_utc:%H:%M}" for each in found] == moments


def test_a_meeting_through_the_change_keeps_its_length_in_minutes() -> None:
    first = datetime(2026, 3, 27, 23)
    rule = parse("FREQ=DAILY;COUNT=3", first, SOFIA)
    found = expand(Series(rule, first, datetime(2026, 3, 28, 5), SOFIA))
    assert [each.end_utc - each.start_utc for each in found] == [timedelta(hours=6)] * 3
    assert [each.end.hour for each in found] == [5, 6, 5]


def test_exceptions_are_left_out_or_moved_and_the_order_is_that_of_the_starts() -> None:
    rule = parse("FREQ=WEEKLY;COUNT=4", START, SOFIA)
    moved = datetime(2026, 9, 23, 15)
    found = expand(
        Series(rule, START, START.replace(hour=11), SOFIA),
        {
            date(2026, 9, 8): Override(),
            date(2026, 9, 1): Override(moved, moved.replace(hour=16)),
            date(2026, 9, 2): Override(),
        },
    )
    assert [(f"{each.original:%d}", f"{each.start:%d %H:%M}") for each in found] == [
        ("15", "15 10:00"),
        ("22", "22 10:00"),
        ("01", "23 15:00"),
    ]


def test_what_remains_of_a_rule_from_one_of_its_dates() -> None:
    counted = parse("FREQ=WEEKLY;COUNT=5", FIRST)
    assert remaining(counted, FIRST, date(2026, 9, 15)) == Rule("WEEKLY", count=3)
    until = parse("FREQ=WEEKLY;UNTIL=20261001", FIRST)
    assert remaining(until, FIRST, date(2026, 9, 15)) == until


# --- the judge: a walker of days, written from the words of the standard -------------------


def walked(rule: Rule, first: date) -> list[date]:
    """Go from day to day and ask of each whether the rule means it."""
    found: list[date] = []
    day = first
    furthest = rule.until or first.replace(year=first.year + LONGEST_YEARS, day=min(first.day, 28))
    while day <= furthest and len(found) < (rule.count or 10**6):
        if _is_meant(rule, first, day):
            found.append(day)
        day += timedelta(days=1)
    return found


def _is_meant(rule: Rule, first: date, day: date) -> bool:
    months = (day.year - first.year) * 12 + day.month - first.month
    if rule.freq == "DAILY":
        return (day - first).days % rule.interval == 0
    if rule.freq == "WEEKLY":
        monday, begun = (d - timedelta(days=d.weekday()) for d in (day, first))
        on = rule.weekdays or (first.weekday(),)
        return ((monday - begun).days // 7) % rule.interval == 0 and day.weekday() in on
    if rule.freq == "MONTHLY":
        return months % rule.interval == 0 and _is_meant_in_month(rule, first, day)
    in_month = day.month == (rule.month or first.month)
    years = day.year - first.year
    return in_month and years % rule.interval == 0 and _is_meant_in_month(rule, first, day)


def _is_meant_in_month(rule: Rule, first: date, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    if rule.nth > 0:
        return day.weekday() in rule.weekdays and (day.day - 1) // 7 + 1 == rule.nth
    if rule.nth < 0:
        return day.weekday() in rule.weekdays and (last - day.day) // 7 + 1 == -rule.nth
    wanted = rule.month_day or first.day
    return day.day == (last if wanted == -1 else wanted)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, date]:
    first = draw(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    by = draw(st.sampled_from(["date", "nth", "last"])) if freq in {"MONTHLY", "YEARLY"} else ""
    last = monthrange(first.year, first.month)[1]
    nth = {"nth": (first.day - 1) // 7 + 1, "last": -1}.get(by, 0)
    if by == "last" and first.day + 7 <= last:
        nth = 0
    days: tuple[int, ...] = (first.weekday(),) if nth else ()
    if freq == "WEEKLY":
        days = tuple(sorted({first.weekday(), *draw(st.sets(st.integers(0, 6), max_size=3))}))
    rule = Rule(
        freq=freq,
        interval=draw(st.integers(1, 5)),
        weekdays=days,
        nth=nth,
        month=first.month if freq == "YEARLY" and nth else 0,
        until=first + timedelta(days=draw(st.integers(0, 450))),
    )
    return rule, first


@given(rules())
def test_every_rule_falls_where_a_walker_of_days_finds_it(made: tuple[Rule, date]) -> None:
    rule, first = made
    assert dates(rule, first) == walked(rule, first)
    assert parse(str(rule), first) == rule


@given(rules(), st.sampled_from([SOFIA, SEOUL, "Australia/Lord_Howe", "Africa/Casablanca"]))
def test_every_occurrence_is_one_meeting_on_its_own_clock(
    made: tuple[Rule, date], zone: str
) -> None:
    rule, first = made
    start = datetime(first.year, first.month, first.day, 10)
    found = expand(Series(rule, start, start + timedelta(minutes=90), zone))
    for each in found:
        assert each.start_utc == zones.to_utc(each.start, zone)
        assert each.end_utc == zones.to_utc(each.end, zone)
        assert each.end_utc - each.start_utc == timedelta(minutes=90)
        assert each.start == datetime.combine(each.original, start.time())
