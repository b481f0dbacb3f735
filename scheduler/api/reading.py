"""Reading a request: its query, its headers, its JSON, each strictly by its schema.

Decides that nothing is guessed: an unknown name, a wrong type, a body that is not JSON is refused,
with every wrong field named at once. What the fields mean, the schemas say.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NoReturn

from flask import request
from marshmallow import EXCLUDE, RAISE
from webargs.core import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from scheduler import errors
from scheduler.api.refusals import BY_CODE, CalendarExpected, Unreadable, VersionMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Request
    from marshmallow import Schema, ValidationError

CALENDAR = "text/calendar"
UNKNOWN: dict[str, str | None] = {"query": RAISE, "headers": EXCLUDE, "json": RAISE}


class StrictParser(FlaskParser):
    """webargs with this API's strictness and its refusals."""

    DEFAULT_UNKNOWN_BY_LOCATION = UNKNOWN

    def _raw_load_json(self, req: Request) -> Any:
        data = req.get_data(cache=True)
        if not data:
            return missing
        if not req.is_json:
            raise UnsupportedMediaType
        return read_json(data)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise what the schema found wrong as refusals, each with its field."""
        del req, schema, error_status_code, error_headers
        found = [
            refusal
            for location in error.messages_dict.values()
            for refusal in _refusals(location, "")
        ]
        if any(refusal.field == "If-Match" for refusal in found):
            raise VersionMissing
        raise errors.Several(found)


def read_json(data: bytes) -> Any:
    """Return what that JSON says; Unreadable, also of what could not be stored as text."""
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
        # Half a surrogate pair is legal JSON and no text.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as why:
        raise Unreadable from why
    return value


def fingerprint() -> str:
    """Return a digest of what this request asks: method, address and body, however written."""
    data = request.get_data(cache=True)
    if request.mimetype == CALENDAR:
        body: Any = hashlib.sha256(data).hexdigest()
    else:
        body = read_json(data) if data else None
    said = [request.method, request.full_path, body]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_calendar() -> bytes:
    """Return the body that is a calendar file; CalendarExpected, Missing."""
    if request.mimetype != CALENDAR:
        raise CalendarExpected
    data = request.get_data(cache=True)
    if not data.strip():
        raise errors.Missing
    return data


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _refusals(found: Any, path: str) -> Iterator[errors.Refusal]:
    """Turn marshmallow's tree of messages into refusals, each with the path of its field."""
    if isinstance(found, dict):
        for name, inner in found.items():
            own = path if name == "_schema" else f"{path}.{name}".lstrip(".")
            yield from _refusals(inner, own)
    elif isinstance(found, list):
        for inner in found:
            yield from _refusals(inner, path)
    else:
        refusal = found if isinstance(found, errors.Refusal) else _named(str(found))
        refusal.field = path
        yield refusal


def _named(code: str) -> errors.Refusal:
    return BY_CODE.get(code, errors.Invalid)()
