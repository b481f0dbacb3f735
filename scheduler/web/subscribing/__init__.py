"""Subscribing: one feed chosen by links, how it will look, and the ways to put it in a calendar.

Decides what the page shows; the address of every public feed stands on it as text. What fits
the reader's device stands first, by its User-Agent. No `Vary` is needed for that: every page is
private and asked for again each time (`web.look`).

The picture for a phone carries the address of this page, not of the feed: an iPhone's camera
opens webcal, Android's cameras mostly do not, and an https address of a calendar file is
downloaded once by both and never updated. The page opens on every phone, and there offers first
what fits that phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request

from scheduler import clock
from scheduler.actions.policy import declare
from scheduler.queries import agenda, feeding, preview, programmes
from scheduler.web import filters
from scheduler.web.blueprint import pages
from scheduler.web.subscribing import qr, scope, size, ways

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Programme


@pages.get("/subscribe")
@declare("public")
def subscribe() -> str:
    """Show every public feed's address, the chosen programme's first and with its filters."""
    every, now = programmes.programmes(), clock.now()
    if not every:
        return render_template("home/empty.html")
    asked = request.args.get("programme")
    first = next((programme for programme in every if programme.slug == asked), every[0])
    chosen = scope.read(first, now)
    return render_template(
        "subscribe/subscribe.html", **offer(chosen, now), **beside(chosen, every)
    )


def offer(chosen: scope.Scope, now: datetime) -> dict[str, Any]:
    """Return the feed that was chosen: what is in it, how it looks, the ways to take it."""
    asked = chosen.asked(since=now)
    entries = preview.next_entries(chosen.programme, asked, chosen.order, bars=chosen.bars)
    return {
        "scope": chosen,
        "feed": chosen.feed,
        "in_words": filters.in_words(chosen.choice, chosen.programme),
        "entries": entries,
        "past": not entries and not chosen.whole and _has_past(chosen, now),
        "ways": ways.in_order(request.user_agent.string),
        "google_form": ways.GOOGLE_FORM,
        "picture": qr.picture(chosen.page),
        **size.told(chosen),
    }


def beside(chosen: scope.Scope, every: Sequence[Programme]) -> dict[str, Any]:
    """Return what else may be chosen: the programme's filters and languages, the other feeds."""
    programme = chosen.programme
    return {
        "programme": programme,
        "accent": programme.accent,
        "address": chosen.address,
        "languages_offered": [scope.BOTH, *feeding.spoken(programme.languages)],
        "programmes": every,
        "feeds": [chosen.of(other, chosen.wishes) for other in every if other.id != programme.id],
        **filters.offered(programme),
    }


def _has_past(chosen: scope.Scope, now: datetime) -> bool:
    """Return whether a feed in which nothing is ahead would hold more with all that is over."""
    usual = agenda.counts_by_month(chosen.programme, chosen.asked())
    return not usual and bool(
        agenda.counts_by_month(chosen.programme, chosen.choice.asked(until=now))
    )
