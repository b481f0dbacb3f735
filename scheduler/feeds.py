"""Calendar feeds: a programme's public events, one event, what concerns one person.

Translates an address into the entries it stands for, and them into an HTTP answer that calendar
programs poll cheaply: a strong ETag over the content, 304, gzip when asked for. No session, no
cookie, no redirect, never an empty or HTML answer: some programs take either for a calendar
from which everything has been deleted.

The window moves at midnight UTC, so that the same feed is the same bytes all day, and
Last-Modified is never earlier than that midnight: whatever no row dates (a city that has been
announced, a role that was given, a new release) reaches a reader without ETag within a day.
"""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, request
from flask.globals import app_ctx
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import MethodNotAllowed

from scheduler import clock, errors, i18n, links
from scheduler.actions import subscribing
from scheduler.actions.policy import declare
from scheduler.core.clients import kind_of
from scheduler.db import transaction
from scheduler.documents import ical
from scheduler.models.event import KINDS
from scheduler.queries import agenda, calendar, freshness, programmes, subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, Feed, Person, Programme

feeds = Blueprint("feeds", __name__, url_prefix="/feeds")
KEPT_CANCELLED = timedelta(days=30)
FETCH_NOTED = timedelta(hours=1)
ACCENTS = {
    "blue": "royalblue",
    "green": "seagreen",
    "teal": "teal",
    "violet": "purple",
    "brick": "firebrick",
    "amber": "darkgoldenrod",
    "slate": "slategray",
}
GONE = "This calendar address is not valid.\n"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Window:
    """What part of the time an address asks for, as seen on one day. `whole` is all of it."""

    today: datetime
    whole: bool

    @classmethod
    def asked(cls, now: datetime) -> Window:
        """Return the window that this request asks for."""
        midnight = now.replace(hour=0, minute=0, second=0)
        return cls(midnight, request.args.get("all") == "1")

    @property
    def since(self) -> datetime | None:
        """What ends by then is left out."""
        return None if self.whole else self.today - agenda.BEFORE

    @property
    def until(self) -> datetime | None:
        """What starts from then on is left out."""
        return None if self.whole else self.today + agenda.AHEAD

    def shown(self, events: Iterable[Event]) -> list[Event]:
        """Return what lies inside; what was cancelled leaves 30 days past its date."""
        if self.whole:
            return list(events)
        return [
            event
            for event in events
            if event.start_utc < self.today + agenda.AHEAD
            and (event.status != "cancelled" or event.until_utc > self.today - KEPT_CANCELLED)
        ]


def install(app: Flask) -> None:
    """Add the feeds, and what they answer when something is wrong."""
    app.register_blueprint(feeds)


@feeds.get("/<slug>.ics", provide_automatic_options=False)
@declare("public")
def programme(slug: str) -> ResponseReturnValue:
    """Answer a programme's public events, filtered by the address."""
    found, now = programmes.get_programme(slug), clock.now()
    window = Window.asked(now)
    filters = filters_of(found, window)
    events = window.shown(agenda.public_events(found, filters, items=True))
    body = content(found, events, languages(found.languages))
    return answer(body, found.slug, modified(freshness.of_programme(found), now), public=True)


@feeds.get("/<slug>/<uid>.ics", provide_automatic_options=False)
@declare("public")
def event(slug: str, uid: str) -> ResponseReturnValue:
    """Answer one public event."""
    found, now = agenda.get_by_uid(uid, slug), clock.now()
    if not found.is_public:
        raise errors.NotFound
    body = content(found.programme, [found], languages(found.programme.languages))
    return answer(body, found.slug, modified(found.changed, now), public=True)


@feeds.get("/mine/<token>.ics", provide_automatic_options=False)
@declare("public")
def personal(token: str) -> ResponseReturnValue:
    """Answer what concerns the owner of that address."""
    feed, now = subscriptions.find_feed(token), clock.now()
    if feed is None:
        raise errors.TokenUnknown
    if feed.revoked is not None:
        raise errors.TokenRevoked
    window = Window.asked(now)
    events = window.shown(agenda.events_of(feed.person, window.since))
    body = personal_content(feed, events)
    changed = modified(freshness.of_person(feed.person), now)
    return _noting_fetch(answer(body, "mine", changed, public=False), feed, now)


def filters_of(found: Programme, window: Window) -> agenda.Filters:
    """Return the filters of the address; NotFound for a value that the programme does not have.

    A filter left empty, as a form sends it, is none. An unknown one must not answer an empty
    calendar, in which a program would delete what it holds.
    """
    chosen = {
        name: [value for value in request.args.getlist(name) if value]
        for name in ("city", "theme", "kind")
    }
    known = {
        "city": {city.slug for city in found.cities},
        "theme": {theme.slug for theme in found.themes},
        "kind": set(KINDS),
    }
    if any(set(values) - known[name] for name, values in chosen.items()):
        raise errors.NotFound
    return agenda.Filters(
        cities=chosen["city"],
        themes=chosen["theme"],
        kinds=chosen["kind"],
        since=window.since,
        until=window.until,
    )


