"""Names: one noun a thing, the users' verbs, and no drawer for what nobody sorted."""

from __future__ import annotations

import ast

from tests.house.source import python, report

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "manager", "managers"}
EMPTY_VERBS = ("process_", "handle_", "perform_")  # "manage" is a noun here: the manage link


def test_no_module_is_a_drawer() -> None:
    over = [
        source.name
        for source in python("scheduler", "tests", "bench")
        if DRAWERS & {source.path.stem, source.path.parent.name}
    ]
    report("a module is named by what it decides", over)


def test_no_class_is_called_session() -> None:
    over = [
        f"{source.at(node)} {node.name}"
        for source in python("scheduler")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name == "Session"
    ]
    report("SQLAlchemy and Flask own the word Session: this is an Event or an Occurrence", over)


def test_verbs_are_the_users_words() -> None:
    over = [
        f"{source.at(function)} {function.name}"
        for source in python("scheduler/actions", "scheduler/queries", "scheduler/core")
        for function in source.functions()
        if function.name.startswith(EMPTY_VERBS)
    ]
    report("move, cancel, approve, promote; never process, handle or manage", over)


def test_what_is_got_is_there() -> None:
    over = [
        f"{source.at(function)} {function.name}"
        for source in python("scheduler")
        for function in source.functions()
        if function.name.startswith("get_")
        and function.returns
        and "None" in ast.unparse(function.returns)
    ]
    report("get_x raises where there is nothing; what may return None is called find_x", over)
