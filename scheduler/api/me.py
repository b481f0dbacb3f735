"""Who is asking, and whether anybody answers."""

from __future__ import annotations

import sqlalchemy as sa

from scheduler.api import showing
from scheduler.api.answering import Answer
from scheduler.api.bearer import get_me
from scheduler.api.operations import Gives, operation
from scheduler.api.schemas import person as shapes
from scheduler.db import db
from scheduler.queries import listing


@operation("getMe", "GET /me", "self", Gives(shapes.Me))
def read_me() -> Answer:
    """Read whose token this is, and what they are in which programme."""
    person = get_me()
    roles = [
        {"programme": programme, "city": city, "kind": kind}
        for programme, city, kind in listing.roles_of(person)
    ]
    return Answer(showing.person(person, roles))


@operation("health", "GET /health", "public", Gives(shapes.Health))
def health() -> Answer:
    """Say that the API and its database answer; /readyz says more."""
    db.session.execute(sa.select(1))
    return Answer({"status": "ok"})
