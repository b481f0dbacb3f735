"""A rule of recurrence: RRULE's value, read and written (RFC 5545, 3.3.10).

Decides which rules make a series here: daily, weekly on weekdays, monthly and yearly on the n-th
weekday or on a date. Other parts of the standard are refused by name, not passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from scheduler import errors
from scheduler.core import zones

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
FREQUENCIES: tuple[Frequency, ...] = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_BETWEEN = 99
"""The largest INTERVAL."""
LAST_OF_MONTH = 31
LAST = -1
FIELD = "recurrence"


@dataclass(frozen=True)
class Rule:
    """How a series repeats. What is not said follows from its first date, as in iCalendar."""

    freq: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    """Weekly: on these, 0 is Monday. Monthly and yearly: the one whose `nth` is meant."""
    nth: int = 0
    """Monthly and yearly: 1 to 5, or -1 for the last; 0 means by date."""
    month_day: int = 0
    """Monthly and yearly by date: 1 to 31, or -1 for the last day; 0 is the first date's."""
    month: int = 0
    """Yearly: 1 to 12; 0 is the first date's."""
    count: int | None = None
    until: date | None = None
    """The last day on which an occurrence may begin, inclusive, in the series' own zone."""

    def __str__(self) -> str:
        """Return the rule as it is stored: RRULE's value with UNTIL as a local date."""
        return self.text(f"{self.until:%Y%m%d}" if self.until else "")

    def text(self, until: str) -> str:
        """Return RRULE's value with that UNTIL, which depends on who asks."""
        days = ",".join(f"{self.nth or ''}{WEEKDAYS[day]}" for day in self.weekdays)
        parts = {
            "FREQ": self.freq,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": str(self.month or ""),
            "BYDAY": days,
            "BYMONTHDAY": str(self.month_day or ""),
            "COUNT": str(self.count or ""),
            "UNTIL": until,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def parse(text: str, start: datetime | date, zone: str | None = None) -> Rule:
    """Return the rule that a RRULE value says.

    An UNTIL in UTC is read on the clock of `zone`. Raises RuleUnreadable, RuleUnsupported.
    """
    parts = _parts(text)
    freq = parts.pop("FREQ", "")
    if freq not in FREQUENCIES:
        raise errors.RuleUnsupported(part=f"FREQ={freq}", field=FIELD)
    parts.pop("WKST", None)
    until = parts.pop("UNTIL", "")
    weekdays, nth = _weekdays(parts.pop("BYDAY", ""))
    rule = Rule(
        freq=freq,
        interval=_number(parts.pop("INTERVAL", "1"), 1, MOST_BETWEEN),
        weekdays=weekdays,
        nth=nth,
        month_day=_number(parts.pop("BYMONTHDAY", "0"), -1, LAST_OF_MONTH),
        month=_number(parts.pop("BYMONTH", "0"), 0, 12),
        count=_number(parts.pop("COUNT"), 1, 10**9) if "COUNT" in parts else None,
        until=_until(until, start, zone) if until else None,
    )
    if parts:
        name, value = next(iter(parts.items()))
        raise errors.RuleUnsupported(part=f"{name}={value}", field=FIELD)
    _require_sense(rule)
    return rule


def written(rule: Rule, start: datetime | date, zone: str | None) -> str:
    """Return RRULE's value for a calendar: an UNTIL of times is a moment in UTC."""
    if rule.until is None:
        return rule.text("")
    if not isinstance(start, datetime) or zone is None:
        return str(rule)
    last = zones.moments([datetime.combine(rule.until, start.time())], zone)[0]
    return rule.text(f"{last:%Y%m%dT%H%M%SZ}")


def _parts(text: str) -> dict[str, str]:
    """Return a RRULE value as its parts, in capitals."""
    pairs = [part.partition("=") for part in text.upper().strip().rstrip(";").split(";")]
    names = [name for name, _, _ in pairs]
    if not all(name and value for name, _, value in pairs) or len(set(names)) < len(names):
        raise errors.RuleUnreadable(field=FIELD)
    return {name: value for name, _, value in pairs}


def _number(text: str, least: int, most: int) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):  # noqa: PLR2004
        raise errors.RuleUnreadable(field=FIELD)
    number = sign * int(digits)
    if not least <= number <= most:
        raise errors.RuleUnreadable(field=FIELD)
    return number


def _weekdays(text: str) -> tuple[tuple[int, ...], int]:
    """Return BYDAY's weekdays, and their number in the month, which all must share."""
    if not text:
        return (), 0
    found = []
    for each in text.split(","):
        if each[-2:] not in WEEKDAYS:
            raise errors.RuleUnreadable(field=FIELD)
        nth = _number(each[:-2], -5, 5) if each[:-2] else 0
        found.append((WEEKDAYS.index(each[-2:]), nth))
    numbers = {nth for _, nth in found}
    if len(numbers) > 1 or len(set(found)) < len(found) or min(numbers) < LAST:
        raise errors.RuleUnsupported(part=f"BYDAY={text}", field=FIELD)
    return tuple(sorted(day for day, _ in found)), numbers.pop()


def _until(text: str, start: datetime | date, zone: str | None) -> date:
    """Return the last local date on which an occurrence may begin."""
    try:
        day = datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date
        if len(text) == 8:  # noqa: PLR2004
            return day
        at = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as unreadable:
        raise errors.RuleUnreadable(field=FIELD) from unreadable
    if not isinstance(start, datetime) or zone is None:
        return day
    wall = zones.to_wall(at, zone)
    return wall.date() - timedelta(days=int(wall.time() < start.time()))


def _require_sense(rule: Rule) -> None:
    """Raise where parts contradict each other, or say what only a full engine could."""
    by_weekday, by_number = bool(rule.weekdays), rule.nth != 0
    monthly = rule.freq in {"MONTHLY", "YEARLY"}
    wrong = (
        (rule.count is not None and rule.until is not None)
        or (by_number and not monthly)
        or (by_weekday and monthly and (not by_number or len(rule.weekdays) > 1))
        or (rule.month_day and (by_weekday or not monthly))
        or (rule.month and rule.freq != "YEARLY")
        or (by_weekday and rule.freq == "DAILY")
        # Without a month these would mean a day of the year, or one in each of its months.
        or (rule.freq == "YEARLY" and (by_weekday or rule.month_day) and not rule.month)
    )
    if wrong:
        raise errors.RuleUnsupported(part=str(rule), field=FIELD)
