"""What makes one object of another: a PatchObject (RFC 8984, 1.4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TEXTS = ("title", "description", "name")
"""A localization may change nothing but properties of these names (4.6.1)."""


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the patch that turns `old` into `new`: JSON pointers without their first slash."""
    return dict(_changes(old, new, ""))


def localization(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the patch that says `old` in the language of `new`, texts alone."""
    found = difference(old, new)
    return {pointer: v for pointer, v in found.items() if pointer.rpartition("/")[2] in TEXTS}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    for name in [*new, *(name for name in old if name not in new)]:
        pointer = f"{at}{name.replace('~', '~0').replace('/', '~1')}"
        was, becomes = old.get(name), new.get(name)
        if isinstance(was, dict) and isinstance(becomes, dict):
            yield from _changes(was, becomes, f"{pointer}/")
        elif was != becomes:
            yield pointer, becomes
