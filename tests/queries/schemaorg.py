"""A reader of schema.org's JSON-LD that goes by the vocabulary itself (tests/golden)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from config import ROOT

VOCABULARY = json.loads((ROOT / "tests" / "golden" / "schema-org.json").read_text())
TYPES, PROPERTIES, MEMBERS = (VOCABULARY[of] for of in ("types", "properties", "members"))
HOME = "https://schema.org"
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")
WORDS = {"@type", "@context"}
PLAIN = {"Text": str, "Integer": int, "Boolean": bool}


def complaints(value: dict[str, Any]) -> list[str]:
    """Return what is wrong with an object: types, properties and values it may not have."""
    kinds = _listed(value.get("@type", []))
    unknown = [kind for kind in kinds if kind not in TYPES]
    if not kinds or unknown:
        return [f"not of a known type: {kinds}"]
    known = set().union(*map(_kinds, kinds))
    found = []
    for name in value.keys() - WORDS:
        rule = PROPERTIES.get(name)
        if rule is None or not known & set(rule["on"]):
            found.append(f"{kinds} has no {name}")
            continue
        for each in _listed(value[name]):
            found += _of_value(f"{kinds}.{name}", each, rule["takes"])
    return sorted(found)


def _of_value(name: str, value: Any, takes: Iterable[str]) -> list[str]:
    if isinstance(value, dict):
        kinds = set().union(*map(_kinds, _listed(value.get("@type", []))))
        return complaints(value) if kinds & set(takes) else [f"{name} takes no {kinds}"]
    return [] if any(_is(value, kind) for kind in takes) else [f"{name} may not be {value!r:.80}"]


def _is(value: Any, kind: str) -> bool:
    """Tell whether a plain value is of that data type, or a member of that enumeration."""
    if kind in MEMBERS:
        return value in {f"{HOME}/{member}" for member in MEMBERS[kind]}
    if kind in PLAIN:
        # A web address in the place of a text would be a name that nobody reads.
        return type(value) is PLAIN[kind] and not str(value).startswith("http")
    if not isinstance(value, str):
        return False
    if kind == "URL":
        return urlsplit(value).scheme in {"http", "https"}
    if kind == "Duration":
        return bool(DURATION.fullmatch(value))
    return _is_time(value, kind)


def _is_time(value: str, kind: str) -> bool:
    try:
        if kind == "Date":
            return bool(date.fromisoformat(value))
        if kind == "DateTime":
            return datetime.fromisoformat(value).tzinfo is not None
        return kind == "Time" and time.fromisoformat(value) is not None
    except ValueError:
        return False


def _kinds(kind: str) -> set[str]:
    """Return a type with all that it is a kind of."""
    return {kind}.union(*map(_kinds, TYPES.get(kind, [])))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
