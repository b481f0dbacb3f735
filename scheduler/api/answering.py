"""Answering: a value becomes JSON with its ETag; a write is done once, in one transaction.

Decides what an ETag is, that a change needs the current one, and that a second request with the
same Idempotency-Key gets the first one's answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, request

from scheduler import clock
from scheduler.actions import remembering
from scheduler.api.bearer import me
from scheduler.api.problems import uncached
from scheduler.api.reading import fingerprint
from scheduler.api.refusals import KeyReused, VersionDiffers
from scheduler.db import lock, transaction
from scheduler.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.models import KeptAnswer, Registration

KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Content-Language")


@dataclass(frozen=True)
class Answer:
    """What a view answers: a value for its schema, and the row whose version it shows."""

    value: Any
    row: Event | Registration | None = None
    location: str | None = None


def etag_of(row: Event | Registration) -> str:
    """Return the strong ETag of a row's current version, without its quotes."""
    return f"{row.uid if isinstance(row, Event) else row.ref}.{row.version}"


def require_match(row: Event | Registration) -> None:
    """Lock a row and its visit, and raise VersionDiffers unless If-Match names its version.

    In the verbs' order: an event before its visit, a visit before its registrations.
    """
    event = row if isinstance(row, Event) else row.event
    for one in (row, event.visit) if row is event else (event.visit, row):
        if one is not None:
            lock(one)
    if not request.if_match.contains(etag_of(row)):
        raise VersionDiffers


def respond(answer: Answer, value: Any, status: int) -> Response:
    """Return the HTTP answer; `value` is the answer's, in plain JSON values."""
    text = json.dumps(value, ensure_ascii=False)
    response = Response(text, status=status, content_type="application/json")
    if answer.row is not None:
        response.set_etag(etag_of(answer.row))
    if answer.location is not None:
        response.headers["Location"] = answer.location
    return uncached(response)


def once(do: Callable[[], Response], key: str | None) -> Response:
    """Do a write in one transaction; with a key that was used before, repeat its answer."""
    with transaction():
        if key is None:
            return do()
        asked = fingerprint()
        kept = remembering.claim(key, asked, by=me(), now=clock.now())
        if kept.request != asked:
            raise KeyReused(field="Idempotency-Key")
        if kept.status is not None:
            return _repeated(kept, kept.status)
        response = do()
        headers = {
            name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
        }
        remembering.keep(kept, response.status_code, headers, response.get_data())
        return response


def _repeated(kept: KeptAnswer, status: int) -> Response:
    response = Response(remembering.body_of(kept), status=status, headers=kept.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return uncached(response)
