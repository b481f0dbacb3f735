"""Reads about a person's own calendars: which there are, and what may be chosen for one.

Knows nothing of what is in them: that is read by their choice when a program asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from scheduler.db import db
from scheduler.errors import FeedRevoked, NotFound
from scheduler.i18n import gettext
from scheduler.models import Feed, Programme, Role
from scheduler.queries.people import LARGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Person, Theme


def feeds(person: Person) -> Sequence[Feed]:
    """Return a person's feeds, the revoked ones too, the newest first."""
    return _of(person, sa.true())


def working_feeds(person: Person) -> Sequence[Feed]:
    """Return a person's feeds whose addresses work, the oldest first."""
    return list(reversed(_of(person, Feed.revoked.is_(None))))


def get_feed(person: Person, number: int) -> Feed:
    """Return a person's own feed by its generation, revoked or not; NotFound."""
    found = _of(person, Feed.generation == number) if number <= LARGEST else []
    if not found:
        raise NotFound
    return found[0]


def get_working_feed(person: Person, number: int) -> Feed:
    """Return a person's own feed whose address works; NotFound, FeedRevoked."""
    feed = get_feed(person, number)
    if feed.revoked is not None:
        raise FeedRevoked
    return feed


def programmes_of(person: Person) -> Sequence[Programme]:
    """Return the programmes in which a person has a role."""
    theirs = sa.select(Role.programme_id).where(Role.person_id == person.id)
    return db.session.scalars(
        sa.select(Programme)
        .where(Programme.id.in_(theirs))
        .order_by(Programme.position, Programme.id)
        .options(selectinload(Programme.theme_links))
    ).all()


def themes_of(person: Person) -> list[Theme]:
    """Return the themes of a person's programmes, each once, in the programmes' order."""
    found = {theme.slug: theme for programme in programmes_of(person) for theme in programme.themes}
    return list(found.values())


def proposed_name(person: Person) -> str:
    """Return a name that none of the person's calendars has, in the current language."""
    taken = {feed.name.casefold() for feed in working_feeds(person)}
    plain = gettext("Calendar")
    names = (plain, *(f"{plain} {number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name.casefold() not in taken)


def _of(person: Person, condition: sa.ColumnElement[bool]) -> Sequence[Feed]:
    query = sa.select(Feed).where(Feed.person_id == person.id, condition)
    return db.session.scalars(query.order_by(Feed.generation.desc())).all()
