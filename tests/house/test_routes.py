"""Routes: each is public or names its permission, and each is written as the contract says."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import Rule

from scheduler.actions import policy
from tests.house.source import report

PATH = re.compile(r"^(/(<[a-z_:]+>|[a-z0-9<][a-z0-9-]*(\.[a-z]+)?|<[a-z_:]+>\.ics))*/?$")


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_there_are_routes(app: Flask) -> None:
    assert len(_rules(app)) > 10


def test_every_route_declares_its_permission(app: Flask) -> None:
    over = [
        f"{rule.rule} ({rule.endpoint}): {permission!r}"
        for rule in _rules(app)
        for permission in [getattr(app.view_functions[rule.endpoint], "permission", None)]
        if permission not in policy.PERMISSIONS
    ]
    report("public, or a permission of actions/policy.py", over)


def test_paths_are_nouns_in_kebab_case(app: Flask) -> None:
    over = [rule.rule for rule in _rules(app) if not PATH.match(rule.rule)]
    report("words in paths are English nouns in kebab case", over)
