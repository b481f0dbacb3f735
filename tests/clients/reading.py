"""The readers: which programs there are, how each is asked, and what is known of its ways.

Each lies in readers/ as a small script around a library that somebody else wrote. It is given
files and prints one line of JSON for each: what it has to say against the file, and every
instance of every event in it (series expanded by the reader itself) with its moments in UTC.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config import ROOT

SCRIPTS = Path(__file__).parent / "readers"
INSTALLED = ROOT / ".venv" / "clients"
# Far from every zone of the product: what a reader takes for local time shows at once.
ELSEWHERE = "Pacific/Chatham"


@dataclass(frozen=True, order=True)
class Instance:
    """One entry on one date, as a reader shows it; moments in UTC, or dates (end exclusive)."""

    uid: str = ""
    start: str = ""
    end: str = ""
    summary: str = ""
    description: str = ""
    location: str = ""
    status: str = ""

    @property
    def when(self) -> tuple[str, str, str]:
        """Which entry, from when to when."""
        return self.uid, self.start, self.end


@dataclass(frozen=True)
class Answer:
    """What a reader makes of a file."""

    complaints: tuple[str, ...]
    instances: tuple[Instance, ...]


def _as_it_is(text: str) -> str:
    return text


def _marks_kept(text: str) -> str:
    """Return a text as sabre/vobject 2 shows it: with the backslash before a comma."""
    return text.replace(",", r"\,").replace(";", r"\;")


def _escapes_in_turn(text: str) -> str:
    """Return a text as node-ical shows it: it takes the n in a typed `C:\new` for a new line.

    Every kind of escape is undone in the whole text before the next kind is.
    """
    written = text.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
    read = written.replace(r"\,", ",").replace(r"\;", ";")
    return re.sub(r"\\[nN]", "\n", read).replace(r"\\", "\\")


@dataclass(frozen=True)
class Reader:
    """A program that reads calendars; what is known of its ways."""

    name: str
    command: tuple[str, ...]
    shows: Callable[[str], str] = field(default=_as_it_is)
    sure: bool = False
    """Whether it is right also about a series whose own hour is skipped, or comes twice, on some day.

    What is right about it is written in UTC beside the series (`docs/calendars.md`), and does not
    reach everybody: libical and node-ical show such a meeting twice, sabre/vobject under the
    series' own texts.
    """

    def __str__(self) -> str:
        return self.name

    def read(self, files: Sequence[Path]) -> dict[Path, Answer]:
        """Return what it makes of each of those files."""
        done = subprocess.run(
            [*self.command, *map(str, files)],
            env={**os.environ, "TZ": ELSEWHERE, "INSTALLED": str(INSTALLED)},
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{self.name}: {done.stderr.decode()[-2000:]}"
        assert done.stderr == b"", f"{self.name}: {done.stderr.decode()[-2000:]}"
        said = [json.loads(line) for line in done.stdout.decode().splitlines()]
        found = {Path(each["file"]): _answer(each) for each in said}
        assert set(found) == set(files), f"{self.name} did not answer for every file"
        return found


def _answer(said: dict) -> Answer:
    # Of a file that is broken enough some have no value here, or several.
    found = [{name: str(text or "") for name, text in each.items()} for each in said["instances"]]
    return Answer(tuple(said["complaints"]), tuple(sorted(Instance(**each) for each in found)))


NODE, DEBIANS_PYTHON = str(INSTALLED / "bin" / "node"), "/usr/bin/python3"
READERS = (
    Reader("ical.js", (NODE, str(SCRIPTS / "icaljs.cjs")), sure=True),
    Reader("libical", (DEBIANS_PYTHON, str(SCRIPTS / "libical.py"))),
    Reader("sabre/vobject", ("php", str(SCRIPTS / "sabre.php")), _marks_kept),
    Reader("node-ical", (NODE, str(SCRIPTS / "nodeical.cjs")), _escapes_in_turn),
    Reader(
        "vobject", (str(INSTALLED / "bin" / "python"), str(SCRIPTS / "pyvobject.py")), sure=True
    ),
)
