"""Events as JSCalendar (RFC 8984), for whoever asks for it by the Accept header.

Decides which of the two forms a request gets; application/json is the one that needs no asking.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, request, url_for
from werkzeug.exceptions import NotAcceptable

from scheduler import clock, i18n, settings
from scheduler.actions import policy
from scheduler.api.bearer import me
from scheduler.api.problems import uncached
from scheduler.documents.jscalendar import MEDIA_TYPE
from scheduler.queries.machines import jscalendar

if TYPE_CHECKING:
    from scheduler.models import Event
    from scheduler.queries.listing import Slice

JSON = "application/json"


def asked(kind: str) -> bool:
    """Tell whether JSCalendar is asked for, as that type of object, rather than JSON.

    Raises NotAcceptable where the request takes neither.
    """
    typed = f"{MEDIA_TYPE};type={kind}"
    chosen = request.accept_mimetypes.best_match([JSON, MEDIA_TYPE, typed])
    if chosen is None and request.accept_mimetypes:
        raise NotAcceptable
    return chosen in {MEDIA_TYPE, typed}


def one(event: Event) -> Response:
    """Answer one event."""
    joins = policy.may(me(), "event.join", event)
    return _answer("event", jscalendar.event(event, i18n.locale(), joins=joins))


def page(found: Slice[tuple[Event, bool]], following: str | None) -> Response:
    """Answer a page of a list as a group; where it goes on is in the Link header (RFC 8288)."""
    asked_for = f"{settings.current().base_url}{request.full_path}"
    group = jscalendar.group(asked_for, found.items, i18n.locale(), now=clock.now())
    answer = _answer("group", group)
    if following is not None:
        arguments = request.args.to_dict(flat=False) | {"cursor": [following]}
        there = f"{url_for('api.list_events')}?{urlencode(arguments, doseq=True)}"
        answer.headers["Link"] = f'<{settings.current().base_url}{there}>; rel="next"'
    return answer


def _answer(kind: str, value: dict[str, Any]) -> Response:
    text = json.dumps(value, ensure_ascii=False)
    answer = Response(text, content_type=f"{MEDIA_TYPE};type={kind}")
    answer.headers["Content-Language"] = value["locale"]
    return uncached(answer)
