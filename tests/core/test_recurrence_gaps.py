"""The months that a rule passes by, and the weekdays counted from the end that have no words."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler import errors
from scheduler.core.recurrence import dates, parse, skipped

GAPS = [
    ("FREQ=MONTHLY;COUNT=4", (2027, 1, 31), ["2027-02", "2027-04", "2027-06"]),
    ("FREQ=MONTHLY;COUNT=4", (2027, 1, 28), []),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=3", (2026, 12, 30), ["2027-02"]),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4", (2027, 1, 31), []),
    ("FREQ=MONTHLY;UNTIL=20270430", (2027, 1, 31), ["2027-02", "2027-04"]),
    ("FREQ=MONTHLY;UNTIL=20270429", (2027, 1, 31), ["2027-02"]),
    ("FREQ=MONTHLY;BYDAY=5TU;COUNT=3", (2027, 3, 30), ["2027-04", "2027-05", "2027-07"]),
    ("FREQ=YEARLY;COUNT=2", (2028, 2, 29), ["2029-02", "2030-02", "2031-02"]),
    ("FREQ=WEEKLY;COUNT=40", (2027, 1, 31), []),
    ("FREQ=DAILY;COUNT=40", (2027, 1, 31), []),
]


@pytest.mark.parametrize(("rule", "first", "months"), GAPS)
def test_the_months_without_the_date_are_told(
    rule: str, first: tuple[int, int, int], months: list[str]
) -> None:
    day = date(*first)
    read = parse(rule, day)
    found = skipped(read, dates(read, day))
    assert [f"{month:%Y-%m}" for month in found] == months
    assert {month.day for month in found} <= {1}


def test_of_no_dates_nothing_is_told() -> None:
    assert skipped(parse("FREQ=MONTHLY;COUNT=4", date(2027, 1, 31)), []) == []


@pytest.mark.parametrize("day", ["-2TU", "-5FR"])
def test_only_the_last_weekday_is_counted_from_the_end(day: str) -> None:
    with pytest.raises(errors.RuleUnsupported):
        parse(f"FREQ=MONTHLY;BYDAY={day};COUNT=3", date(2027, 3, 23))
