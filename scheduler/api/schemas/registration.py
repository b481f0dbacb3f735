"""Registrations in JSON."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.fields import NAME_LIMIT, Choice, Many, Moment, Text
from scheduler.api.schemas.base import Page, Shown, Taken
from scheduler.models.registration import STATUSES


class Applicant(Taken):
    """Who asks for a seat."""

    name = Text(NAME_LIMIT, required=True)
    email = Text(254, required=True)
    city = Text(required=True, metadata={"description": "The slug of a city of the programme."})
    language = Text(required=True, metadata={"description": "A language of the programme."})


class Delegate(Shown):
    """Whose registration it is."""

    name = fields.String()
    email = fields.String()
    city = fields.String(allow_none=True)
    language = fields.String()


class Registration(Shown):
    """A delegate's place in a visit."""

    id = fields.String()
    event = fields.String(metadata={"description": "The event's uid."})
    person = fields.Nested(Delegate)
    status = Choice(STATUSES)
    position = fields.Integer(
        allow_none=True, metadata={"description": "The place in the line, from 1, or null."}
    )
    party = fields.Integer()
    created = Moment()
    version = fields.Integer()
    email_confirmed = fields.Boolean()
    hold_until = Moment(
        allow_none=True,
        metadata={"description": "Until when an address that is not confirmed keeps its place."},
    )


class RegistrationFilters(Page):
    """Which registrations."""

    status = Many(Choice(STATUSES))
