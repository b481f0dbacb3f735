"""A person's own calendars in JSON."""

from __future__ import annotations

from marshmallow import fields

from scheduler.actions.subscribing import NAME_LIMIT, REMINDERS
from scheduler.api.fields import JsonFlag, Many, Moment, Part, Text, Whole
from scheduler.api.schemas.base import Shown, Taken
from scheduler.core.clients import KINDS

CONFIRMED = {"description": "Of `mine` only what is accepted, or has a certain place."}
VISITS = {"description": "Of `mine` only visits."}
THEMES = {"description": "All public events of these themes in one's programmes, by slug."}
DETAILS = {"description": "False leaves nothing in an entry but its kind and its time."}
LANGUAGE = {"description": "A language's code, or both."}


class FeedChoice(Taken):
    """What a calendar holds: at least one of mine, themes and deadlines."""

    mine = JsonFlag(load_default=True)
    confirmed = JsonFlag(load_default=False, metadata=CONFIRMED)
    visits = JsonFlag(load_default=False, metadata=VISITS)
    themes = Many(Text(), load_default=list, metadata=THEMES)
    deadlines = JsonFlag(load_default=False)


class NewFeed(Taken):
    """A calendar as its owner wants it."""

    name = Text(NAME_LIMIT, required=True)
    choice = Part(FeedChoice, load_default=lambda: FeedChoice().load({}))
    details = JsonFlag(load_default=True, metadata=DETAILS)
    reminder = Whole(
        min(REMINDERS),
        max(REMINDERS),
        allow_none=True,
        load_default=None,
        metadata={"enum": [*REMINDERS, None], "description": "Minutes before an entry."},
    )
    language = Text(8, load_default="both", metadata=LANGUAGE)


class ShownChoice(Shown):
    """What a calendar holds."""

    mine = fields.Boolean()
    confirmed = fields.Boolean(metadata=CONFIRMED)
    visits = fields.Boolean(metadata=VISITS)
    themes = fields.List(fields.String(), metadata=THEMES)
    deadlines = fields.Boolean()


class Feed(Shown):
    """One calendar of a person, and who fetches it."""

    id = fields.Integer(metadata={"description": "Its owner's number for it, given once."})
    name = fields.String()
    choice = fields.Nested(ShownChoice)
    details = fields.Boolean(metadata=DETAILS)
    reminder = fields.Integer(allow_none=True)
    language = fields.String(metadata=LANGUAGE)
    url = fields.String(
        allow_none=True,
        metadata={"description": "Its address, a secret; null once it is revoked."},
    )
    created = Moment()
    last_fetched = Moment(allow_none=True)
    client = fields.String(
        allow_none=True,
        metadata={
            "enum": [*KINDS, None],
            "description": "The kind of program that fetched it last. There may be more of them.",
        },
    )
    revoked = Moment(allow_none=True)
