"""The commands, as whoever runs the installation meets them: in this process and as real ones."""

from __future__ import annotations

import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from scheduler import clock
from scheduler.actions import membership
from scheduler.db import db, transaction
from scheduler.demo.files import FOLDER
from scheduler.models import City, Person, Role
from scheduler.queries import people
from tests.live import Live, Process

COMMANDS = ("start", "serve", "worker", "demo", "load", "organizer", "token", "rezone", "verify")


def _roles(person: Person) -> list[tuple[str, str | None]]:
    cities = {None: None} | {city.id: city.slug for city in person.cities}
    return [(role.kind, cities.get(role.city_id)) for role in person.roles]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(shell, name) -> None:
    shown = shell.invoke(args=[name, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"Usage: flask {name}") or f" {name} " in shown.output
    assert "--help" in shown.output


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("wrong", [["--magic"], ["one", "two", "three"]])
def test_a_wrong_word_is_an_error_in_one_line_and_status_one(shell, name, wrong) -> None:
    answer = shell.invoke(args=[name, *wrong])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: ")
    assert answer.stderr.count("\n") == 1


def test_organizer_makes_the_person_gives_the_role_and_prints_a_link_that_works_once(
    shell, world
) -> None:
    words = ["organizer", " New.Person@Sofia.Example ", "--programme", "sofia-seoul"]
    answer = shell.invoke(args=[*words, "--city", "sofia"])
    (line,) = answer.output.splitlines()
    assert (answer.exit_code, line[:43]) == (
        0,
        "http://scheduler.example/bg/sign-in/" + line[36:43],
    )
    person = people.find_by_email("new.person@sofia.example")
    assert (_roles(person), person.is_admin) == ([("organizer", "sofia")], False)
    with transaction():
        used = membership.use_sign_in_link(line.rpartition("/")[2], now=clock.now())
    assert used == person


def test_organizer_a_second_time_gives_nothing_twice_but_a_new_link(shell, world) -> None:
    first, second = (
        shell.invoke(args=["organizer", "new@sofia.example", "--city", "sofia"]) for _ in range(2)
    )
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output != second.output
    assert (
        db.session.query(Role).join(Role.person).filter_by(email="new@sofia.example").count() == 1
    )


@pytest.mark.parametrize(
    ("options", "roles", "admin"),
    [
        ([], [("organizer", None)], False),
        (["--admin"], [], True),
        (["--admin", "--city", "seoul"], [("organizer", "seoul")], True),
    ],
)
def test_organizer_without_a_city_is_the_whole_programmes(shell, world, options, roles, admin):
    assert shell.invoke(args=["organizer", "new@sofia.example", *options]).exit_code == 0
    person = people.find_by_email("new@sofia.example")
    assert (_roles(person), person.is_admin) == (roles, admin)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["organizer", "nobody"], "This does not look like an e-mail address."),
        (
            ["organizer", "a@b.bg", "--programme", "x"],
            "No programme is called x; there are: sofia-s",
        ),
        (
            ["organizer", "a@b.bg", "--city", "x"],
            "No city of sofia-seoul is called x; there are: so",
        ),
        (["token", "nobody@sofia.example"], "Nobody here has the address nobody@sofia.example."),
        (["organizer"], "Missing argument 'EMAIL'."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(shell, world, words, said):
    before = db.session.query(Person).count()
    answer = shell.invoke(args=words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"Error: {said}")
    assert answer.stderr.count("\n") == 1
    assert db.session.query(Person).count() == before


def test_load_makes_what_a_folder_names_and_a_second_time_nothing(shell, tmp_path) -> None:
    for name in ("themes", "cities", "programmes", "people"):
        (tmp_path / f"{name}.json").write_bytes((FOLDER / f"{name}.json").read_bytes())
    first, second = (shell.invoke(args=["load", str(tmp_path)]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [line.split(maxsplit=1) for line in first.output.splitlines()] == [
        ["8", "themes made"],
        ["263", "cities made"],
        ["6", "programmes made"],
        ["308", "cities joined a programme"],
        ["31", "people made"],
        ["40", "roles given"],
    ]
    assert {line.split()[0] for line in second.output.splitlines()} == {"0"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("readme.txt", b"", "holds none of themes.json, cities.json, programmes.json, people."),
        ("cities.json", b'{"cities": [', "cities.json cannot be read: Expecting value: line 1 co"),
        ("cities.json", b"[]", "cities.json cannot be read: an object in braces is expected"),
        ("cities.json", b"\xff\xfe", "cities.json cannot be read: 'utf-8' codec can't decode"),
        ("cities.json", b'{"cities": {}}', "cities.json, “cities”: Fill in this field."),
        (
            "cities.json",
            b'{"cities": [{"slug": "kyoto", "name": {"en": "Kyoto"}, "zone": "Kyoto"}]}',
            "cities.json, “kyoto”: zone: There is no time zone called “Kyoto”.",
        ),
    ],
)
def test_what_cannot_be_loaded_is_said_in_one_line(shell, tmp_path, name, content, said) -> None:
    (tmp_path / name).write_bytes(content)
    answer = shell.invoke(args=["load", str(tmp_path)])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert db.session.query(City).count() == 0


def test_without_any_programme_there_is_no_organizer(shell) -> None:
    answer = shell.invoke(args=["organizer", "new@sofia.example"])
    assert (answer.exit_code, answer.stderr) == (1, "Error: There is no programme yet.\n")
    assert shell.invoke(args=["organizer", "new@sofia.example", "--admin"]).exit_code == 0


def test_the_last_line_of_token_is_a_token_that_acts_for_that_person(shell, world) -> None:
    answer = shell.invoke(args=["token", "Elena@Sofia.Example"])
    assert answer.exit_code == 0
    assert people.find_by_api_token(answer.output.splitlines()[-1]) == world.elena


def test_demo_loads_once(shell) -> None:
    said = [shell.invoke(args=["demo"]) for _ in range(2)]
    assert [(each.exit_code, each.output) for each in said] == [
        (0, "loaded\n"),
        (0, "already loaded: nothing changed\n"),
    ]


def test_verify_says_that_all_is_well_or_what_is_not(shell, world) -> None:
    world.published()
    well = shell.invoke(args=["verify"])
    assert (well.exit_code, well.output) == (0, "no findings\n")
    with transaction():
        db.session.execute(sa.text("UPDATE history_chain SET length = length + 1"))
    ill = shell.invoke(args=["verify"])
    assert ill.exit_code == 1
    assert ill.output == "history sofia-seoul: entries are missing at its end\n1 findings\n"


@pytest.mark.any_db
@pytest.mark.parametrize("words", [["token", "a@b.bg"], ["demo"], ["verify"]])
def test_a_database_without_its_tables_is_an_error_in_one_line(shell, app, words) -> None:
    with transaction():
        for table in ("person", "programme", "event"):
            db.session.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    broken = shell.invoke(args=words)
    with transaction():
        db.session.execute(sa.text("DELETE FROM alembic_version"))
    bare = shell.invoke(args=words)
    for answer in (broken, bare):
        assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert broken.stderr.startswith("Error: The database does not answer as it should: ")
    assert bare.stderr == ("Error: The database is not migrated: run `flask db upgrade` first.\n")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "PORT must be a number, and is 'abc'"),
        (
            "ENCRYPTION_KEY",
            "hunter2",
            "ENCRYPTION_KEY must be Fernet keys separated by commas, 44 characters each",
        ),
        ("DATABASE_URL", "somewhere", "Could not parse SQLAlchemy URL from given URL string"),
        ("INSTANCE_PATH", "/proc/nowhere", "[Errno 2] No such file or directory: '/proc/nowhere'"),
    ],
)
def test_a_setting_that_means_nothing_is_an_error_in_one_line(live: Live, name, value, said):
    process = live.command("verify", **{name: value})
    assert process.popen.wait(20) == 1
    assert process.printed() == f"Error: this cannot start with these settings: {said}\n"


