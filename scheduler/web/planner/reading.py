"""What the planner's form says, as a wish: the one place where its words become dates and numbers.

Collects every refusal on the way, so that all of them are told at once, each at its field. Which
wishes can be answered, the finder decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.core import dates, hours
from scheduler.core.slots.asking import LEAST_LENGTH, MOST_LENGTH
from scheduler.queries.slots import MOST_NOTICE, Wish
from scheduler.web.planning.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Form, FormField

    from scheduler.core.hours import Span
    from scheduler.models import Event
    from scheduler.web.planner.fields import PlannerForm

FIELDS = {"length": "minutes"}
"""Which field of the form holds what a refusal calls otherwise."""
MOST_OFFERED = 10
_MOST_DIGITS = 9


def read(form: PlannerForm, event: Event | None) -> Wish:
    """Return what is wished; Several with every field that cannot be understood."""
    reader = Reader()
    first = reader.take(dates.parse_date, form.first, "first", required=True)
    last = reader.take(dates.parse_date, form.last, "last", required=True)
    minutes = reader.take(_length, form.minutes, "length", required=True)
    notice = reader.take(_notice, form.notice, "notice")
    preferred = _spans(form.preferred, "preferred", reader)
    acceptable = _spans(form.acceptable, "acceptable", reader)
    cities = list(form.cities.data or ())
    if reader.refusals or first is None or last is None or minutes is None:
        raise errors.Several(list(reader.refusals))
    return Wish(
        cities=cities,
        first=first,
        last=last,
        minutes=minutes,
        step=_number(form.step.data),
        notice=notice or 0,
        most=MOST_OFFERED,
        people=[_number(typed) for typed in form.people.data or () if typed],
        # Whoever takes a city out of the list need not choose another clock first.
        anchor=form.anchor.data if form.anchor.data in cities else "",
        preferred=preferred,
        acceptable=acceptable,
        event=event,
    )


def _spans(group: FormField[Form], name: str, reader: Reader) -> dict[str, Sequence[Span]]:
    """Return the hours that were typed, by city."""
    read = {
        field.short_name: reader.take(hours.parse_spans, field, f"{name}.{field.short_name}")
        for field in group.form
    }
    return {slug: spans for slug, spans in read.items() if spans}


def _length(text: str, *, field: str) -> int:
    return _within(text, LEAST_LENGTH, MOST_LENGTH, field)


def _notice(text: str, *, field: str) -> int:
    return _within(text, 0, MOST_NOTICE, field)


def _within(text: str, least: int, most: int, field: str) -> int:
    number = _number(text)
    if not least <= number <= most:
        raise errors.TooLarge(field=field, least=least, most=most)
    return number


def _number(text: str | None) -> int:
    """Return a whole number; -1, which none of ours is, where it is something else."""
    known = text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if known and text else -1
