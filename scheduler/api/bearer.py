"""Who is asking: the person whose token the request carries. No session, no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

from scheduler import errors
from scheduler.api.refusals import TokenMissing, TokenWrong
from scheduler.queries import people

if TYPE_CHECKING:
    from scheduler.models import Person

FOR_ANYBODY = ("public", "event.see")
"""Permissions that may hold without a token; all others ask for one before anything else."""


def check() -> None:
    """Refuse a token that is nobody's, a missing one where one is needed, and unfit addresses."""
    header = request.headers.get("Authorization")
    g.asking = None if header is None else _person_of(header)
    permission = getattr(current_app.view_functions.get(request.endpoint or ""), "permission", "")
    if g.asking is None and permission not in FOR_ANYBODY:
        raise TokenMissing
    if any(errors.has_control(str(value)) for value in (request.view_args or {}).values()):
        raise errors.NotFound


def me() -> Person | None:
    """Return who is asking, or None for a stranger."""
    return cast("Person | None", g.asking)


def get_me() -> Person:
    """Return who is asking, where a token is needed; TokenMissing."""
    person = me()
    if person is None:
        raise TokenMissing
    return person


def _person_of(header: str) -> Person:
    scheme, _, token = header.partition(" ")
    person = people.find_by_api_token(token.strip()) if scheme.lower() == "bearer" else None
    if person is None:
        raise TokenWrong
    return person
