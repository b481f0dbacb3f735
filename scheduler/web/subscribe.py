"""Subscribing: the address of every public feed as text, and the ways to put it in a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from flask import render_template, request

from scheduler import clock, i18n, links
from scheduler.actions.policy import declare
from scheduler.queries import agenda, programmes
from scheduler.web import filters
from scheduler.web.blueprint import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Programme

BOTH, BARS = "both", "bars"


@dataclass(frozen=True)
class FeedLinks:
    """One feed: its full address, and that address as three kinds of calendars like it."""

    programme: Programme
    address: str

    @property
    def webcal(self) -> str:
        """The address that opens the reader's own calendar program."""
        return urlsplit(self.address)._replace(scheme="webcal").geturl()

    @property
    def google(self) -> str:
        """The page on which Google Calendar asks whether to add it."""
        return f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"

    @property
    def outlook(self) -> str:
        """The page on which Outlook on the web asks whether to add it."""
        name = quote(i18n.pick(self.programme.name), safe="")
        there = quote(self.address, safe="")
        return f"https://outlook.office.com/calendar/0/addfromweb?url={there}&name={name}"


@pages.get("/subscribe")
@declare("public")
def subscribe() -> str:
    """Show every public feed's address, the chosen programme's first and with its filters."""
    every = programmes.programmes()
    if not every:
        return render_template("home/empty.html")
    asked = request.args.get("programme")
    first = next((programme for programme in every if programme.slug == asked), every[0])
    return render_template("subscribe/subscribe.html", **offer(first, every))


def offer(first: Programme, every: Sequence[Programme]) -> dict[str, Any]:
    """Return the feeds as the address asks for them, and where its other choices lead."""
    choice = filters.read(request.args, first)
    languages = [BOTH, *first.languages]
    language = filters.one_of(request.args, "language", languages) or BOTH
    days = filters.one_of(request.args, "days", [BARS])
    wishes = tuple(
        wish for wish in (("lang", language), ("days", days)) if wish[1] not in {"", BOTH}
    )
    page = (("programme", first.slug), ("language", language), ("days", days))
    return {
        "programme": first,
        "accent": first.accent,
        "address": filters.Address(request.path, choice, tuple(p for p in page if p[1])),
        "in_words": filters.in_words(choice, first),
        "feed": feed(first, choice.pairs, wishes),
        "feeds": [feed(other, (), wishes) for other in every if other.id != first.id],
        "languages_offered": languages,
        "language": language,
        "days": days,
        "whole": _whole(first, choice, wishes),
    }


def _whole(programme: Programme, choice: filters.Choice, wishes: filters.Pairs) -> str:
    """Return the address with all that is over, where the usual one would hold nothing at all."""
    now = clock.now()
    if agenda.counts_by_month(programme, choice.asked(now - agenda.BEFORE, now + agenda.AHEAD)):
        return ""
    past = agenda.counts_by_month(programme, choice.asked(until=now))
    return feed(programme, choice.pairs, (*wishes, ("all", "1"))).address if past else ""


def feed(programme: Programme, pairs: filters.Pairs, wishes: filters.Pairs) -> FeedLinks:
    """Return a programme's feed with those filters and wishes."""
    address = links.programme_feed(programme.slug)
    return FeedLinks(programme, filters.written(address, (*pairs, *wishes)))
