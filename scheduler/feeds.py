"""Calendar feeds: a programme's public events, one event, what concerns one person.

Translates an address into the entries it stands for, and them into an HTTP answer that calendar
programs poll cheaply: a strong ETag over the content, 304, gzip when asked for. No session, no
cookie, no redirect, never an empty or HTML answer.
"""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from scheduler import clock, errors, i18n, links
from scheduler.actions import membership
from scheduler.actions.policy import declare
from scheduler.db import transaction
from scheduler.documents import ical
from scheduler.queries import agenda, calendar, people, programmes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Feed, Programme

feeds = Blueprint("feeds", __name__, url_prefix="/feeds")
BEFORE, AHEAD = timedelta(days=60), timedelta(days=548)
KEPT_CANCELLED = timedelta(days=30)
FETCH_NOTED = timedelta(hours=1)
ACCENTS = {
    "blue": "royalblue",
    "green": "seagreen",
    "teal": "teal",
    "plum": "purple",
    "brick": "firebrick",
    "ochre": "darkgoldenrod",
    "slate": "slategray",
}
GONE = "This calendar address is not valid.\n"


@dataclass(frozen=True)
class Content:
    """A finished calendar file, when it last changed, and how it is called."""

    body: bytes
    changed: datetime | None
    name: str


def install(app: Flask) -> None:
    """Add the feeds, and what they answer when something is wrong."""
    app.register_blueprint(feeds)


@feeds.get("/<slug>.ics")
@declare("public")
def programme(slug: str) -> ResponseReturnValue:
    """Answer a programme's public events, filtered by the address."""
    found = programmes.get_programme(slug)
    now = clock.now()
    filters = agenda.Filters(
        cities=request.args.getlist("city"),
        themes=request.args.getlist("theme"),
        kinds=request.args.getlist("kind"),
        since=None if whole() else now - BEFORE,
        until=None if whole() else now + AHEAD,
    )
    order = languages(found.languages)
    events = agenda.public_events(found, filters, items=True)
    return answer(content(found, _still_shown(events, now), order), public=True)


@feeds.get("/<slug>/<uid>.ics")
@declare("public")
def event(slug: str, uid: str) -> ResponseReturnValue:
    """Answer one public event."""
    found = agenda.get_by_uid(uid, slug)
    if not found.is_public:
        raise errors.NotFound
    order = languages(found.programme.languages)
    return answer(content(found.programme, [found], order, file=found.slug), public=True)


@feeds.get("/mine/<token>.ics")
@declare("public")
def personal(token: str) -> ResponseReturnValue:
    """Answer what concerns the owner of that address."""
    feed = people.find_feed(token)
    if feed is None:
        raise errors.TokenUnknown
    if feed.revoked is not None:
        raise errors.TokenRevoked
    now = clock.now()
    events = agenda.events_of(feed.person, None if whole() else now - BEFORE)
    body = personal_content(feed, _still_shown(events, now), languages(["bg", "en"], feed.language))
    return _noting_fetch(answer(body, public=False), feed.id, feed.last_fetched, now)


def content(
    found: Programme, events: Sequence[Event], order: list[str], *, file: str | None = None
) -> Content:
    """Return the calendar of a programme's events in those languages."""
    head = ical.Calendar(
        name=i18n.joined(found.name, order),
        description=i18n.joined(found.description, order),
        color=ACCENTS.get(found.accent, "royalblue"),
        url=links.page(order[0], "programmes", found.slug),
        language=order[0] if len(order) == 1 else None,
        entries=tuple(_entries(events, order, bars=request.args.get("days") == "bars")),
    )
    changed = max((each.changed for each in events), default=None)
    return Content(ical.feed(head), changed, file or found.slug)


def personal_content(feed: Feed, events: Sequence[Event], order: list[str]) -> Content:
    """Return one person's calendar: join links, and the state of what is not certain."""
    head = ical.Calendar(
        name=_in_each(order, i18n.lazy("My city exchange")),
        color="royalblue",
        url=links.page(order[0], "me"),
        language=order[0] if len(order) == 1 else None,
        entries=tuple(calendar.personal_entries(feed.person, events, order)),
    )
    changed = max((each.changed for each in events), default=None)
    return Content(ical.feed(head), changed, "mine")


def answer(found: Content, *, public: bool) -> Response:
    """Answer a calendar file, or 304 where the reader has it already."""
    response = Response(found.body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}.ics"'
    response.headers["Cache-Control"] = f"{'public' if public else 'private'}, max-age=900"
    response.vary.add("Accept-Encoding")
    zipped = request.accept_encodings.quality("gzip") > 0
    etag = hashlib.sha256(found.body).hexdigest()[:32]
    response.set_etag(f"{etag}-gzip" if zipped else etag)
    if found.changed is not None:
        response.last_modified = found.changed
    response.make_conditional(request)
    if zipped and response.status_code == 200:  # noqa: PLR2004
        response.set_data(gzip.compress(found.body, 6, mtime=0))
        response.content_encoding = "gzip"
    return response


def languages(known: Sequence[str], chosen: str = "both") -> list[str]:
    """Return the languages of a feed: what the address says, else what its owner chose."""
    wanted = request.args.get("lang") or chosen
    return [wanted] if wanted in known else list(known)


def whole() -> bool:
    """Tell whether everything is asked for, and not the usual window."""
    return request.args.get("all") == "1"


@feeds.errorhandler(errors.NotFound)
def missing(_refusal: errors.NotFound) -> ResponseReturnValue:
    """Nothing of that name; the same body for an address that never was and one taken back."""
    status = 410 if isinstance(_refusal, errors.TokenRevoked) else 404
    return Response(GONE, status, content_type="text/plain; charset=utf-8")


@feeds.errorhandler(Exception)
def trouble(_error: Exception) -> ResponseReturnValue:
    """Ask the calendar to come again: it would take anything else for an empty calendar."""
    return Response(
        "Try again later.\n", 503, {"Retry-After": "300"}, content_type="text/plain; charset=utf-8"
    )


def _entries(events: Iterable[Event], order: Sequence[str], *, bars: bool) -> Iterable[ical.Entry]:
    for each in events:
        yield calendar.entry(each, order)
        if not bars:
            yield from calendar.visit_items(each, order)


def _still_shown(events: Sequence[Event], now: datetime) -> list[Event]:
    """Leave out what was cancelled and is 30 days past its date."""
    if whole():
        return list(events)
    return [e for e in events if e.status != "cancelled" or e.end_utc > now - KEPT_CANCELLED]


def _in_each(order: Sequence[str], text: str) -> str:
    found = []
    for code in order:
        with i18n.speaking(code):
            found.append(i18n.gettext(text))
    return " / ".join(dict.fromkeys(found))


def _noting_fetch(
    response: Response, feed_id: int, last: datetime | None, now: datetime
) -> Response:
    """Note the fetch after the answer, once an hour, in a transaction that may fail silently."""
    if last is None or now - last >= FETCH_NOTED:

        @response.call_on_close
        def note() -> None:
            with suppress(SQLAlchemyError), transaction():
                membership.note_fetch(feed_id, now=now)

    return response
