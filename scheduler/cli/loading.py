"""The command that loads a folder of files: how a programme begins, and how it gains a city.

Reads the files; what becomes of them, `actions/founding` decides. All of it or nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from scheduler import clock
from scheduler.actions import founding
from scheduler.cli.command import Command
from scheduler.db import transaction
from scheduler.demo.files import read

WORDS = {
    "themes": "themes made",
    "cities": "cities made",
    "programmes": "programmes made",
    "joined": "cities joined a programme",
    "people": "people made",
    "roles": "roles given",
}


@click.command(cls=Command)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def load(folder: Path) -> None:
    """Make the themes, cities, programmes and people of FOLDER's *.json that are missing.

    The files are those of the demo (scheduler/demo): themes.json, cities.json, programmes.json,
    people.json; any may be missing. What is there already stays as it is.
    """
    files = _read(folder)
    with transaction():
        made = founding.found(files, now=clock.now())
    for name, number in asdict(made).items():
        click.echo(f"{number:5} {WORDS[name]}")


def _read(folder: Path) -> dict[str, founding.Entry]:
    names = [name for name in founding.FILES if (folder / f"{name}.json").exists()]
    if not names:
        wanted = ", ".join(f"{name}.json" for name in founding.FILES)
        msg = f"{folder} holds none of {wanted}."
        raise click.ClickException(msg)
    return {name: _one(folder, name) for name in names}


def _one(folder: Path, name: str) -> founding.Entry:
    try:
        return read(name, folder)
    except (OSError, ValueError, RecursionError) as why:
        msg = f"{name}.json cannot be read: {why}"
        raise click.ClickException(msg) from why


COMMANDS = (load,)
