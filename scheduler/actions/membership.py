"""Membership: people, their cities and roles, and their ways in.

Decides who somebody is (one person, one address), which role they get where, and how they sign
in: by a one-time link that a mail brings and a button uses, or by an API token.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import errors, i18n, links, sealing
from scheduler.actions import mailing, recording
from scheduler.db import db, insert_once, lock
from scheduler.documents.mailbox import Mailbox
from scheduler.models import ApiToken, CityMembership, Person, Role, SignInLink
from scheduler.queries import people

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import City, Programme

LINK_LIFE = timedelta(minutes=30)


def find_or_make(email: str, *, name: str = "", language: str = "en", now: datetime) -> Person:
    """Return the person with that address, made if nobody has it."""
    found = people.find_by_email(email)
    if found is not None:
        return found
    given, _, family = name.strip().rpartition(" ")
    address = email.strip().lower()
    new = insert_once(
        Person,
        email=address,
        given_name=given.strip(),
        family_name=family,
        language=language,
        created=now,
    )
    person = db.session.scalars(sa.select(Person).where(Person.email == address)).one()
    if new:
        recording.record("make person", person, by=None, now=now)
    return person


def give_role(
    person: Person,
    programme: Programme,
    kind: str,
    city: City | None,
    *,
    now: datetime,
    by: Person | None = None,
) -> None:
    """Give a role in a programme, with the city it belongs to; once is enough."""
    person, city_id = lock(person), city.id if city else None
    held = {(role.programme_id, role.city_id, role.kind) for role in person.roles}
    if (programme.id, city_id, kind) not in held:
        person.roles.append(Role(programme_id=programme.id, city_id=city_id, kind=kind))
        recording.record("give role", person, by=by, now=now, role=kind, programme=programme.slug)
    if city is not None and city_id not in {link.city_id for link in person.city_links}:
        person.city_links.append(CityMembership(city_id=city_id))
    db.session.flush()


def make_admin(person: Person, *, now: datetime) -> None:
    """Put a person over all programmes."""
    person.is_admin = True
    recording.record("make admin", person, by=None, now=now)


def request_sign_in(email: str, *, now: datetime) -> None:
    """Mail a one-time link, if somebody has that address; say nothing either way.

    The message is built for an unknown address as well and thrown away: how long the answer
    takes must not tell who is known.
    """
    person = people.find_by_email(email)
    if person is None:
        nobody = mailing.house_mailbox().address
        mailing.built(_sign_in_letter(nobody, nobody, "en", sealing.new_token()), now=now)
    elif not mailing.too_many(person.email, now=now, secret=True):
        token = make_sign_in_link(person, now=now)
        mailing.put(_sign_in_letter(person.name, person.email, person.language, token), now=now)


def _sign_in_letter(name: str, email: str, language: str, token: str) -> mailing.Post:
    return mailing.Post(
        kind="sign_in",
        to=Mailbox(name, email),
        languages=[language, *(code for code in i18n.languages() if code != language)],
        values=lambda code: {
            "sign_in_url": links.sign_in(code, token),
            "minutes": LINK_LIFE // timedelta(minutes=1),
        },
        key=(sealing.digest(token),),
        secret=True,
    )


def make_sign_in_link(person: Person, *, now: datetime) -> str:
    """Return a new one-time secret that signs the person in within half an hour."""
    token = sealing.new_token()
    db.session.add(
        SignInLink(
            person=person, digest=sealing.digest(token), created=now, expires=now + LINK_LIFE
        )
    )
    return token


def use_sign_in_link(token: str, *, now: datetime) -> Person:
    """Use a one-time link up; TokenUnknown, LinkExpired."""
    found = db.session.scalar(
        sa.select(SignInLink).where(SignInLink.digest == sealing.digest(token))
    )
    if found is None:
        raise errors.TokenUnknown
    found = lock(found)
    if found.used is not None or found.expires <= now:
        raise errors.LinkExpired
    found.used = now
    recording.record("sign in", found.person, by=found.person, now=now)
    return found.person


def make_api_token(person: Person, *, now: datetime) -> str:
    """Return a new API token for that person; only its digest is stored."""
    token = sealing.new_token()
    db.session.add(ApiToken(person=person, digest=sealing.digest(token), created=now))
    recording.record("make token", person, by=None, now=now)
    return token


def choose_language(person: Person, language: str) -> None:
    """Keep the language in which a person is written to."""
    person.language = language


def sign_out_everywhere(person: Person, *, now: datetime) -> None:
    """End every session of that person, on every device."""
    person.generation += 1
    recording.record("sign out everywhere", person, by=person, now=now)


def forget_used_links(*, now: datetime) -> None:
    """Delete sign-in links that are long over."""
    db.session.execute(sa.delete(SignInLink).where(SignInLink.expires < now - timedelta(days=1)))