def content(found: Programme, events: Sequence[Event], order: list[str]) -> bytes:
    """Return the calendar of a programme's events in those languages."""
    bars = request.args.get("days") == "bars"
    return ical.feed(
        ical.Calendar(
            name=i18n.joined(found.name, order),
            description=i18n.joined(found.description, order),
            color=ACCENTS.get(found.accent, "royalblue"),
            url=links.page(order[0], "programmes", found.slug),
            language=order[0] if len(order) == 1 else None,
            entries=tuple(_entries(events, order, bars=bars)),
        )
    )


def personal_content(feed: Feed, events: Sequence[Event]) -> bytes:
    """Return one person's calendar: join links, and the state of what is not certain."""
    order = languages(_spoken_to(feed.person, events), feed.language)
    return ical.feed(
        ical.Calendar(
            name=i18n.in_each(order, lambda: i18n.gettext("My city exchange")),
            color="royalblue",
            url=links.page(order[0], "me"),
            language=order[0] if len(order) == 1 else None,
            entries=tuple(calendar.personal_entries(feed.person, events, order)),
        )
    )


def answer(body: bytes, name: str, changed: datetime, *, public: bool) -> Response:
    """Answer a calendar file, or 304 where the reader has it already."""
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response.headers["Cache-Control"] = f"{'public' if public else 'private'}, max-age=900"
    response.vary.add("Accept-Encoding")
    zipped = request.accept_encodings.quality("gzip") > 0
    etag = hashlib.sha256(body).hexdigest()[:32]
    response.set_etag(f"{etag}-gzip" if zipped else etag)
    response.last_modified = changed
    response.make_conditional(request)
    if zipped and response.status_code == 200:  # noqa: PLR2004
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.content_encoding = "gzip"
    return response


def modified(changed: datetime | None, now: datetime) -> datetime:
    """Return when a feed changed: its rows, or its window, which moves at midnight."""
    midnight = now.replace(hour=0, minute=0, second=0)
    return min(max(midnight, changed or midnight), now)


def languages(known: Sequence[str], chosen: str = "both") -> list[str]:
    """Return the languages of a feed: what the address says, else what its owner chose."""
    spoken = [code for code in known if code in i18n.languages()] or i18n.languages()
    wanted = request.args.get("lang") or chosen
    return [wanted] if wanted in spoken else spoken


@feeds.errorhandler(errors.NotFound)
def missing(refusal: errors.NotFound) -> ResponseReturnValue:
    """Nothing of that name; the same body for an address that never was and one taken back."""
    status = 410 if isinstance(refusal, errors.TokenRevoked) else 404
    return Response(GONE, status, content_type=PLAIN)


@feeds.errorhandler(DataError)
def unheard_of(_error: DataError) -> ResponseReturnValue:
    """Answer an address that no row can have: PostgreSQL refuses a NUL before it looks."""
    return Response(GONE, 404, content_type=PLAIN)


@feeds.errorhandler(Exception)
def trouble(error: Exception) -> ResponseReturnValue:
    """Ask the calendar to come again, and tell the log why."""
    current_app.logger.error("a feed could not be answered", exc_info=error)
    return Response("Try again later.\n", 503, {"Retry-After": "300"}, content_type=PLAIN)


@feeds.before_app_request
def unroutable() -> ResponseReturnValue | None:
    """Answer in plain text what no route here takes, PROPFIND and PUT among them."""
    error = request.routing_exception
    if error is None or not request.path.startswith("/feeds/"):
        return None
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return Response(f"Only {allowed}.\n", 405, {"Allow": allowed}, content_type=PLAIN)
    return Response(GONE, 404, content_type=PLAIN)


def _entries(events: Iterable[Event], order: Sequence[str], *, bars: bool) -> Iterable[ical.Entry]:
    for each in events:
        yield from calendar.entries(each, order)
        if not bars:
            yield from calendar.visit_items(each, order)


def _spoken_to(person: Person, events: Iterable[Event]) -> list[str]:
    """Return the languages of the programmes whose events these are, the person's own first."""
    found = dict.fromkeys(code for each in events for code in each.programme.languages)
    known = list(found) or i18n.languages()
    return sorted(known, key=lambda code: code != person.language)


def _noting_fetch(response: Response, feed: Feed, now: datetime) -> Response:
    """Note the fetch after the answer, once an hour, in a transaction that may fail silently."""
    if feed.last_fetched is not None and now - feed.last_fetched < FETCH_NOTED:
        return response
    # The request's own context and session are over by then.
    app, feed_id = app_ctx.app, feed.id
    client = kind_of(request.user_agent.string)

    @response.call_on_close
    def note() -> None:
        with suppress(SQLAlchemyError), app.app_context(), transaction():
            subscribing.note_fetch(feed_id, client=client, now=now)

    return response
