"""An import in JSON: what is said about a calendar file, and what became of each entry."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.fields import Choice, Day, Flag, Many, Text
from scheduler.api.schemas.base import Shown, Taken, texts
from scheduler.models.event import KINDS

OUTCOMES = ("new", "changed", "same", "refused")


class ImportChoices(Taken):
    """What is said about a file as a whole."""

    dry_run = Flag(
        load_default=False,
        metadata={"description": "Only tell what would be done; nothing is written."},
    )
    language = Text(
        8, metadata={"description": "Of the texts; without it the programme's first language."}
    )
    zone = Text(metadata={"description": "For hours without a zone, and for those in UTC."})
    kind = Choice(KINDS, load_default="event", metadata={"description": "Of new drafts."})
    city = Many(Text(), metadata={"description": "A city of new drafts."})
    since = Day(metadata={"description": "A date: what is over before it is left out."})


class ImportRemark(Shown):
    """Something that is told of an entry or a file."""

    code = fields.String(metadata={"description": "Stable, for machines."})
    detail = fields.String(metadata={"description": "For people, by Accept-Language."})


class ImportEntry(Shown):
    """One entry of the file."""

    number = fields.Integer(metadata={"description": "Names the entry in this answer, from 1."})
    uid = fields.String(metadata={"description": "Its UID; of an unfit one its digest."})
    title = texts()
    outcome = fields.String(metadata={"enum": list(OUTCOMES)})
    event = fields.String(
        allow_none=True, metadata={"description": "The UID of the event here, or null."}
    )
    changes = fields.List(
        fields.String(), metadata={"description": "What differs from the event: `title.bg`."}
    )
    notes = fields.List(fields.Nested(ImportRemark))
    reasons = fields.List(
        fields.Nested(ImportRemark), metadata={"description": "Why it is refused."}
    )


class Import(Shown):
    """A file, and what became of it."""

    dry_run = fields.Boolean()
    notes = fields.List(fields.Nested(ImportRemark))
    entries = fields.List(fields.Nested(ImportEntry))
