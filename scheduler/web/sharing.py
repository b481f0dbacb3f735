"""What machines read of a page: link previews, and calendar programs that ask for an event as data.

Decides how a language is named in a preview, and when an event's address answers as JSCalendar.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from babel.core import get_global
from flask import Response, request

from scheduler import errors, i18n
from scheduler.documents.jscalendar import MEDIA_TYPE
from scheduler.queries.machines import jscalendar

if TYPE_CHECKING:
    from scheduler.models import Event

PAGE, TYPED = "text/html", f"{MEDIA_TYPE};type=event"


def calendar_asked() -> bool:
    """Tell whether the request prefers JSCalendar (RFC 8984) to a page."""
    chosen = request.accept_mimetypes.best_match([PAGE, MEDIA_TYPE, TYPED])
    return chosen in {MEDIA_TYPE, TYPED}


def calendar(found: Event) -> Response:
    """Answer an event as everybody may see it; NotFound of what is not public."""
    if not found.is_public:
        raise errors.NotFound
    value = jscalendar.event(found, i18n.locale())
    answer = Response(json.dumps(value, ensure_ascii=False), content_type=TYPED)
    answer.headers["Content-Language"] = value["locale"]
    return answer


def locale_name(code: str) -> str:
    """Return a language as a link preview names it, with where it is spoken: "bg_BG" (CLDR)."""
    likely = str(get_global("likely_subtags").get(code, code)).split("_")
    return i18n.CLDR.get(code) or "_".join(dict.fromkeys([code, likely[-1]]))
