"""The agenda of a programme: by month and day as a list, or a month as a grid.

Decides which days a page shows: from today on unless the address names a month. Every page
asks for its days alone, and leads on by month; a month without events leads to the nearest ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from scheduler import clock
from scheduler.actions.policy import declare
from scheduler.core.zones import FIRST_YEAR, LAST_YEAR
from scheduler.queries import agenda as reads
from scheduler.queries import clocks, months, programmes
from scheduler.queries.occurrences import when
from scheduler.web import filters
from scheduler.web.blueprint import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from scheduler.models import Occurrence, Programme
    from scheduler.queries.months import DayOff

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
MOST_WITH_DAYS_OFF = 6
"""The holidays of more cities would drown the events."""
ENOUGH = 40
"""The list ahead ends with the month in which it has shown that many events."""
MARGIN = timedelta(days=2)
"""A wall date and its moment lie less than this apart."""


@dataclass(frozen=True)
class Question:
    """What an address asks of a programme's agenda."""

    programme: Programme
    choice: filters.Choice
    today: date
    month: date | None
    """The first day of the month that is named, if one is."""
    grid: bool

    @property
    def shown_month(self) -> date:
        """The month of the grid: the one that is named, or the present one."""
        return self.month or self.today.replace(day=1)

    def dates(self, first: date, last: date | None) -> list[Occurrence]:
        """Return what takes place from the first day to the last, as its own clocks count."""
        until = _midnight(last) + MARGIN if last else None
        asked = self.choice.asked(_midnight(first) - MARGIN, until)
        found = reads.public_occurrences(self.programme, asked)
        return [e for e in found if e.last_date >= first and (not last or e.start_date <= last)]

    def days_off(self, first: date, last: date) -> dict[date, list[DayOff]]:
        """Return the holidays of the chosen cities, of a programme of few."""
        cities = [city for city in self.programme.cities if city.announced]
        if len(cities) > MOST_WITH_DAYS_OFF:
            return {}
        chosen = self.choice.of("city")
        asked = [city for city in cities if not chosen or city.slug in chosen]
        return months.days_off(asked, first, last)


@pages.get("/programmes/<slug>/agenda")
@pages.get("/agenda")
@declare("public")
def agenda(slug: str | None = None) -> ResponseReturnValue:
    """Show what takes place in a programme, the first one unless the address names another."""
    programme = programmes.get_programme(slug) if slug else programmes.first_programme()
    if programme is None:
        return redirect(url_for("web.home"))
    question = ask(programme)
    shown = grid(question) if question.grid else listing(question)
    beside = around(question, shown["last"], empty=not shown["count"])
    return render_template("agenda/agenda.html", **frame(question), **shown, **beside)


def ask(programme: Programme) -> Question:
    """Read the question from the address; what cannot be read is as if it were not there."""
    return Question(
        programme=programme,
        choice=filters.read(request.args, programme),
        today=clocks.today_in(programme.cities, now=clock.now()).date(),
        month=read_month(request.args.get("month", "")),
        grid=request.args.get("view") == "month",
    )


def read_month(text: str) -> date | None:
    """Return the first day of a month written like 2026-12, or None."""
    found = MONTH.fullmatch(text)
    year = int(found[1]) if found else 0
    return date(year, int(found[2]), 1) if found and FIRST_YEAR <= year <= LAST_YEAR else None


def listing(question: Question) -> dict[str, Any]:
    """Return the months of the list: the one that is named, or what lies ahead."""
    if question.month:
        first, last = question.month, months.last_of(question.month)
        found = [e for e in question.dates(first, last) if e.start_date >= first]
    else:
        found = _enough(question.dates(question.today, None))
        first, last = question.today, _end_of(found, question.today)
    listed = months.by_month(found, question.days_off(first, last))
    return {"months": listed, "weeks": [], "count": len(found), "last": last}


def grid(question: Question) -> dict[str, Any]:
    """Return the weeks of one month."""
    first, last = question.shown_month, months.last_of(question.shown_month)
    found = question.dates(first, last)
    weeks = months.grid(first, found, question.days_off(first, last))
    return {"months": [], "weeks": weeks, "count": len(found), "last": last}


def frame(question: Question) -> dict[str, Any]:
    """Return what stands around the days: the filters, the links to other views."""
    programme = question.programme
    return {
        "programme": programme,
        "accent": programme.accent,
        "question": question,
        "address": filters.Address(request.path, question.choice, _rest(question)),
        "bad_month": question.month is None and filters.told(request.args.get("month", "")),
        "others": [p for p in programmes.programmes() if p.id != programme.id],
        **filters.offered(programme),
    }


def around(question: Question, last: date, *, empty: bool) -> dict[str, Any]:
    """Return where the page leads: the months beside it, all months with events, the nearest."""
    by_month = reads.counts_by_month(question.programme, question.choice.asked())
    named = question.month or (question.shown_month if question.grid else None)
    years: dict[int, list[tuple[date, int]]] = {}
    for month, count in reversed(by_month.items()):
        years.setdefault(month.year, []).append((month, count))
    return {
        "earlier": months.after(named, -1) if named else _latest(by_month, question.shown_month),
        "later": months.after(named) if named else _next(by_month, last),
        "years": years,
        "nearest": _nearest(question, last) if empty else {},
    }


def _nearest(question: Question, last: date) -> dict[str, Any]:
    """Return the events nearest to an empty page, where there are any."""
    programme, asked = question.programme, question.choice.asked()
    first = question.shown_month if question.month or question.grid else question.today
    # None of these days holds an event, so a moment within them parts before and after.
    found = {
        "before": reads.nearest(programme, asked, _midnight(first + months.DAY), later=False),
        "after": reads.nearest(programme, asked, _midnight(last), later=True),
    }
    return {where: when(each) for where, each in found.items() if each}


def _latest(by_month: dict[date, int], present: date) -> date:
    """Return the last month with events that is not ahead."""
    return max((month for month in by_month if month <= present), default=present)


def _next(by_month: dict[date, int], last: date) -> date | None:
    return next((month for month in by_month if month > last), None)


def _enough(found: list[Occurrence]) -> list[Occurrence]:
    """Return whole months of them, as many as one page of the time ahead holds."""
    if len(found) <= ENOUGH:
        return found
    end = months.last_of(found[ENOUGH].start_date.replace(day=1))
    return [each for each in found if each.start_date <= end]


def _end_of(found: Sequence[Occurrence], today: date) -> date:
    last = max((each.start_date for each in found), default=today)
    return months.last_of(max(last, today).replace(day=1))


def _rest(question: Question) -> filters.Pairs:
    month = question.month and f"{question.month:%Y-%m}"
    return (*([("month", month)] if month else []), *([("view", "month")] if question.grid else []))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
