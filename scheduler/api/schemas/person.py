"""Who is asking, and how the API is."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.schemas.base import Shown


class RoleOf(Shown):
    """What somebody is in a programme."""

    programme = fields.String()
    city = fields.String(allow_none=True)
    kind = fields.String()


class Me(Shown):
    """The person whose token this is."""

    email = fields.String()
    name = fields.String()
    language = fields.String()
    admin = fields.Boolean()
    cities = fields.List(fields.String())
    roles = fields.List(fields.Nested(RoleOf))


class Health(Shown):
    """How the API is."""

    status = fields.String()