@dataclass(frozen=True)
class Tree:
    """A process that runs with those that it has started."""

    process: Process
    main: psutil.Process
    children: list[psutil.Process]

    def ended(self, seconds: float = 5) -> list[psutil.Process]:
        """Return what is still there after at most that long."""
        _gone, left = psutil.wait_procs(self.children, timeout=seconds)
        return left


def _at_work(live: Live, command: str, count: int, **environ: str) -> Tree:
    """Start that command, and wait until it answers with that many processes behind it."""
    process = live.command(command, **environ)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.popen.poll() is None, process.printed()
        children = psutil.Process(process.popen.pid).children(recursive=True)
        if len(children) == count and _answers(live.url):
            return Tree(process, psutil.Process(process.popen.pid), children)
        time.sleep(0.02)
    raise AssertionError(process.printed())


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def _idle_browser(live: Live) -> Iterator[None]:
    """Hold one connection that has asked something, and one that never says a word."""
    host, port = live.url.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)))) as kept:
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: scheduler\r\n\r\n")
        assert kept.recv(4096).startswith(b"HTTP/1.1 200")
        with closing(socket.create_connection((host, int(port)))):
            yield


@pytest.mark.parametrize("how", ["terminated", "interrupted", "terminal closed"])
def test_start_ends_all_of_it_at_once_and_without_a_word(live: Live, tmp_path: Path, how) -> None:
    tree = _at_work(live, "start", 3, HOME=str(tmp_path / "home"))
    opened = [file.path for file in tree.main.open_files()]
    assert [path for path in opened if "sqlite" in path] == [], "shared over the fork"
    with _idle_browser(live):
        told = {"terminated": [tree.main], "interrupted": [tree.main, *tree.children]}
        signals = {"terminated": signal.SIGTERM, "interrupted": signal.SIGINT}
        for process in told.get(how, [tree.main]):
            # The main process passes it on at once: a child may have ended by now.
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signals.get(how, signal.SIGHUP))
        assert tree.process.popen.wait(20) == 0
    assert tree.ended() == []
    assert tree.process.printed() == f"{live.url}/   (Ctrl-C ends it)\n"
    assert not (tmp_path / "home").exists()


