"""Conflicts of an event in JSON, and what is said of them."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.fields import Choice, JsonFlag, Many, Text
from scheduler.api.schemas.base import Shown, Taken, texts
from scheduler.core.conflicts import KINDS

KEY_LIMIT = 240
SEVERITIES = ("serious", "mild")


class Conflict(Shown):
    """Something that speaks against an event as it is planned. It forbids nothing."""

    kind = Choice(list(KINDS))
    severity = Choice(SEVERITIES)
    key = fields.String(metadata={"description": "What it is acknowledged by."})
    acknowledged = fields.Boolean()
    text = texts()
    event = fields.String(
        allow_none=True,
        metadata={"description": "The uid of the other event, where you may see it."},
    )
    cities = fields.List(
        fields.String(), metadata={"description": "Slugs; empty where it is no city's matter."}
    )
    dates = fields.List(
        fields.Date(), metadata={"description": "On those cities' own calendars; may be empty."}
    )


class Acknowledgements(Taken):
    """Which conflicts are known; a key of nothing, or of what is gone, does nothing."""

    keys = Many(Text(KEY_LIMIT), required=True)
    acknowledged = JsonFlag(
        load_default=True, metadata={"description": "False takes the word back."}
    )
