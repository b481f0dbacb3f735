"""What all commands share: whatever goes wrong is said in one line, with exit status 1."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from scheduler import errors
from scheduler.db import db
from scheduler.queries import health


class Command(click.Command):
    """A command that knows no traceback and no second exit status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind the command; a wrong one is an error like any other."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as why:
            raise click.ClickException(why.format_message()) from why

    def invoke(self, ctx: click.Context) -> Any:
        """Do it."""
        try:
            return super().invoke(ctx)
        except errors.Refusal as why:
            raise click.ClickException(why.message) from why
        except SQLAlchemyError as why:
            raise click.ClickException(_in_words(why)) from why


def _in_words(error: SQLAlchemyError) -> str:
    try:
        db.session.rollback()  # PostgreSQL answers nothing more in a transaction that has failed
        if not health.is_migrated():
            return "The database is not migrated: run `flask db upgrade` first."
    except SQLAlchemyError:
        pass
    first, *_ = str(error).splitlines() or [""]
    return f"The database does not answer as it should: {first}"
