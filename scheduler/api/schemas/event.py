"""Events and occurrences in JSON: the contract's fields, in the contract's words."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.fields import (
    Bound,
    Choice,
    Flag,
    JsonFlag,
    Many,
    Moment,
    Only,
    Part,
    Text,
    Texts,
    Wall,
    Whole,
)
from scheduler.api.schemas.base import Page, Shown, Taken, texts
from scheduler.api.schemas.conflict import Conflict
from scheduler.models.event import KINDS, STATUSES, VISIBILITIES

MOST_PLACES = 10_000
LINK_LIMIT = 2_000
RULE_LIMIT = 200
SCOPES = ("this", "following", "all")


class RegistrationRules(Taken):
    """When registration for a visit is open."""

    opens = Moment(naive=True, allow_none=True)
    closes = Moment(naive=True, allow_none=True)
    approval = Only(value=False)
    quotas = Only(value={})


class EventFields(Taken):
    """What can be said of an event."""

    kind = Choice(KINDS)
    title = Texts()
    description = Texts(allow_none=True)
    start = Wall()
    end = Wall(allow_none=True)
    all_day = JsonFlag()
    time_known = JsonFlag()
    zone = Text(allow_none=True)
    fold = Whole(0, 1, strict=True, allow_none=True)
    end_fold = Whole(0, 1, strict=True, allow_none=True)
    visibility = Choice(VISIBILITIES)
    host_city = Text(allow_none=True)
    cities = Many(Text())
    themes = Many(Text())
    venue = Texts(allow_none=True)
    online_url = Text(LINK_LIMIT, allow_none=True)
    online_public = JsonFlag()
    capacity = Whole(1, MOST_PLACES, strict=True, allow_none=True)
    registration = Part(RegistrationRules, allow_none=True)
    recurrence = Text(RULE_LIMIT, allow_none=True)
    exceptions = Many(Wall())


class NewEvent(EventFields):
    """A new event: five fields are needed, a draft is made."""

    programme = Text(required=True)
    kind = Choice(KINDS, required=True)
    title = Texts(required=True)
    start = Wall(required=True)
    zone = Text(required=True, allow_none=True)


class EventPatch(EventFields):
    """The fields that change. A language that is not named keeps its text."""


class Publication(Taken):
    """How an event is published."""

    invite = JsonFlag(load_default=True)
    tentative = JsonFlag(load_default=False)


class Meetings(Taken):
    """Of a series, which meetings are meant: `this` one, it and the `following`, or `all`."""

    scope = Choice(SCOPES, load_default="all")
    occurrence = Wall(
        allow_none=True,
        metadata={"description": "The meeting, by `original` of listOccurrences or its date."},
    )


class Cancellation(Meetings):
    """How an event is cancelled."""

    tell = JsonFlag(load_default=True)


class Telling(Meetings):
    """Whether people hear of a change of texts; of another hour or place they always do."""

    tell = Flag(load_default=True)


class RegistrationTimes(Shown):
    """When registration is open; both null where there is none."""

    opens = Moment(allow_none=True)
    closes = Moment(allow_none=True)
    approval = fields.Boolean()
    quotas = fields.Dict(keys=fields.String(), values=fields.Integer())


class Override(Shown):
    """One meeting of a series that differs from it."""

    original = Wall(metadata={"description": "When the rule put it (RECURRENCE-ID)."})
    start = Wall()
    end = Wall(allow_none=True)
    title = texts()
    description = texts()
    venue = texts()
    online_url = fields.String(allow_none=True)


class Event(Shown):
    """An event."""

    uid = fields.String()
    slug = fields.String()
    programme = fields.String()
    kind = Choice(KINDS)
    status = Choice(STATUSES)
    title = texts()
    description = texts()
    start = Wall()
    end = Wall(allow_none=True)
    all_day = fields.Boolean()
    time_known = fields.Boolean()
    zone = fields.String(allow_none=True)
    start_utc = Moment(allow_none=True)
    end_utc = Moment(allow_none=True)
    visibility = Choice(VISIBILITIES)
    host_city = fields.String(allow_none=True)
    cities = fields.List(fields.String())
    themes = fields.List(fields.String())
    venue = texts()
    online_url = fields.String(allow_none=True)
    online_public = fields.Boolean()
    capacity = fields.Integer(allow_none=True)
    registration = fields.Nested(RegistrationTimes)
    recurrence = fields.String(
        allow_none=True, metadata={"description": "RRULE's value; null for a single event."}
    )
    exceptions = fields.List(
        Wall(), metadata={"description": "When meetings of a series would begin that are off."}
    )
    sequence = fields.Integer()
    version = fields.Integer()
    made_up = fields.Boolean(metadata={"description": "Demo data that is no fact."})
    overrides = fields.List(
        fields.Nested(Override),
        metadata={"description": "Meetings of a series that take place in another way."},
    )
    continues = fields.String(
        allow_none=True, metadata={"description": "The uid of the series this was split from."}
    )
    conflicts = fields.List(
        fields.Nested(Conflict),
        allow_none=True,
        metadata={"description": "The gravest first, for its organizers; null in lists."},
    )


class Reading(Shown):
    """What the clocks of one city show."""

    city = fields.String()
    zone = fields.String()
    start = Wall()
    end = Wall(allow_none=True)
    offset = fields.String(metadata={"description": "From UTC at the start: `+09:00`."})


class Occurrence(Shown):
    """An event on its date, as the clocks of its cities show it."""

    event = fields.String(metadata={"description": "The event's uid."})
    slug = fields.String()
    programme = fields.String()
    kind = Choice(KINDS)
    status = Choice(STATUSES)
    title = texts()
    original = Wall(
        allow_none=True,
        metadata={
            "description": "When the rule of a series put it (RECURRENCE-ID); null for one event."
        },
    )
    start = Wall()
    end = Wall(allow_none=True)
    all_day = fields.Boolean()
    time_known = fields.Boolean()
    zone = fields.String(allow_none=True)
    start_utc = Moment(allow_none=True)
    end_utc = Moment(allow_none=True)
    cities = fields.List(
        fields.Nested(Reading), metadata={"description": "Empty where only dates are known."}
    )
    made_up = fields.Boolean(metadata={"description": "Demo data that is no fact."})


class OccurrenceFilters(Page):
    """Which occurrences; a filter that repeats means any of its values."""

    programme = Many(Text())
    city = Many(Text())
    theme = Many(Text())
    kind = Many(Choice(KINDS))
    since = Bound(data_key="from", metadata={"description": "Ends after this moment or day."})
    until = Bound(
        last=True,
        data_key="to",
        metadata={"description": "Starts before this moment's or day's end."},
    )


class EventFilters(OccurrenceFilters):
    """Which events."""

    status = Many(Choice(STATUSES))
    updated_since = Bound(metadata={"description": "Changed at this moment or later."})
