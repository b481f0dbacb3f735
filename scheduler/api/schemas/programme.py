"""Programmes, cities and themes in JSON."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.fields import Text
from scheduler.api.schemas.base import Page, Shown, texts


class Programme(Shown):
    """A programme of exchange."""

    slug = fields.String()
    name = texts()
    description = texts()
    languages = fields.List(fields.String())
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    cities = fields.List(fields.String(), metadata={"description": "Slugs, in their order."})
    areas = fields.List(fields.String(), metadata={"description": "Thematic areas, by slug."})
    topics = fields.List(fields.String(), metadata={"description": "Topics, by slug."})
    source = fields.String(metadata={"description": "Where it was published, or empty."})


class Correction(Shown):
    """What a city says of one date; a day that is worked has no name."""

    off = fields.Boolean(metadata={"description": "Whether it is a day off; else it is worked."})
    name = texts()


class City(Shown):
    """A city; until it is announced it has a placeholder, and neither name nor zone."""

    slug = fields.String()
    announced = fields.Boolean()
    name = texts()
    local_name = fields.String()
    placeholder = texts()
    country = fields.String(allow_none=True, metadata={"description": "ISO 3166-1 alpha-2."})
    zone = fields.String(allow_none=True, metadata={"description": "IANA."})
    hours = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.List(fields.String())),
        metadata={"description": 'Office hours: {"mon": [["08:30", "17:00"]]}.'},
    )
    corrections = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(Correction),
        metadata={"description": "By date: days off and working days beside its country's law."},
    )
    version = fields.Integer()


class Theme(Shown):
    """A theme that cities work on."""

    slug = fields.String()
    name = texts()


class OfProgramme(Page):
    """What belongs to a programme, or everything."""

    programme = Text(metadata={"description": "A programme's slug."})
