"""The commands of whoever runs the installation: start, serve, worker, demo, load, organizer ...

Translates words on a command line into verbs and reads; errors come in one line, with status 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.cli import commands, loading, rezoning, starting

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Add the commands."""
    for module in (starting, commands, loading, rezoning):
        for command in module.COMMANDS:
            app.cli.add_command(command)
