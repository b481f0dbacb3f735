"""An application: what a delegate fills in, and every rule that it breaks at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from scheduler import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.models import Event

NAME_LIMIT = 200


@dataclass(frozen=True)
class Application:
    """What a delegate fills in. `city` is the slug of a city of the programme."""

    name: str
    email: str
    city: str
    language: str


def checked(event: Event, application: Application) -> Application:
    """Return the application as it is stored; errors.Several with all that is wrong with it."""
    refusals = [*_name(application.name), *_choices(event, application)]
    email = ""
    try:
        email = checked_email(application.email)
    except errors.EmailInvalid as refusal:
        refusals.append(refusal)
    if refusals:
        raise errors.Several(refusals)
    return Application(application.name.strip(), email, application.city, application.language)


def checked_email(text: str) -> str:
    """Return the address in lower case; EmailInvalid. No DNS is asked."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as why:
        raise errors.EmailInvalid(field="email") from why
    if found.ascii_email is None:
        raise errors.EmailInvalid(field="email")
    return found.ascii_email.lower()


def _name(name: str) -> Iterator[errors.Refusal]:
    if not name.strip():
        yield errors.Missing(field="name")
    if len(name) > NAME_LIMIT:
        yield errors.TooLong(field="name", limit=NAME_LIMIT, length=len(name))
    if errors.has_control(name) or errors.has_line_break(name):
        yield errors.ControlCharacters(field="name")


def _choices(event: Event, application: Application) -> Iterator[errors.Refusal]:
    if application.city not in {city.slug for city in event.programme.cities if city.announced}:
        yield errors.NotInProgramme(field="city", value=application.city)
    if application.language not in event.programme.languages:
        yield errors.NotInProgramme(field="language", value=application.language)
