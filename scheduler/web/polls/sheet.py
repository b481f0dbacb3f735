"""The sheet on which a poll is typed: rows are added, cities ticked, and every time is echoed.

Decides what happens to a form that is not saved yet, without JavaScript: each button sends all of
it and gets it back, with one thing done. What is understood is shown in every city before
anybody is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from scheduler import clock, errors, i18n
from scheduler.actions import polling
from scheduler.core import zones
from scheduler.models import Poll, PollCity
from scheduler.queries import polls
from scheduler.queries.occurrences import when
from scheduler.web.forms import REFUSED
from scheduler.web.polls.fields import add_rows, groups, pairs, without_city
from scheduler.web.polls.reading import Reading, offer_folds, read, tell

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Programme
    from scheduler.web.polls.fields import PollForm

LOOKS = ("more", "all", "none", "take", "preview", "back")
"""Buttons that save nothing."""


@dataclass(frozen=True)
class Line:
    """What is said of one of the times that are being typed."""

    row: int
    offered: polls.Offered | None = None
    refusals: list[errors.Refusal] = field(default_factory=list)

    @property
    def neighbours(self) -> list[datetime]:
        """The wall times before and after an hour that the clocks skip."""
        return [
            wall
            for refusal in self.refusals
            if isinstance(refusal, errors.HourSkipped)
            for wall in (refusal.before, refusal.after)
        ]


def only_looks() -> bool:
    """Tell whether the button saves nothing."""
    return any(name in request.form for name in LOOKS)


def look(
    form: PollForm, programme: Programme, event: Event | None, poll: Poll | None = None
) -> ResponseReturnValue:
    """Do what the button says to the form, and answer with it."""
    if "more" in request.form:
        add_rows(form, 1)
    if "take" in request.form:
        _take(form, request.form["take"])
    for name in ("all", "none"):
        if name in request.form:
            _tick(form, programme, request.form[name], on=name == "all")
    return page(form, programme, event, poll)


def page(
    form: PollForm,
    programme: Programme,
    event: Event | None,
    poll: Poll | None = None,
    *,
    reading: Reading | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Return the page of the form, with what was understood of its times."""
    reading = reading or read(form, programme, event, now=clock.now(), stored=moments(poll))
    content: dict[str, Any] = {
        "form": form,
        "pairs": pairs,
        "programme": programme,
        "event": event,
        "occurrence": when(event) if event else None,
        "poll": poll,
        "lines": lines(reading, programme),
        "told": status == REFUSED,
        "twice": offer_folds(form, reading),
        "groups": groups(form, programme),
        "without_city": without_city(programme),
        "pending": [i18n.pick(c.placeholder) for c in programme.cities if not c.announced],
        "most": polling.MOST_TIMES,
        "accent": programme.accent,
    }
    return render_template("polls/form.html", **content), status


def again(
    form: PollForm,
    programme: Programme,
    event: Event | None,
    poll: Poll | None = None,
    *,
    reading: Reading,
) -> ResponseReturnValue:
    """Return the form with everything typed, and what is wrong with it."""
    tell(form, reading)
    return page(form, programme, event, poll, reading=reading, status=REFUSED)


def lines(reading: Reading, programme: Programme) -> list[Line]:
    """Return what is said of each row in which something is typed, in their order."""
    found = {
        row: Line(row, _offered(reading, place, programme))
        for place, row in enumerate(reading.rows)
    }
    for refusal in reading.refusals:
        name, _, row = (refusal.field or "").partition(".")
        if name == "offers" and row:
            found.setdefault(int(row), Line(int(row))).refusals.append(refusal)
    return [found[row] for row in sorted(found)]


def moments(poll: Poll | None) -> Collection[datetime]:
    """Return the times that a poll offers already: these may be over by now."""
    return {slot.start_utc for slot in poll.slots} if poll else ()


def _offered(reading: Reading, place: int, programme: Programme) -> polls.Offered | None:
    """Return one of the times on the clocks of the cities; None where it is no time."""
    proposal = reading.proposal
    chosen = [city for city in programme.cities if city.slug in proposal.cities]
    poll = Poll(
        programme_id=programme.id,
        kind=proposal.kind,
        title=proposal.title,
        zone=proposal.zone,
        city_links=[PollCity(city=city) for city in chosen],
    )
    try:
        slot = polling.slot_of(proposal, proposal.offers[place])
    except errors.Invalid:
        return None
    return polls.offered_at(poll, slot) if slot.end_utc > slot.start_utc else None


def _take(form: PollForm, asked: str) -> None:
    """Put an offered hour into its row: "2=2027-03-28T04:00"."""
    row, _, text = asked.partition("=")
    try:
        wall, number = datetime.fromisoformat(text), int(row)
    except ValueError:
        return
    in_range = zones.FIRST_YEAR <= wall.year <= zones.LAST_YEAR
    if wall.tzinfo is None and in_range and 0 <= number < len(form.offers):
        inner = form.offers[number].form
        inner.date.data, inner.time.data = i18n.date_input(wall.date()), f"{wall:%H:%M}"


def _tick(form: PollForm, programme: Programme, slug: str, *, on: bool) -> None:
    """Tick everybody of a city, or nobody."""
    theirs = {
        str(one.person.id)
        for one in polls.askable(programme)
        if one.city is not None and one.city.slug == slug
    }
    chosen = set(form.people.data or ())
    form.people.data = sorted(chosen | theirs if on else chosen - theirs)
