"""Texts: whatever the program says, it says in every language, with the same values in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.house import catalogue
from tests.house.source import calls, python, report, spoken

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%")


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _name(message: Message) -> str:
    where = ", ".join(file for file, _ in message.locations)
    return f"{_forms(message.id)[0]!r} ({where})"


def _values(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {""}


def _lacks(message: Message, translated: Message | None) -> str:
    if translated is None:
        return "missing"
    forms = _forms(translated.string)
    if not all(forms):
        return "empty"
    if translated.fuzzy:
        return "fuzzy"
    wanted = set().union(*map(_values, _forms(message.id)))
    if isinstance(message.id, str):
        return "" if _values(forms[0]) == wanted else f"other values than {sorted(wanted)}"
    # "one city" may be said without its number, "5 cities" not.
    right = all(_values(form) <= wanted for form in forms) and _values(forms[-1]) == wanted
    return "" if right else f"other values than {sorted(wanted)}"


@pytest.fixture(params=catalogue.paths(), ids=lambda path: path.parent.parent.name)
def path(request: pytest.FixtureRequest) -> Path:
    """Return one catalogue after the other."""
    return request.param


def test_every_text_is_translated(path: Path) -> None:
    known = catalogue.read(path)
    texts = [message for message in catalogue.said() if message.id]
    lacking = [
        f"{lack}: {_name(message)}"
        for message in texts
        if (lack := _lacks(message, known.get(message.id, context=message.context)))
    ]
    report(f"{path.name}: `make translations` brings new texts in", lacking)


def test_nothing_is_translated_that_nobody_says(path: Path) -> None:
    said = catalogue.said()
    unsaid = [
        repr(message.id)
        for message in catalogue.read(path)
        if message.id and said.get(message.id, context=message.context) is None
    ]
    report(f"{path.name}: `make translations` takes old texts out", unsaid)


def test_there_is_a_bulgarian_catalogue() -> None:
    assert "bg" in [path.parent.parent.name for path in catalogue.paths()]


def test_every_form_of_a_plural_is_there(path: Path) -> None:
    known = catalogue.read(path)
    short = [
        repr(message.id[0])
        for message in known
        if isinstance(message.id, (tuple, list))
        and len(_forms(message.string)) != known.num_plurals
    ]
    report(f"{path.name}: {known.num_plurals} forms a plural", short)


def test_no_text_hides_in_an_f_string() -> None:
    # Python 3.11 gives an f-string to the extractor as one piece: the text would be lost.
    over = [
        f"{source.at(call)} {name}()"
        for source in python("scheduler")
        for outer in ast.walk(source.tree)
        if isinstance(outer, ast.FormattedValue)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call)
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and (name := spoken(call.func).rpartition(".")[2]) in catalogue.KEYWORDS
    ]
    report("say it before the f-string", over)


def test_a_text_is_said_as_a_whole() -> None:
    over = [
        f"{source.at(call)} {name}()"
        for source in python("scheduler")
        for name, call in calls(source)
        if name.rpartition(".")[2] in catalogue.KEYWORDS
        and call.args
        and isinstance(call.args[0], (ast.JoinedStr, ast.BinOp))
    ]
    report("a text is one literal; what changes in it is a %(value)s", over)
