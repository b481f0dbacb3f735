"""People from the entries of a file: made where an address is nobody's, with their roles.

Decides the same as the organizer's form about what may be said of a person. Who is there
already stays as they are, and gains the roles that they do not have yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import enrolling, membership, registering
from scheduler.actions.enrolling import Details
from scheduler.actions.founding import entries
from scheduler.queries import people

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.actions.founding.entries import Entry
    from scheduler.models import Programme

FIELDS = {
    "given_name": "given",
    "family_name": "family",
    "native_name": "native",
    "role": "roles",
}
"""What a file calls the fields of a person."""


def person(entry: Entry, known: dict[str, Programme], *, now: datetime) -> bool:
    """Make a person unless the address is somebody's; return whether they were made."""
    programme, details, kinds = _read(entry, known)
    is_admin = entries.flag(entry, "admin")
    for kind in kinds or ["organizer"]:  # without a role nothing but the person is checked
        _check(programme, details, kind)
    if people.find_by_email(details.email) is not None:
        return False
    made = membership.find_or_make(details.email, language=details.language, now=now)
    made.given_name, made.family_name = details.given_name, details.family_name
    made.native_name, made.salutation = details.native_name, details.salutation
    if is_admin:
        membership.make_admin(made, now=now)
    return True


def roles(entry: Entry, known: dict[str, Programme], *, now: datetime) -> int:
    """Give a person, who is there, the roles that are missing; return how many."""
    programme, details, kinds = _read(entry, known)
    found = people.get_by_email(details.email)
    city = next((city for city in programme.cities if city.slug == details.city), None)
    before = len(found.roles)
    for kind in kinds:
        membership.give_role(found, programme, kind, city, now=now)
    if city and kinds and details.coordinator and people.find_coordinator(city) is None:
        enrolling.appoint(found, city)
    return len(found.roles) - before


def _read(entry: Entry, known: dict[str, Programme]) -> tuple[Programme, Details, list[str]]:
    slug = entries.text(entry, "programme")
    if not slug:
        raise errors.Missing(field="programme")
    if slug not in known:
        raise errors.SlugUnknown(field="programme", value=slug)
    programme = known[slug]
    details = Details(
        email=registering.checked_email(entries.text(entry, "email", limit=entries.LONG)),
        given_name=entries.text(entry, "given"),
        family_name=entries.text(entry, "family"),
        native_name=entries.text(entry, "native"),
        city=entries.text(entry, "city"),
        language=entries.text(entry, "language") or programme.languages[0],
        role="",
        coordinator=entries.flag(entry, "coordinator"),
        salutation=entries.texts(entry, "salutation"),
    )
    return programme, details, entries.words(entry, "roles")


def _check(programme: Programme, details: Details, kind: str) -> None:
    for refusal in enrolling.refusals(programme, replace(details, role=kind)):
        refusal.field = FIELDS.get(refusal.field or "", refusal.field)
        raise refusal
