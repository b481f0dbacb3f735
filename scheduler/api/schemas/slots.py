"""Fair slots in JSON: what is asked in the query, and what is answered."""

from __future__ import annotations

from marshmallow import fields

from scheduler.api.fields import CityHours, Day, Many, Moment, Text, Wall, Whole
from scheduler.api.schemas.base import Shown, Taken, texts
from scheduler.core.slots.asking import LEAST_LENGTH, MOST_LENGTH, MOST_SLOTS, STEPS
from scheduler.queries.slots import MOST_NOTICE

EMAIL_LIMIT = 254
USUAL_LENGTH, USUAL_STEP, USUAL_MOST = 60, 15, 20


class SlotSearch(Taken):
    """For whom a time is sought, how long, and between which dates."""

    city = Many(
        Text(),
        required=True,
        metadata={"description": "From 2 to 30, by slug. One to be announced is left out."},
    )
    person = Many(
        Text(EMAIL_LIMIT),
        load_default=[],
        metadata={
            "description": "Whose diaries count, by e-mail address: members of the programme. "
            "Without it, the participants of the cities."
        },
    )
    first = Day(
        data_key="from", required=True, metadata={"description": "A date of `anchor`'s calendar."}
    )
    last = Day(
        data_key="to",
        required=True,
        metadata={"description": "The last date on which it may begin: at most a year later."},
    )
    minutes = Whole(LEAST_LENGTH, MOST_LENGTH, load_default=USUAL_LENGTH)
    step = Whole(
        min(STEPS),
        max(STEPS),
        load_default=USUAL_STEP,
        metadata={"description": f"Minutes between two beginnings: {', '.join(map(str, STEPS))}."},
    )
    notice = Whole(
        0,
        MOST_NOTICE,
        load_default=0,
        metadata={"description": "Hours from now before which it must not begin."},
    )
    most = Whole(1, MOST_SLOTS, load_default=USUAL_MOST)
    anchor = Text(
        load_default="",
        metadata={
            "description": "The city whose dates these are; without it, the first of `city`."
        },
    )
    preferred = Many(
        CityHours(),
        load_default=[],
        metadata={"description": "In place of office hours: `sofia:09:00-12:00,13:00-17:00`."},
    )
    acceptable = Many(
        CityHours(),
        load_default=[],
        metadata={"description": "In place of 07:00 to 22:00: `seoul:08:00-20:00`."},
    )


class Reason(Shown):
    """One thing that makes a slot worse in a city."""

    code = fields.String(
        metadata={
            "description": "lunch, bridge, early, late, rest, closed, day_off, night, busy, turn "
            "or outside."
        }
    )
    discomfort = fields.Integer(metadata={"description": "What it costs, in steps of five."})
    count = fields.Integer(
        metadata={
            "description": "Of early and late the minutes, of busy the people, of turn the times."
        }
    )
    of = fields.Integer()
    text = texts()


class SlotReading(Shown):
    """A slot as one city has it."""

    city = fields.String()
    zone = fields.String()
    start = Wall()
    end = Wall()
    offset = fields.String(metadata={"description": "From UTC at the start: `+09:00`."})
    part = fields.String(metadata={"description": "office, edge or night."})
    discomfort = fields.Integer(metadata={"description": "0 (office hours) to 100 (the night)."})
    score = fields.Integer(metadata={"description": "The discomfort, and what its turn adds."})
    busy = fields.Integer(metadata={"description": "So many of `people` cannot come."})
    people = fields.Integer()
    reasons = fields.List(fields.Nested(Reason))


class Slot(Shown):
    """A time, judged by its worst city."""

    start_utc = Moment()
    end_utc = Moment()
    common = fields.Boolean(metadata={"description": "Within office hours everywhere."})
    outside = fields.Boolean(metadata={"description": "Beyond somebody's acceptable hours."})
    score = fields.Integer(metadata={"description": "The worst city's: the lower, the better."})
    busy = fields.Integer()
    cities = fields.List(fields.Nested(SlotReading))


class TwoSessions(Shown):
    """Two sessions that together reach every city."""

    first = fields.Nested(Slot)
    second = fields.Nested(Slot)
    in_first = fields.List(fields.String())
    in_second = fields.List(fields.String())


class Burden(Shown):
    """What a city has carried."""

    city = fields.String()
    awkward = fields.Integer(metadata={"description": "In so many of the last meetings."})
    weight = fields.Integer(metadata={"description": "What is added to an awkward hour here."})


class Fairness(Shown):
    """Who carried the awkward hours of the meetings before."""

    meetings = fields.Integer(metadata={"description": "So many are counted, at most 6."})
    cities = fields.List(fields.Nested(Burden))
    text = texts()


class Slots(Shown):
    """The fairest slots, the best first."""

    programme = fields.String()
    anchor = fields.String()
    people = fields.Integer(metadata={"description": "How many diaries count."})
    slots = fields.List(fields.Nested(Slot))
    has_common = fields.Boolean(
        metadata={"description": "Whether any slot is within office hours everywhere."}
    )
    least_bad = fields.Boolean(
        metadata={"description": "Whether none is within everybody's acceptable hours."}
    )
    two_sessions = fields.Nested(
        TwoSessions,
        allow_none=True,
        metadata={
            "description": "Where no common hour exists and two serve the worst city better."
        },
    )
    fairness = fields.Nested(Fairness)
    left_out = fields.List(
        fields.String(), metadata={"description": "Cities still to be announced."}
    )
    hours_assumed = fields.List(
        fields.String(),
        metadata={"description": "Cities that have told no office hours: 09:00 to 17:00."},
    )
