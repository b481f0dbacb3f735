"""The commands that do one thing and end: demo, organizer, token, verify; and the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from scheduler import clock, errors, i18n, links
from scheduler.actions import membership, registering
from scheduler.cli.command import Command
from scheduler.db import transaction
from scheduler.demo import loading
from scheduler.queries import people, programmes, verification

if TYPE_CHECKING:
    from scheduler.models import City, Programme


@click.command(cls=Command)
@with_appcontext
def worker() -> None:
    """Send the outbox's mail and do the chores, in the foreground, until told to stop."""
    current_app.extensions["worker"]()


@click.command(cls=Command)
@with_appcontext
def demo() -> None:
    """Load the demo programmes; a second time changes nothing."""
    click.echo("loaded" if load_demo() else "already loaded: nothing changed")


@click.command(cls=Command)
@click.argument("email")
@click.option("--programme", "slug", help="The programme's slug; the first one if left out.")
@click.option("--city", help="The slug of the city to organize for; all of them if left out.")
@click.option("--admin", is_flag=True, help="Over all programmes.")
@with_appcontext
def organizer(email: str, slug: str | None, city: str | None, admin: bool) -> None:  # noqa: FBT001
    """Make or find the person, give the role, print a one-time sign-in link."""
    now = clock.now()
    with transaction():
        person = membership.find_or_make(registering.checked_email(email), now=now)
        if admin:
            membership.make_admin(person, now=now)
        if slug or city or not admin:
            programme = _programme(slug)
            place = _city(programme, city) if city else None
            membership.give_role(person, programme, "organizer", place, now=now)
        link = membership.make_sign_in_link(person, now=now)
    click.echo(links.sign_in(i18n.languages()[0], link))


@click.command(cls=Command)
@click.argument("email")
@with_appcontext
def token(email: str) -> None:
    """Make an API token for that person; the last line printed is the token alone."""
    with transaction():
        person = people.find_by_email(email)
        if person is None:
            raise errors.PersonUnknown(email=email)
        made = membership.make_api_token(person, now=clock.now())
    click.echo(made)


@click.command(cls=Command)
@with_appcontext
def verify() -> None:
    """Check database, history chain, derived times and the outbox; print what is found."""
    count = 0
    for finding in verification.findings(clock.now()):
        click.echo(finding)
        count += 1
    click.echo(f"{count} findings" if count else "no findings")
    if count:
        raise SystemExit(1)


def load_demo() -> bool:
    """Load the demo; return whether anything was loaded."""
    with transaction():
        return bool(loading.load(now=clock.now()))


def _programme(slug: str | None) -> Programme:
    known = programmes.programmes()
    found = next((each for each in known if slug in {None, each.slug}), None)
    if found is None:
        wanted = f"No programme is called {slug}" if slug else "There is no programme yet"
        there = ", ".join(each.slug for each in known)
        raise click.ClickException(f"{wanted}; there are: {there}." if there else f"{wanted}.")
    return found


def _city(programme: Programme, slug: str) -> City:
    found = next((city for city in programme.cities if city.slug == slug), None)
    if found is None:
        there = ", ".join(city.slug for city in programme.cities)
        msg = f"No city of {programme.slug} is called {slug}; there are: {there}."
        raise click.ClickException(msg)
    return found


COMMANDS = (worker, demo, organizer, token, verify)
