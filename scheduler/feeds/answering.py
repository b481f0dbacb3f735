"""How a feed goes out: 304 where the reader has it, else its bytes, compressed if asked for.

Decides the headers. The version is read before the content: a change in between makes the next
question get an answer, and never hides from it. A large feed is kept compressed, under what was
asked for and the version it has; the copy is written after the answer, and may fail in silence.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, request
from flask.globals import app_ctx
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date, parse_date

from scheduler.actions import rendering
from scheduler.db import see_one_state, transaction
from scheduler.queries import feeding

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Question:
    """What is asked for, and in which version it is."""

    address: str
    """All that the content depends on beside the version."""
    name: str
    """Of the file, without its ending."""
    version: feeding.Version
    public: bool

    @property
    def tag(self) -> str:
        """The ETag of the content as it is, uncompressed."""
        return self.version.of(self.address)


def unchanged(asked: Question, now: datetime) -> Response | None:
    """Return 304 where the reader holds this version, else None."""
    if "If-None-Match" in request.headers:
        held = request.if_none_match.contains_weak(_etag(asked))
    else:
        since = parse_date(request.headers.get("If-Modified-Since"))
        held = since is not None and since >= asked.version.changed
    return _with_headers(Response(status=304), asked, now) if held else None


def content(asked: Question, write: Callable[[], list[bytes]], now: datetime) -> Response:
    """Return the feed itself; `write` gives its bytes where there is no copy of this version."""
    see_one_state()  # of a moment after the version was read
    copy = feeding.find_copy(_key(asked), asked.tag)
    if copy is not None:
        return _with_headers(_sent([copy.body]), asked, now)
    chunks = write()
    size = sum(map(len, chunks))
    body = [rendering.compressed(chunks, size)] if _zipped() else chunks
    response = _sent(body)
    if size >= rendering.WORTH:
        _keeping(response, asked, body, now)
    return _with_headers(response, asked, now)


def _keeping(response: Response, asked: Question, body: list[bytes], now: datetime) -> None:
    """Keep a copy once the answer is out; the request's own context and session are over then."""
    app, key = app_ctx.app, _key(asked)

    @response.call_on_close
    def keep() -> None:
        with suppress(SQLAlchemyError), app.app_context(), transaction():
            rendering.keep_copy(key, asked.tag, b"".join(body), now=now)


def _sent(body: list[bytes]) -> Response:
    """Return an answer of those bytes, which say what they are if they are compressed."""
    response = Response(body)
    response.content_length = sum(map(len, body))
    if _zipped():
        response.content_encoding = "gzip"
    return response


def _key(asked: Question) -> str:
    """Return what a copy is found by: all that was asked for, and in which form."""
    form = "gzip" if _zipped() else "plain"
    return hashlib.sha256(f"{form} {asked.address}".encode()).hexdigest()


def _with_headers(response: Response, asked: Question, now: datetime) -> Response:
    """Add what every answer says, 304 among them.

    Versions that follow each other quickly are dated ahead, a second each; what goes out is never
    dated later than now, and whoever asks again by such a date alone gets the whole.
    """
    told = min(asked.version.changed, now)
    response.content_type = TYPE
    response.headers["ETag"] = f'"{_etag(asked)}"'
    response.headers["Last-Modified"] = http_date(told)
    response.headers["Cache-Control"] = f"{'public' if asked.public else 'private'}, max-age=900"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Disposition"] = f'inline; filename="{asked.name}.ics"'
    return response


def _etag(asked: Question) -> str:
    return f"{asked.tag}-gzip" if _zipped() else asked.tag


def _zipped() -> bool:
    return request.accept_encodings.quality("gzip") > 0
