"""The commands that serve: `serve` in production, `start` for everything at once.

Decides the address, and that what was started together ends together: the worker is a child of
the process that serves, is ended with it, and ends by itself where that process was killed.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from flask.globals import app_ctx

from scheduler import clock, links, settings
from scheduler.actions import membership
from scheduler.cli.command import Command
from scheduler.cli.commands import load_demo
from scheduler.cli.server import Server
from scheduler.db import db, transaction
from scheduler.demo import loading
from scheduler.queries import health, people

if TYPE_CHECKING:
    from scheduler.models import Person

PORTS_TRIED = 20
PATIENCE = 10.0  # seconds that the worker may take for the message at hand
WAITING = 2048  # connections that may wait to be taken


@click.command(cls=Command)
@with_appcontext
def start() -> None:
    """Open everything at once: migrate, load the demo (DEMO=1), serve pages, send mail."""
    listening = _settle_address()
    if not health.is_migrated():
        flask_migrate.upgrade()
    if settings.current().demo:
        load_demo()
    click.echo(f"{settings.current().base_url}/   (Ctrl-C ends it)")
    for label, link in _doors():
        click.echo(f"  {label:20} {link}")
    _serve_beside_worker(listening)


@click.command(cls=Command)
@with_appcontext
def serve() -> None:
    """Serve pages, feeds and the API in the foreground; SIGTERM lets requests finish."""
    chosen = settings.current()
    try:
        listening = _listen(chosen.host, chosen.port)
    except OSError as why:
        raise click.ClickException(_refused(chosen.port, why)) from why
    Server(app_ctx.app, listening).run()


def _settle_address() -> socket.socket:
    """Listen on the wanted port or the next one that is free; every link follows."""
    chosen = settings.current()
    for port in range(chosen.port, chosen.port + PORTS_TRIED):
        try:
            listening = _listen(chosen.host, port)
        except OSError as why:
            refused = why
            continue
        own = chosen.base_url == f"http://{chosen.host}:{chosen.port}"
        base_url = f"http://{chosen.host}:{port}" if own else chosen.base_url
        current_app.config["SETTINGS"] = replace(chosen, port=port, base_url=base_url)
        return listening
    raise click.ClickException(_refused(chosen.port, refused))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=WAITING)


def _refused(port: int, why: OSError) -> str:
    reason, *_ = (why.strerror or str(why)).partition(" (while attempting")
    return f"Cannot listen on {settings.current().host}, port {port}: {reason}."


def _doors() -> list[tuple[str, str]]:
    """Make one sign-in link for each role of the demo, in the language of its person."""
    if not settings.current().demo:
        return []
    now, found = clock.now(), []
    with transaction():
        for role, person in _guests():
            token = membership.make_sign_in_link(person, now=now)
            found.append((role, links.sign_in(person.language, token)))
    return found


def _guests() -> list[tuple[str, Person]]:
    """Return each role's person with the role in words: "organizer in Sofia"."""
    found = []
    for role, email in loading.guests().items():
        kind, _, city = role.partition("_")
        person = people.find_by_email(email)
        if person is not None:
            found.append((f"{kind} in {city.title()}" if city else kind, person))
    return found


def _serve_beside_worker(listening: socket.socket) -> None:
    # A connection that is open while a process forks must not be used, nor closed, by the other.
    db.session.remove()
    db.engine.dispose()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        _be_the_worker(listening, parent)
    try:
        Server(app_ctx.app, listening, at_once=True).run()
    finally:
        _end(child)


def _be_the_worker(listening: socket.socket, parent: int) -> None:
    """Work in this forked process, and never return from it."""
    try:
        listening.close()
        current_app.extensions["worker"](parent)
    finally:
        os._exit(0)


def _end(child: int) -> None:
    """End the worker; where it ended first, gunicorn has reaped it and its number is nobody's."""
    until = clock.monotonic() + PATIENCE
    with suppress(ChildProcessError):
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            os.kill(child, signal.SIGTERM if clock.monotonic() < until else signal.SIGKILL)
            time.sleep(0.02)


COMMANDS = (start, serve)
