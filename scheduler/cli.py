"""The commands of whoever runs the installation: start, serve, demo, organizer, token, verify.

Translates words on a command line into verbs and reads; errors come in one line, with status 1.
"""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication

from scheduler import clock, errors, i18n, links, settings
from scheduler.actions import membership, registering
from scheduler.db import after_fork, db, transaction
from scheduler.demo import loading
from scheduler.queries import health, people, programmes, verification

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.models import Person

PORTS_TRIED = 20


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (start, serve, demo, organizer, token, verify):
        app.cli.add_command(command)


@click.command()
@with_appcontext
def start() -> None:
    """Open everything at once: migrate, load the demo (DEMO=1), serve pages, send mail."""
    _settle_address()
    if not health.is_migrated():
        flask_migrate.upgrade()
    if settings.current().demo:
        _load_demo()
    click.echo(f"{links.page(i18n.languages()[0])}/   (Ctrl-C ends it)")
    if settings.current().demo:
        _print_doors()
    db.session.remove()
    _beside(current_app.cli.commands["worker"], _serve)


@click.command()
@with_appcontext
def serve() -> None:
    """Serve pages, feeds and the API in the foreground; SIGTERM lets requests finish."""
    _serve()


@click.command()
@with_appcontext
def demo() -> None:
    """Load the demo programmes; a second time changes nothing."""
    click.echo("loaded" if _load_demo() else "already loaded: nothing changed")


@click.command()
@click.argument("email")
@click.option("--programme", "slug", help="The programme's slug; the first one if left out.")
@click.option(
    "--city", help="The slug of the city to organize for; the whole programme if left out."
)
@click.option("--admin", is_flag=True, help="Over all programmes.")
@with_appcontext
def organizer(email: str, slug: str | None, city: str | None, admin: bool) -> None:  # noqa: FBT001
    """Make or find the person, give the role, print a one-time sign-in link."""
    now = clock.now()
    with _in_one_line(), transaction():
        person = membership.find_or_make(registering.checked_email(email), now=now)
        if admin:
            membership.make_admin(person, now=now)
        else:
            programme = programmes.get_programme(slug) if slug else programmes.first_programme()
            if programme is None:
                raise errors.NotFound
            place = programmes.get_city(city) if city else None
            membership.give_role(person, programme, "organizer", place, now=now)
        link = membership.make_sign_in_link(person, now=now)
    click.echo(links.sign_in(i18n.languages()[0], link))


@click.command()
@click.argument("email")
@with_appcontext
def token(email: str) -> None:
    """Make an API token for that person; the last line printed is the token alone."""
    with _in_one_line(), transaction():
        person = people.find_by_email(email)
        if person is None:
            raise errors.PersonUnknown(email=email)
        made = membership.make_api_token(person, now=clock.now())
    click.echo(made)


@click.command()
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


class _in_one_line:  # noqa: N801 - reads as a phrase
    """Turn a refusal into one line on the error output and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, errors.Refusal):
            raise click.ClickException(error.message) from error


def _load_demo() -> bool:
    with transaction():
        return bool(loading.load(now=clock.now()))


def _settle_address() -> None:
    """Take the next free port where the wanted one is in use, also for every link."""
    chosen = settings.current()
    port = next(
        (p for p in range(chosen.port, chosen.port + PORTS_TRIED) if _is_free(chosen.host, p)), None
    )
    if port is None:
        msg = f"no free port from {chosen.port} on"
        raise click.ClickException(msg)
    own = chosen.base_url == f"http://{chosen.host}:{chosen.port}"
    base_url = f"http://{chosen.host}:{port}" if own else chosen.base_url
    current_app.config["SETTINGS"] = replace(chosen, port=port, base_url=base_url)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _print_doors() -> None:
    """Print one sign-in link for each role of the demo."""
    with transaction():
        doors = [
            (label, membership.make_sign_in_link(person, now=clock.now()))
            for label, person in _demo_people()
        ]
    for label, link in doors:
        click.echo(f"  {label:20} {links.sign_in('en', link)}")


def _demo_people() -> list[tuple[str, Person]]:
    found = {role: people.find_by_email(email) for role, email in loading.guests().items()}
    return [(role.replace("_", " "), person) for role, person in found.items() if person]


def _beside(worker: click.Command, serving: Callable[[], None]) -> None:
    """Run the worker in a process of its own while this one serves; end both together."""
    child = os.fork()
    if child == 0:
        after_fork()
        worker.main([], standalone_mode=False)
        os._exit(0)
    parent = os.getpid()
    try:
        serving()
    finally:
        # The server's own forks leave through here too, and it may have reaped the child already.
        if os.getpid() == parent:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)


def _serve() -> None:
    Server(current_app._get_current_object()).run()  # type: ignore[attr-defined] # noqa: SLF001


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn around the app that is at work already: loaded once, forked for each worker."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        super().__init__()

    def load_config(self) -> None:
        """Say where and how to serve; the control socket stays off."""
        chosen: dict[str, Any] = {
            "bind": f"{settings.current().host}:{settings.current().port}",
            "workers": 2,
            "worker_class": "gthread",
            "threads": 8,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "preload_app": True,
            "control_socket_disable": True,
            "post_fork": lambda _server, _worker: _forget_connections(self.app),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app, which is loaded already."""
        return self.app


def _forget_connections(app: Flask) -> None:
    with app.app_context():
        after_fork()
