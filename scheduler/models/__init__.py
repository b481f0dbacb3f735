"""The tables, a noun a file. No rule lives here but what a database itself can hold."""

from scheduler.models.access import ApiToken, Feed, SignInLink
from scheduler.models.acknowledgement import Acknowledgement
from scheduler.models.calendar_text import CalendarText, FeedCopy, FeedVersion
from scheduler.models.city import City
from scheduler.models.event import Event, EventCity, EventTheme
from scheduler.models.followed import FollowedCalendar, FollowedCity, OutsideEvent
from scheduler.models.history import HistoryChain, HistoryEntry
from scheduler.models.idempotency import KeptAnswer
from scheduler.models.imported import ImportFile
from scheduler.models.invitation import Invitation
from scheduler.models.known_zone import KnownZone
from scheduler.models.notice import ClockNotice
from scheduler.models.occurrence import Occurrence
from scheduler.models.outbox import OutboxMail
from scheduler.models.person import CityMembership, Person, Role
from scheduler.models.poll import Poll, PollAnswer, PollCity, PollSlot, PollVoter
from scheduler.models.programme import Programme, ProgrammeCity, ProgrammeTheme
from scheduler.models.registration import Registration
from scheduler.models.theme import Theme
from scheduler.models.visit import Visit, VisitItem

__all__ = [
    "Acknowledgement",
    "ApiToken",
    "CalendarText",
    "City",
    "CityMembership",
    "ClockNotice",
    "Event",
    "EventCity",
    "EventTheme",
    "Feed",
    "FeedCopy",
    "FeedVersion",
    "FollowedCalendar",
    "FollowedCity",
    "HistoryChain",
    "HistoryEntry",
    "ImportFile",
    "Invitation",
    "KeptAnswer",
    "KnownZone",
    "Occurrence",
    "OutboxMail",
    "OutsideEvent",
    "Person",
    "Poll",
    "PollAnswer",
    "PollCity",
    "PollSlot",
    "PollVoter",
    "Programme",
    "ProgrammeCity",
    "ProgrammeTheme",
    "Registration",
    "Role",
    "SignInLink",
    "Theme",
    "Visit",
    "VisitItem",
]
