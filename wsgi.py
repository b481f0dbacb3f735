"""The application object that web servers and the `flask` command look for."""

from sqlalchemy.exc import ArgumentError

from scheduler import create_app

try:
    app = create_app()
except (ArgumentError, OSError, ValueError) as why:
    # Nothing has happened yet but reading settings: one line says more than a traceback.
    msg = f"Error: this cannot start with these settings: {why}"
    raise SystemExit(msg) from why
