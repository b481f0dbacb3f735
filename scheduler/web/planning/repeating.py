"""How an event repeats, as the form asks it: a shape, how often, on which weekdays, until when.

Decides which shapes are offered (the weekday and the date are those of the start) and what of a
rule each field holds; reading and filling are inverse to each other. Which rules make a series,
`core.recurrence` decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scheduler import errors, i18n
from scheduler.core.recurrence import MOST_BETWEEN, MOST_OCCURRENCES, WEEKDAYS, Rule, parse
from scheduler.queries import series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.actions.scheduling import Plan
    from scheduler.core.recurrence import Frequency

FIELDS = {"repeats", "interval", "weekdays", "count", "until"}
WEEK, LAST = timedelta(days=7), -1
MOST_DIGITS = 9


@dataclass(frozen=True)
class Shape:
    """A way to repeat, whose weekday and date are those of the start."""

    freq: Frequency
    on: str = ""
    """Of a month, or of the start's month: nth, last (weekday), day, end."""
    words: str = ""
    """How it is called as long as no date is known."""
    rare: bool = False
    """Offered only where the date or a stored rule asks for it."""


SHAPES = {
    "daily": Shape("DAILY"),
    "weekly": Shape("WEEKLY", words=i18n.lazy("every week")),
    "month_nth": Shape(
        "MONTHLY", "nth", i18n.lazy("every month on the same weekday, like the first Tuesday")
    ),
    "month_last": Shape("MONTHLY", "last", i18n.lazy("every month on the last such weekday")),
    "month_day": Shape("MONTHLY", "day", i18n.lazy("every month on the same date")),
    "month_end": Shape("MONTHLY", "end", rare=True),
    "year_day": Shape("YEARLY", "day", i18n.lazy("every year on the same date")),
    "year_nth": Shape("YEARLY", "nth", rare=True),
    "year_last": Shape("YEARLY", "last", rare=True),
    "year_end": Shape("YEARLY", "end", rare=True),
}
"""By the value of the field."""


def choices(chosen: str, start: date | None) -> list[tuple[str, str]]:
    """Return the shapes that are offered, called by the weekday and the date of the start."""
    offered = [
        (name, _called(name, shape, start))
        for name, shape in SHAPES.items()
        if name == chosen or _suits(shape, start)
    ]
    return [("", i18n.gettext("does not repeat")), *offered]


def weekdays() -> list[tuple[str, str]]:
    """Return the weekdays by iCalendar's letters, in the current language."""
    return [(code, i18n.weekday_of(number)) for number, code in enumerate(WEEKDAYS)]


def filled(plan: Plan) -> dict[str, Any]:
    """Return a plan's rule as the form's fields hold it."""
    if not plan.rule:
        return {"repeats": "", "interval": "1", "weekdays": [], "count": "", "until": ""}
    rule = parse(plan.rule, plan.start, plan.zone)
    return {
        "repeats": next(n for n, shape in SHAPES.items() if _is(rule, shape)),
        "interval": str(rule.interval),
        "weekdays": [WEEKDAYS[day] for day in rule.weekdays] if rule.freq == "WEEKLY" else [],
        "count": str(rule.count or ""),
        "until": i18n.date_input(rule.until) if rule.until else "",
    }


def rule_text(name: str, typed: Rule, start: date, current: Plan | None) -> str:
    """Return the rule of that shape, with what was typed of it, from its first date on.

    A rule that means the same as the stored one is left as it is spelt there.
    """
    rule = _on(replace(typed, freq=SHAPES[name].freq), SHAPES[name], start)
    return current.rule if current and _same(rule, start, current) else str(rule)


def at_fields(refusals: Iterable[errors.Refusal], *, counted: bool) -> list[errors.Refusal]:
    """Name for each refusal of a rule the field in which the mistake was typed.

    `counted` says that the end of the series was typed as a number of meetings.
    """
    found = list(refusals)
    for refusal in found:
        if refusal.field != "recurrence":
            continue
        if isinstance(refusal, errors.StartNotInRule):
            refusal.field = "start_date"
        elif isinstance(refusal, errors.VisitsDoNotRepeat):
            refusal.field = "repeats"
        else:
            refusal.field = "count" if counted else "until"
    return found


def _suits(shape: Shape, start: date | None) -> bool:
    """Tell whether a shape is to be offered for a series that begins on that day."""
    if start is None or shape.freq == "YEARLY" or shape.on not in {"last", "end"}:
        return not shape.rare
    ahead = WEEK if shape.on == "last" else timedelta(days=1)
    return (start + ahead).month != start.month


def _called(name: str, shape: Shape, start: date | None) -> str:
    if name == "weekly" or (start is None and shape.words):
        return i18n.gettext(shape.words)
    day = start or date(2000, 1, 1)
    return series.how_often(_on(Rule(shape.freq), shape, day), day)


def _on(rule: Rule, shape: Shape, start: date) -> Rule:
    """Return a rule that falls on the start in the way that a shape means."""
    month = start.month if shape.freq == "YEARLY" and shape.on != "day" else 0
    if shape.on == "nth":
        nth = (start.day - 1) // 7 + 1
        return replace(rule, weekdays=(start.weekday(),), nth=nth, month=month)
    if shape.on == "last":
        return replace(rule, weekdays=(start.weekday(),), nth=LAST, month=month)
    return replace(rule, month_day=LAST, month=month) if shape.on == "end" else rule


def _is(rule: Rule, shape: Shape) -> bool:
    """Tell whether that shape is a rule's."""
    if rule.freq != shape.freq:
        return False
    if rule.nth:
        return shape.on == ("last" if rule.nth == LAST else "nth")
    return shape.on in {"", "end" if rule.month_day == LAST else "day"}


def _same(rule: Rule, start: date, current: Plan) -> bool:
    """Tell whether a rule from that day on is what the stored plan says in other letters."""
    if not current.rule:
        return False
    stored = parse(current.rule, current.start, current.zone)
    first = current.start.date() if isinstance(current.start, datetime) else current.start
    return _in_full(rule, start) == _in_full(stored, first)


def _in_full(rule: Rule, start: date) -> Rule:
    """Return a rule in which everything is said that follows from its first date."""
    if rule.freq == "WEEKLY":
        return replace(rule, weekdays=rule.weekdays or (start.weekday(),))
    by_date = rule.freq in {"MONTHLY", "YEARLY"} and not rule.nth
    return replace(
        rule,
        month_day=rule.month_day or (start.day if by_date else 0),
        month=rule.month or (start.month if rule.freq == "YEARLY" else 0),
    )


def read_interval(text: str, *, field: str) -> int:
    """Return how often of all times it takes place; TooLarge."""
    return _number(text, MOST_BETWEEN, field=field)


def read_count(text: str, *, field: str) -> int:
    """Return how many meetings were typed; TooLarge, RuleTooMany."""
    if text.isascii() and text.isdigit() and int(text[:MOST_DIGITS]) > MOST_OCCURRENCES:
        raise errors.RuleTooMany(most=MOST_OCCURRENCES, field=field)
    return _number(text, MOST_OCCURRENCES, field=field)


def _number(text: str, most: int, *, field: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if not 1 <= number <= most:
        raise errors.TooLarge(field=field, least=1, most=most)
    return number
