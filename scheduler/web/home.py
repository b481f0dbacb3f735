"""The home page, the list of programmes, and the page of each of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import render_template

from scheduler import clock, i18n
from scheduler.actions.policy import declare
from scheduler.queries import agenda, clocks, countries, openings, programmes, shifts
from scheduler.queries.occurrences import when
from scheduler.queries.vacancies import vacancies
from scheduler.web.blueprint import pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Occurrence, Programme
    from scheduler.queries.occurrences import When

MOST_CLOCKS = 8
"""A network of many cities is told by its number, not by a wall of clocks."""
SENTENCE_END = re.compile(r"([.!?])\s+(\w)")
SESSIONS_LISTED, PAST_LISTED = 4, 5


@pages.get("/")
@declare("public")
def home() -> str:
    """Show the first programme: its cities now, what comes next, what is open."""
    found = programmes.programmes()
    if not found:
        return render_template("home/empty.html")
    lead = first_sentence(i18n.pick(found[0].description))
    shown = ahead(found[0], clock.now())
    return render_template("home/home.html", lead=lead, others=found[1:], **shown)


@pages.get("/programmes")
@declare("public")
def programme_list() -> str:
    """List the programmes."""
    return render_template("programmes/list.html", programmes=programmes.programmes())


@pages.get("/programmes/<slug>")
@declare("public")
def programme(slug: str) -> str:
    """Show one programme: what it works on, with which cities, what comes and what was."""
    found, now = programmes.get_programme(slug), clock.now()
    return render_template(
        "programmes/programme.html",
        countries=countries.by_country(found.cities),
        past=_occurrences(agenda.latest(found, now, PAST_LISTED)),
        **ahead(found, now),
    )


def ahead(found: Programme, now: datetime) -> dict[str, Any]:
    """Return what the pages of a programme say of the time ahead."""
    coming = agenda.upcoming(found, now)
    sessions = [each for each in coming if each.event.kind != "city_visit"]
    visits = [each for each in coming if openings.state(each.event, now=now) == "open"]
    few = len(found.cities) <= MOST_CLOCKS
    return {
        "programme": found,
        "accent": found.accent,
        "clocks": clocks.clocks(found.cities, now=now) if few else [],
        "sessions": _occurrences(sessions[:SESSIONS_LISTED]),
        "visits": _occurrences(visits),
        "vacancies": vacancies([each.event for each in visits]) if visits else {},
        "ahead": len(coming),
        "clock_changes": shifts.of_programme(found, now=now),
    }


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence."""
    ends = (found.end(1) for found in SENTENCE_END.finditer(text) if found[2].isupper())
    return text[: next(ends, None)]


def _occurrences(found: Sequence[Occurrence]) -> list[When]:
    return [when(each) for each in found]
