"""Permissions: a view whose address names a thing asks the table about it, or has a verb ask.

"self" and "manage" are asked at the door, before the view, and only of the reader. Whether the
reader may have to do with this event or that city, only the view can ask that has found it.
Public views are left out: there a link is the proof, or `event.see` decides what is found.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from tests.house.source import Function, python, report, spoken

Known = dict[str, dict[str, Function]]
EDGES = ("scheduler/web", "scheduler/api")
AT_THE_DOOR = ("self", "manage")


def _bound(app: Flask) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Give the address and the view of every route that is about one thing and not public."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        permission = getattr(view, "permission", "public")
        things = rule.arguments - {"lang"}
        if permission != "public" and (things or permission not in AT_THE_DOOR):
            yield f"{rule.rule} ({permission})", inspect.unwrap(view)


def _functions() -> Known:
    """Return the functions of the edges by their module and name."""
    return {
        source.name.removesuffix(".py").replace("/", "."): {
            function.name: function for function in source.functions()
        }
        for source in python(*EDGES)
    }


def _asks(call: ast.Call) -> bool:
    """Tell whether a call asks the table, or passes on who acts: `by=` to a verb that asks it,
    or, as in `personal.get_invitation(get_me(), ref)`, to a read that finds the reader's alone.
    """
    name, first = spoken(call.func), [word for word in call.args[:1] if isinstance(word, ast.Call)]
    if name.startswith("policy."):
        return name == "policy.require"
    theirs = any(spoken(word.func) == "get_me" for word in first)
    return theirs or any(word.arg == "by" for word in call.keywords)


def _kept(module: str, name: str, known: Known, seen: set[tuple[str, str]]) -> bool:
    """Look through a function and what it calls in the edges."""
    seen.add((module, name))
    body = ast.Module(known[module][name].body, [])
    calls = [node for node in ast.walk(body) if isinstance(node, ast.Call)]
    if any(map(_asks, calls)):
        return True
    called = {spoken(call.func) for call in calls}
    inner = {each for spelt in called for each in _homes(spelt, module, known)}
    return any(_kept(*each, known, seen) for each in sorted(inner - seen))


def _homes(spelt: str, module: str, known: Known) -> set[tuple[str, str]]:
    """Return which function of the edges a call can mean: `desk.get_event` is one of desk's."""
    room, _, name = spelt.rpartition(".")
    homes = {home for home, functions in known.items() if name in functions}
    if room:
        homes = {home for home in homes if home.endswith(f".{room}")}
    elif module in homes:
        homes = {module}
    return {(home, name) for home in homes}


def test_who_may_have_to_do_with_a_thing_is_asked(app: Flask) -> None:
    known, bound = _functions(), list(_bound(app))
    assert len(bound) > 30
    over = [
        address
        for address, view in bound
        if not _kept(view.__module__, view.__name__, known, set())
    ]
    report("a view asks policy.require about what its address names, or calls a verb", over)
