"""JSCalendar (RFC 8984): events as JSON that a calendar program understands by itself.

Decides how an event, a series and a list are written; the texts and who may see what are told.
A series is written once with its rule; what differs, in one meeting or in another language, is
a patch of it. The only place that knows the names of RFC 8984.
"""

from scheduler.documents.jscalendar.objects import MEDIA_TYPE, event, group
from scheduler.documents.jscalendar.values import Entry, Link, Words

__all__ = ["MEDIA_TYPE", "Entry", "Link", "Words", "event", "group"]
