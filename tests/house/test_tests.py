"""The tests themselves: each says what it tests, each can fail, none is left out."""

from __future__ import annotations

import ast

from tests.house.source import Function, calls, python, report, spoken

# What fails a test without the word assert: raises, a browser's expect, this folder's report;
# and suppress, where the sentence is "raises nothing but".
CHECKS = {"raises", "expect", "report", "fail", "suppress"}
LEFT_OUT = {"skip", "skipif", "xfail", "importorskip"}
MOCKS = {"unittest.mock", "mock", "pytest_mock"}


def _tests() -> list[tuple[str, Function]]:
    return [
        (f"{source.at(function)} {function.name}", function)
        for source in python("tests")
        for function in source.functions()
        if function.name.startswith("test_") and source.path.name.startswith("test_")
    ]


def _checking_names() -> set[str]:
    """Return the tests' own functions that check something, however deep they call each other."""
    functions = [f for source in python("tests") for f in source.functions()]
    names = set(CHECKS)
    while True:
        more = {f.name for f in functions if f.name not in names and _checks(f, names)}
        if not more:
            return names
        names |= more


def _checks(function: Function, names: set[str]) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and _called(node) & names != set())
        for node in ast.walk(function)
    )


def _called(call: ast.Call) -> set[str]:
    name = spoken(call.func) or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
    return {name, name.rpartition(".")[2]}


def test_every_test_checks_something() -> None:
    names = _checking_names()
    report("a test that cannot fail", [name for name, f in _tests() if not _checks(f, names)])


def test_no_two_tests_share_a_name() -> None:
    # The later one would silently replace the earlier.
    over = []
    for source in python("tests"):
        names = [f.name for f in source.tree.body if isinstance(f, Function)]
        over += [f"{source.name} {name}" for name in set(names) if names.count(name) > 1]
    report("one name, two functions: only the last is run", over)


def test_no_test_is_left_out() -> None:
    over = [
        f"{source.name}:{node.lineno} {node.attr}"
        for source in python("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in LEFT_OUT
        and spoken(node).startswith("pytest.")
    ]
    report("a test runs or does not exist", over)


def test_no_own_code_is_mocked() -> None:
    over = [
        source.name
        for source in python("tests")
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.ImportFrom) and node.module in MOCKS)
        or (isinstance(node, ast.Import) and {alias.name for alias in node.names} & MOCKS)
    ]
    over += [
        f"{source.at(call)} {name}"
        for source in python("tests")
        for name, call in calls(source)
        if name == "monkeypatch.setattr"
        and call.args
        and (spoken(call.args[0]) or ast.unparse(call.args[0]).strip("'\"")).startswith("scheduler")
    ]
    report("real parts, no mocks of own code", over)


def test_every_file_says_what_it_is() -> None:
    files = python("tests", "bench", "migrations", "scheduler", "config.py", "wsgi.py")
    over = [source.name for source in files if not ast.get_docstring(source.tree)]
    report("a module begins with what it decides", over)
