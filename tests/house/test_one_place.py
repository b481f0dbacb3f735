"""One place each: who commits, who opens a transaction, who reads the clock and the environment."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from scheduler.actions import rendering
from tests.house.source import calls, python, report

CLOCK = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "formatdate",
    "func.current_timestamp",
    "func.now",
    "localtime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.time",
    "time.time_ns",
    "uuid1",
}
EDGES = {"web", "api", "feeds", "feeds.py", "cli", "cli.py", "worker", "worker.py"}
TOLD_OTHERWISE = {
    # Which zone data a moment was derived from: no feed says it.
    ("scheduler/actions/rezoning/verbs.py", "Event"),
    # Times of a poll that are no more; the voters' own rows are seen.
    ("scheduler/actions/polling/verbs.py", "PollAnswer"),
    # Told by name beside it: rendering.concern().
    ("scheduler/actions/inviting/verbs.py", "Invitation"),
    # Somebody new has no feed yet.
    ("scheduler/actions/membership.py", "Person"),
}


def _ends_with(name: str, endings: set[str]) -> bool:
    return any(name == ending or name.endswith(f".{ending}") for ending in endings)


def _where(endings: set[str], *, but: set[str]) -> list[str]:
    return [
        f"{source.at(call)} {name}()"
        for source in python("scheduler", "wsgi.py", "config.py")
        if source.name not in but
        for name, call in calls(source)
        if _ends_with(name, endings)
    ]


def test_only_db_commits() -> None:
    found = _where({"session.commit", "session.begin", "begin_nested"}, but={"scheduler/db.py"})
    report("with transaction(): commits; nobody else does", found)


def test_only_edges_open_a_transaction() -> None:
    found = [
        f"{source.at(call)} {name}()"
        for source in python("scheduler")
        if not EDGES & set(PurePosixPath(source.name).parts)
        for name, call in calls(source)
        if _ends_with(name, {"transaction"})
    ]
    report("verbs and reads never open a transaction: an edge does, once a request", found)


def test_only_the_clock_reads_the_clock() -> None:
    found = _where(CLOCK, but={"scheduler/clock.py"})
    report("ask scheduler.clock.now(), or take now= as an argument", found)


def test_only_the_settings_read_the_environment() -> None:
    found = [
        f"{source.name}: {word}"
        for source in python("scheduler", "wsgi.py")
        for word in ("os.environ", "os.getenv", "from os import environ", "import getenv")
        if word in source.text
    ]
    report("config.py is the one reader of the environment", found)


def test_no_statement_writes_behind_the_feeds_back() -> None:
    """What feeds show is watched row by row; a statement over many rows is not seen."""
    watched = {table.__name__ for table in rendering.WATCHED}
    found = [
        f"{source.at(call)} {name}({call.args[0].id})"
        for source in python("scheduler")
        for name, call in calls(source)
        if name in {"sa.update", "sa.delete", "sa.insert", "insert_once"}
        if call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in watched
        if (source.name, call.args[0].id) not in TOLD_OTHERWISE
    ]
    report("write rows that feeds show through the session, so that they are seen", found)
