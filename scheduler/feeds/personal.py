"""What concerns one person, by a secret address: as they chose for that one calendar."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request
from flask.globals import app_ctx
from sqlalchemy.exc import SQLAlchemyError

from scheduler import clock, errors, i18n, links, sealing
from scheduler.actions import subscribing
from scheduler.actions.policy import declare
from scheduler.core import clients
from scheduler.db import db, transaction
from scheduler.documents import ical
from scheduler.feeds import answering, asking
from scheduler.feeds.blueprint import feeds
from scheduler.feeds.joining import joined
from scheduler.models import Feed
from scheduler.queries import feeding

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response
    from flask.typing import ResponseReturnValue

FETCH_NOTED = timedelta(hours=1)


@feeds.get("/mine/<token>.ics", provide_automatic_options=False)
@declare("public")
def personal(token: str) -> ResponseReturnValue:
    """Answer what concerns the owner of that address."""
    digest, now = sealing.digest(token), clock.now()
    found = _found(digest, now)
    asked = _question(digest, found)
    same = answering.unchanged(asked, now)
    answer = same or answering.content(asked, lambda: _body(found, now), now)
    return _noting_fetch(answer, found, now)


def _found(digest: str, now: datetime) -> feeding.Personal:
    found = feeding.find_personal(digest, asking.window(now))
    if found is None:
        raise errors.TokenUnknown
    if found.revoked:
        raise errors.TokenRevoked
    return found


def _question(digest: str, found: feeding.Personal) -> answering.Question:
    return answering.Question(f"{digest} {asking.wishes()}", "mine", found.version, public=False)


def _body(found: feeding.Personal, now: datetime) -> list[bytes]:
    feed = db.session.get_one(Feed, found.feed_id)
    language, window = request.args.get("lang") or feed.language, asking.window(now)
    texts = [*feeding.personal(feed, window, language), feeding.deadlines(feed, window, language)]
    programmes = {text.programme_id for some in texts for text in some}
    return joined(_head(feed, feeding.order_of_all(feed.person, language, programmes)), texts)


def _head(feed: Feed, order: list[str]) -> ical.Calendar:
    name = i18n.in_each(order, lambda: i18n.gettext("My city exchange"))
    return ical.Calendar(
        name=f"{name} · {feed.name}" if feed.name else name,
        color="royalblue",
        url=links.page(order[0], "me"),
        language=order[0] if len(order) == 1 else None,
    )


def _noting_fetch(response: Response, found: feeding.Personal, now: datetime) -> Response:
    """Note the fetch after the answer, once an hour, in a transaction that may fail silently."""
    if found.last_fetched is not None and now - found.last_fetched < FETCH_NOTED:
        return response
    # The request's own context and session are over by then.
    app, feed_id = app_ctx.app, found.feed_id
    client = clients.kind_of(request.headers.get("User-Agent", ""))

    @response.call_on_close
    def note() -> None:
        with suppress(SQLAlchemyError), app.app_context(), transaction():
            subscribing.note_fetch(feed_id, client=client, now=now)

    return response
