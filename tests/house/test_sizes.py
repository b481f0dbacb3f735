"""Sizes: what no longer fits a screen is read by nobody."""

from __future__ import annotations

import ast
from statistics import median

from tests.house.source import Function, python, report

FILE, FUNCTION, VIEW, USUAL = 300, 40, 12, 15
ROUTES = {"route", "get", "post"}


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _body_length(function: Function) -> int:
    # A view's sentence of documentation is not its work.
    documented = function.body[0].end_lineno if ast.get_docstring(function) else function.lineno
    return (function.end_lineno or 0) - (documented or 0) + 1


def _is_view(function: Function) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ROUTES
        for call in function.decorator_list
    )


def test_files_under_scheduler_stay_under_300_lines() -> None:
    over = [f"{s.name}: {s.lines}" for s in python("scheduler") if s.lines >= FILE]
    report(f"at most {FILE - 1} lines; a larger file becomes a package of the same name", over)


def test_no_function_is_over_40_lines() -> None:
    over = [
        f"{source.at(function)} {function.name}: {_length(function)}"
        for source in python("scheduler", "config.py", "wsgi.py")
        for function in source.functions()
        if _length(function) > FUNCTION
    ]
    report(f"at most {FUNCTION} lines a function", over)


def test_most_functions_are_under_15_lines() -> None:
    lengths = [_length(f) for source in python("scheduler") for f in source.functions()]
    assert median(lengths) < USUAL


def test_a_view_is_under_12_lines() -> None:
    over = [
        f"{source.at(function)} {function.name}: {_body_length(function)}"
        for source in python("scheduler/web")
        for function in source.functions()
        if _is_view(function) and _body_length(function) >= VIEW
    ]
    report(f"a view translates and has under {VIEW} lines", over)
