"""Reads about programmes, cities and themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from scheduler.db import db
from scheduler.errors import NotFound
from scheduler.models import City, Event, Programme, Visit
from scheduler.queries import openings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_WHOLE = (selectinload(Programme.city_links), selectinload(Programme.theme_links))


def programmes() -> Sequence[Programme]:
    """Return all programmes in their order, without their cities and themes."""
    return db.session.scalars(sa.select(Programme).order_by(Programme.position, Programme.id)).all()


def first_programme() -> Programme | None:
    """Return the home page's programme, whole, or None on an empty installation."""
    return db.session.scalar(
        sa.select(Programme).order_by(Programme.position, Programme.id).limit(1).options(*_WHOLE)
    )


def get_programme(slug: str) -> Programme:
    """Return a programme with its cities and themes; NotFound."""
    found = db.session.scalar(sa.select(Programme).where(Programme.slug == slug).options(*_WHOLE))
    if found is None:
        raise NotFound
    return found


def get_city(slug: str) -> City:
    """Return a city; NotFound."""
    found = db.session.scalar(sa.select(City).where(City.slug == slug))
    if found is None:
        raise NotFound
    return found


def open_visits(programme: Programme, now: datetime) -> Sequence[Event]:
    """Return the programme's public visits whose registration is open, the next one first."""
    return db.session.scalars(
        sa.select(Event)
        .join(Visit)
        .where(
            Event.programme_id == programme.id,
            Event.is_public,
            openings.open_at(now),
        )
        .order_by(Event.start_utc)
        .options(selectinload(Event.city_links), selectinload(Event.visit))
    ).all()
