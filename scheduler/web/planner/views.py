"""The planner's page: the form, the suggestions, the days and the hours of one of them.

Decides what the page shows: the answer, or the form with what is wrong, and which day is open
hour by hour. Nothing is changed here, so that there is one address and it is a GET.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from scheduler import clock, errors, i18n
from scheduler.actions.policy import declare
from scheduler.core import dates, zones
from scheduler.core.slots.asking import LEAST_CITIES
from scheduler.queries import conflicts, slots
from scheduler.queries.occurrences import when
from scheduler.web import desk, filters
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.forms import REFUSED, put, refused
from scheduler.web.planner import offers, table
from scheduler.web.planner.fields import completed, planner_form
from scheduler.web.planner.reading import FIELDS, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import MultiDict

    from scheduler.models import Event, Programme
    from scheduler.queries.slots import Attendee, Finding
    from scheduler.web.planner.fields import PlannerForm

BEST = 3
"""So many suggestions stand on top; the others are folded."""
KEPT = {
    *("from", "to", "minutes", "city", "person", "anchor", "step", "notice", "event"),
    *("preferred", "acceptable"),
}
"""What of an address asks something, `preferred-sofia` by its first word."""


@dataclass(frozen=True)
class Address:
    """The page's own address: whatever is asked, with another day or in another way."""

    path: str
    pairs: filters.Pairs

    def of_day(self, day: date) -> str:
        """Return the same question with another day open."""
        return filters.written(self.path, (*self.pairs, ("day", day.isoformat()))) + "#day"


@pages.get("/manage/programmes/<slug>/planner")
@declare("manage")
def planner(slug: str) -> ResponseReturnValue:
    """Find a fair hour, for a new event or for one that is to be moved."""
    programme = desk.get_programme(slug)
    event = _event(programme)
    asked = completed(request.args, programme, event, get_me(), clock.now())
    return _answered(programme, event, asked)


def _answered(
    programme: Programme, event: Event | None, asked: MultiDict[str, str]
) -> ResponseReturnValue:
    """Return the page with the answer, or with what keeps the question from being answered."""
    form, known = planner_form(programme, asked), slots.members(programme)
    if "from" not in request.args and len(asked.getlist("city")) < LEAST_CITIES:
        return _page(programme, event, form, known)
    try:
        finding = slots.find(programme, read(form, event), known, now=clock.now())
    except errors.Invalid as refusal:
        put(form, refused(refusal), FIELDS)
        return _page(programme, event, form, known), REFUSED
    return _page(programme, event, form, known, _found(programme, event, asked, finding))


def _event(programme: Programme) -> Event | None:
    """Return the event of this programme that is to be moved, if the address names one."""
    slug = request.args.get("event")
    if not slug:
        return None
    event = desk.get_event(slug, "event.change")
    if event.programme_id != programme.id:
        raise errors.NotFound
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    return event


def _page(
    programme: Programme,
    event: Event | None,
    form: PlannerForm,
    known: Sequence[Attendee],
    found: dict[str, Any] | None = None,
) -> str:
    return render_template(
        "planner/planner.html",
        programme=programme,
        accent=programme.accent,
        event=event,
        now=when(event) if event else None,
        remarks=conflicts.of_time(event) if event else [],
        form=form,
        people=_people(programme, form, known),
        asked="from" in request.args,
        found=found,
    )


def _found(
    programme: Programme, event: Event | None, asked: MultiDict[str, str], finding: Finding
) -> dict[str, Any]:
    """Return what the page shows of an answer."""
    shown = offers.offers(finding, finding.answer.slots, programme)
    two, day = offers.pair(finding, programme), _day(finding, asked.get("day", ""))
    return {
        "finding": finding,
        "best": shown[:BEST],
        "more": shown[BEST:],
        "pair": two,
        "choosing_two": offers.choosing_two(finding, programme, event, two),
        "choosing": offers.choosing(finding, programme, event),
        "fairness": slots.fairness(finding),
        "uneven": any(burden.weight for burden in finding.answer.burdens),
        "assumed": [i18n.pick(c.name) for c in finding.cities if slots.is_assumed(c)],
        "address": _address(programme, asked),
        "table": table.table(finding, day),
        "weeks": table.weeks(finding, day),
        "length": slots.length_words(finding.wish.minutes),
    }


def _day(finding: Finding, text: str) -> date:
    """Return the day that is open: the one that is asked for, else the best suggestion's."""
    first, last = finding.wish.first, finding.wish.last
    try:
        return min(max(dates.parse_date(text), first), last)
    except errors.Invalid:
        best = finding.answer.slots[:1]
        return zones.to_wall(best[0].start_utc, finding.question.anchor).date() if best else first


def _address(programme: Programme, asked: MultiDict[str, str]) -> Address:
    kept = tuple(
        (name, value)
        for name, value in asked.items(multi=True)
        # Of a city's hours the empty field says nothing; that of the notice says none.
        if name.partition("-")[0] in KEPT and (value or name in KEPT)
    )
    return Address(url_for("web.planner", slug=programme.slug), kept)


def _people(
    programme: Programme, form: PlannerForm, known: Sequence[Attendee]
) -> list[tuple[str, list[Attendee]]]:
    """Return whom one may choose: the people of the chosen cities, by city."""
    chosen = [c for c in programme.cities if c.announced and c.slug in (form.cities.data or ())]
    numbers = {city.id for city in chosen}
    home = {one.number: next((n for n in one.cities if n in numbers), 0) for one in known}
    return [
        (i18n.pick(city.name), [one for one in known if home[one.number] == city.id])
        for city in chosen
    ]
