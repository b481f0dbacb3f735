"""What anybody may subscribe to: a programme's public events, or one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import clock, errors, i18n, links
from scheduler.actions.policy import declare
from scheduler.db import db, see_one_state
from scheduler.documents import ical
from scheduler.feeds import answering, asking
from scheduler.feeds.blueprint import feeds
from scheduler.feeds.joining import joined
from scheduler.models import Programme
from scheduler.queries import agenda, feeding

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

ACCENTS = {
    "blue": "royalblue",
    "green": "seagreen",
    "teal": "teal",
    "violet": "purple",
    "brick": "firebrick",
    "amber": "darkgoldenrod",
    "slate": "slategray",
}


@feeds.get("/<slug>.ics", provide_automatic_options=False)
@declare("public")
def programme(slug: str) -> ResponseReturnValue:
    """Answer a programme's public events, filtered by the address."""
    now = clock.now()
    found = _found(slug, now)
    asked = _question(slug, found)
    same = answering.unchanged(asked, now)
    return same or answering.content(asked, lambda: _body(found, now), now)


@feeds.get("/<slug>/<uid>.ics", provide_automatic_options=False)
@declare("public")
def event(slug: str, uid: str) -> ResponseReturnValue:
    """Answer one public event with all its occurrences."""
    now = clock.now()
    see_one_state()
    found = agenda.get_by_uid(uid, slug)
    if not found.is_public:
        raise errors.NotFound
    order = asking.languages(found.programme.languages)
    texts = list(feeding.of_one(found, order, items=not asking.bars()))
    head = _head(found.programme, order)
    content = [repr(head).encode(), *(text.body for some in texts for text in some)]
    version = feeding.of_event(found, content)
    asked = answering.Question(f"{uid} {asking.wishes()}", found.slug, version, public=True)
    same = answering.unchanged(asked, now)
    return same or answering.content(asked, lambda: joined(head, texts), now)


def _found(slug: str, now: datetime) -> feeding.Shared:
    # PostgreSQL refuses to look for a text with a NUL.
    found = None if "\0" in slug else feeding.find_shared(slug, asking.window(now))
    if found is None:
        raise errors.NotFound
    return found


def _question(slug: str, found: feeding.Shared) -> answering.Question:
    address = f"{slug} {asking.wishes()}"
    return answering.Question(address, slug, found.version, public=True)


def _body(found: feeding.Shared, now: datetime) -> list[bytes]:
    whole = db.session.get_one(Programme, found.programme_id)
    order = asking.languages(whole.languages)
    window, items = asking.window(now), not asking.bars()
    texts = feeding.public(whole.id, asking.filters(whole), window, order, items=items)
    return joined(_head(whole, order), texts)


def _head(found: Programme, order: list[str]) -> ical.Calendar:
    return ical.Calendar(
        name=i18n.joined(found.name, order),
        description=i18n.joined(found.description, order),
        color=ACCENTS.get(found.accent, "royalblue"),
        url=links.page(order[0], "programmes", found.slug),
        language=order[0] if len(order) == 1 else None,
    )
