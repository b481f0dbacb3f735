"""Paging: the opaque cursor that a list gives out and takes back."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler import sealing
from scheduler.api.answering import Answer
from scheduler.api.refusals import CursorWrong
from scheduler.queries.listing import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.queries.listing import Slice


def place(query: dict[str, Any], name: str) -> Place:
    """Return which part of the list `name` a query asks for; CursorWrong."""
    cursor = query.get("cursor")
    return Place(query["limit"], () if cursor is None else _read(cursor, name))


def page(found: Slice[Any], name: str, show: Callable[[Any], Any]) -> Answer:
    """Return a page of that list as it is answered."""
    items = [show(item) for item in found.items]
    return Answer({"items": items, "next": following(found, name)})


def following(found: Slice[Any], name: str) -> str | None:
    """Return the cursor of the page after that one, None where it is the last."""
    return None if found.last is None else _written(found.last, name)


def _written(last: tuple[Any, ...], name: str) -> str:
    values = [{"at": v.isoformat()} if isinstance(v, datetime) else v for v in last]
    text = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    # Signed, so that what comes back is what was given out and needs no further looking at.
    return f"{text}.{sealing.link_token(f'cursor of {name}', text, 0)}"


def _read(cursor: str, name: str) -> list[Any]:
    text, _, mark = cursor.partition(".")
    if not sealing.same(mark, sealing.link_token(f"cursor of {name}", text, 0)):
        raise CursorWrong(field="cursor")
    values: list[Any] = json.loads(base64.urlsafe_b64decode(text))
    return [datetime.fromisoformat(v["at"]) if isinstance(v, dict) else v for v in values]