def test_what_start_has_started_ends_also_when_it_is_killed(live: Live) -> None:
    tree = _at_work(live, "start", 3)
    tree.process.stop(signal.SIGKILL)
    assert tree.ended() == []


def test_start_goes_on_when_its_worker_has_died(live: Live) -> None:
    tree = _at_work(live, "start", 3)
    first = min(tree.children, key=lambda child: child.pid)
    first.kill()
    first.wait(5)
    time.sleep(0.2)
    assert _answers(live.url)
    assert tree.process.stop() == 0
    assert tree.ended() == []


def test_start_takes_the_next_free_port_and_says_so_in_its_first_line(live: Live) -> None:
    host, port = live.url.removeprefix("http://").split(":")
    with socket.create_server((host, int(port))):
        process = live.command("start", BASE_URL="")
        until = time.monotonic() + 20
        while "\n" not in process.printed() and time.monotonic() < until:
            time.sleep(0.02)
        address, *_ = process.printed().split()
        assert address != f"{live.url}/"
        assert _answers(address.rstrip("/"))
        process.stop()


def test_serve_says_in_one_line_that_its_port_is_taken(live: Live) -> None:
    host, port = live.url.removeprefix("http://").split(":")
    with socket.create_server((host, int(port))):
        process = live.command("serve")
        assert process.popen.wait(20) == 1
    assert process.printed() == (
        f"Error: Cannot listen on {host}, port {port}: Address already in use.\n"
    )


def test_serve_lets_a_request_finish(live: Live) -> None:
    tree = _at_work(live, "serve", 2)
    host, port = live.url.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)))) as reader:
        reader.sendall(b"GET /healthz HTTP/1.1\r\nHost: scheduler\r\n")
        time.sleep(0.3)
        tree.main.terminate()
        time.sleep(0.3)
        reader.sendall(b"\r\n")
        assert reader.recv(4096).startswith(b"HTTP/1.1 200")
    assert tree.process.popen.wait(10) == 0
    assert (tree.ended(), tree.process.printed()) == ([], "")
