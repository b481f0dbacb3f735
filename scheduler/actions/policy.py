"""Who may do what: one table, permission -> predicates, any of which is enough.

Decides nothing but that. Verbs ask it first, templates ask the same table through `may`, and
every route of the web and the API names a permission from it or declares itself public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from scheduler.errors import NotAllowed, NotFound
from scheduler.models import City, Event, Poll, Programme, Registration
from scheduler.queries import people
from scheduler.queries.concern import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.models import Person


View = TypeVar("View", bound="Callable[..., Any]")


def anyone(_person: Person | None, _thing: object) -> bool:
    """Hold for everybody, signed in or not."""
    return True


def signed_in(person: Person | None, _thing: object) -> bool:
    """Hold for whoever is known."""
    return person is not None


def admin(person: Person | None, _thing: object) -> bool:
    """Hold for who is over all programmes."""
    return person is not None and person.is_admin


def organizer_somewhere(person: Person | None, _thing: object) -> bool:
    """Hold for an organizer of any programme."""
    return person is not None and any(role.kind == "organizer" for role in person.roles)


def organizer_of_programme(
    person: Person | None, thing: Programme | Event | Registration | Poll
) -> bool:
    """Hold for an organizer of any city in the programme concerned."""
    return person is not None and any(
        role.kind == "organizer" and role.programme_id == _programme_id(thing)
        for role in person.roles
    )


def organizer_of_its_city(person: Person | None, event: Event) -> bool:
    """Hold for an organizer of a city that takes part, or of the whole programme."""
    if person is None:
        return False
    cities = {link.city_id for link in event.city_links} | {None, event.host_city_id}
    return any(
        role.kind == "organizer"
        and role.programme_id == event.programme_id
        and (role.city_id in cities or not event.city_links)
        for role in person.roles
    )


def organizer_of_a_city_asked(person: Person | None, poll: Poll) -> bool:
    """Hold for an organizer of a city whose people a poll brings together, or of all of them."""
    cities = {link.city_id for link in poll.city_links} | {None}
    return person is not None and any(
        role.kind == "organizer"
        and role.programme_id == poll.programme_id
        and role.city_id in cities
        for role in person.roles
    )


def organizer_of_a_programme_of_city(person: Person | None, city: City) -> bool:
    """Hold for an organizer of a programme in which that city takes part."""
    if person is None:
        return False
    theirs = {role.programme_id for role in person.roles if role.kind == "organizer"}
    return bool(theirs & people.programme_ids_of(city))


def published(_person: Person | None, event: Event) -> bool:
    """Hold for everybody, of a public event that is no draft."""
    return event.is_public


def member_of_programme(person: Person | None, event: Event) -> bool:
    """Hold for the programme's organizers and participants, of what its members may see."""
    return (
        person is not None
        and event.published is not None
        and event.visibility == "programme"
        and any(
            role.programme_id == event.programme_id and role.kind in MEMBERS
            for role in person.roles
        )
    )


def expected(person: Person | None, event: Event) -> bool:
    """Hold for who is invited, has a certain seat, or belongs to one of its cities."""
    return person is not None and event.published is not None and people.is_expected(person, event)


def concerned(person: Person | None, event: Event) -> bool:
    """Hold for who is invited to it or registered for it."""
    return person is not None and event.published is not None and people.is_concerned(person, event)


def its_owner(person: Person | None, registration: Registration) -> bool:
    """Hold for whose registration it is."""
    return person is not None and registration.person_id == person.id


PERMISSIONS: dict[str, tuple[Callable[[Person | None, Any], bool], ...]] = {
    "public": (anyone,),
    "self": (signed_in,),
    "manage": (admin, organizer_somewhere),
    "programme.manage": (admin, organizer_of_programme),
    "event.see": (published, admin, organizer_of_programme, member_of_programme, concerned),
    "event.join": (admin, organizer_of_programme, expected),
    "event.create": (admin, organizer_of_programme),
    "event.change": (admin, organizer_of_its_city),
    "event.publish": (admin, organizer_of_its_city),
    "event.cancel": (admin, organizer_of_its_city),
    "invitations.see": (admin, organizer_of_programme),
    "registrations.list": (admin, organizer_of_programme),
    "registration.see": (admin, its_owner, organizer_of_programme),
    "registration.cancel": (admin, its_owner, organizer_of_programme),
    "poll.create": (admin, organizer_of_programme),
    "poll.see": (admin, organizer_of_programme),
    "poll.change": (admin, organizer_of_a_city_asked),
    "poll.choose": (admin, organizer_of_a_city_asked),
    "outbox.see": (admin, organizer_of_programme),
    "calendar.follow": (admin, organizer_of_programme),
    "people.see": (admin, organizer_of_programme),
    "people.change": (admin, organizer_of_programme),
    "history.see": (admin, organizer_of_programme),
    "city.announce": (admin, organizer_of_a_programme_of_city),
    "city.change": (admin, organizer_of_a_programme_of_city),
}


def may(person: Person | None, permission: str, thing: object = None) -> bool:
    """Return whether that person may; KeyError for a permission that is not in the table."""
    return any(predicate(person, thing) for predicate in PERMISSIONS[permission])


def require(person: Person | None, permission: str, thing: object = None) -> None:
    """Raise NotAllowed unless the person may; NotFound where it may not even be seen."""
    if may(person, permission, thing):
        return
    if isinstance(thing, Event) and not may(person, "event.see", thing):
        raise NotFound
    if isinstance(thing, Registration) or (
        isinstance(thing, Poll) and not may(person, "poll.see", thing)
    ):
        raise NotFound
    raise NotAllowed


def _programme_id(thing: Programme | Event | Registration | Poll) -> int:
    if isinstance(thing, Programme):
        return thing.id
    if isinstance(thing, Registration):
        return thing.event.programme_id
    return thing.programme_id


def declare(permission: str) -> Callable[[View], View]:
    """Name the permission that a route needs; the app does not start with a route without one.

    The edge checks "self" and "manage" at the door; permissions about one thing are required by
    the view or the verb that has found it.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined] # read by `undeclared`
        return view

    return mark
