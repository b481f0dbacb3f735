"""The fields of JSON and of query strings: what is accepted, and the code of what is not.

Decides shapes only: a number is a number, a wall time has no offset, a choice is one of few.
What a value means for an event is the verbs' business. Messages are codes (`refusals.BY_CODE`)
or refusals; marshmallow's own English never leaves.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields

from scheduler import errors
from scheduler.api.refusals import NotAChoice, NotMoment, NotSupportedYet, NotWallTime
from scheduler.core.hours import parse_spans
from scheduler.core.zones import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marshmallow.types import ErrorMessages

    from scheduler.core.hours import Span

NAME_LIMIT = 200
SLUG_LIMIT = 120
LIST_LIMIT = 200
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
WALL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:00)?)?$"
MOMENT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
    r"([zZ]|[+ -][0-9]{2}:[0-9]{2})?$"
)
CODES: ErrorMessages = {
    "required": "missing",
    "null": "missing",
    "validator_failed": "invalid",
    "invalid": "wrong_type",
    "type": "wrong_type",
    "too_large": "wrong_type",
}


def refused(refusal: errors.Refusal) -> ValidationError:
    """Return the error that carries a refusal to the answer."""
    return ValidationError([refusal])


class Coded:
    """What a field says of itself is a code."""

    default_error_messages: ErrorMessages = CODES

    def wrong_type(self) -> ValidationError:
        """Return the error of a value that is something else."""
        return ValidationError(CODES["invalid"])


class Text(Coded, fields.String):
    """A text of at most `limit` characters."""

    def __init__(self, limit: int = SLUG_LIMIT, **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, maxLength=limit), **kwargs)
        self.limit = limit

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        if len(text) > self.limit:
            raise refused(errors.TooLong(limit=self.limit, length=len(text)))
        if errors.has_control(text):
            raise refused(errors.ControlCharacters())
        return text


class Choice(Coded, fields.String):
    """One of a few values."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, enum=list(choices)), **kwargs)
        self.choices = choices

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        if text not in self.choices:
            raise refused(NotAChoice(choices=", ".join(self.choices)))
        return text


class Flag(Coded, fields.Boolean):
    """True or false; in a query string the words."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool) and value not in ("true", "false"):
            raise self.wrong_type()
        return value in (True, "true")


class JsonFlag(Flag):
    """True or false, and no words for it."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.wrong_type()
        return value


class Whole(Coded, fields.Integer):
    """A whole number within bounds; in a query string its digits."""

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, minimum=least, maximum=most), **kwargs)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:
        if isinstance(value, float) and not value.is_integer():
            raise self.wrong_type()  # which `int` would cut to a whole one
        number: int = super()._deserialize(value, *args, **kwargs)
        if not self.least <= number <= self.most:
            raise refused(errors.TooLarge(least=self.least, most=self.most))
        return number


class Many(Coded, fields.List[Any]):
    """A list; in a query string a name that is repeated."""

    def __init__(self, inner: fields.Field[Any], **kwargs: Any) -> None:
        super().__init__(inner, metadata=_told(kwargs, maxItems=LIST_LIMIT), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and len(value) > LIST_LIMIT:
            raise refused(errors.TooLarge(least=0, most=LIST_LIMIT))
        return super()._deserialize(value, *args, **kwargs)


class Part(Coded, fields.Nested):
    """An object within an object."""


class Texts(Coded, fields.Dict):
    """A text by language. A null takes a language's text away."""

    def __init__(self, **kwargs: Any) -> None:
        text = fields.String(allow_none=True)
        super().__init__(keys=fields.String(), values=text, **kwargs)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self.wrong_type()
        wrong = {
            code: ["wrong_type"]
            for code, text in value.items()
            if not (text is None or isinstance(text, str))
        }
        if wrong:
            raise ValidationError(wrong)
        return {code: text or "" for code, text in value.items()}


class Wall(Coded, fields.Field[Any]):
    """A wall time to the minute, or a date. Never an offset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, type="string", pattern=WALL), **kwargs)

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        if isinstance(value, datetime):
            return value.isoformat(timespec="minutes")
        return value.isoformat() if isinstance(value, date) else None

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> datetime | date:
        if not isinstance(value, str):
            raise self.wrong_type()
        if not re.fullmatch(WALL, value):
            raise refused(NotWallTime())
        try:
            return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError as no_such_day:
            raise refused(NotWallTime()) from no_such_day


class Day(Wall):
    """A date, without an hour."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, pattern=DAY, format="date"), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(DAY, value):
            raise refused(errors.DateUnreadable())
        day: date = super()._deserialize(value, *args, **kwargs)
        return day


class CityHours(Coded, fields.Field[Any]):
    """A city and hours of its days, "sofia:08:00-12:00,13:00-20:00"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, type="string"), **kwargs)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> tuple[str, list[Span]]:
        city, _, spans = str(value)[:NAME_LIMIT].partition(":")
        try:
            return city, parse_spans(spans)
        except errors.HoursUnreadable as unreadable:
            raise refused(unreadable) from unreadable


class Moment(Coded, fields.Field[Any]):
    """A moment with its offset. `naive` leaves one without an offset to the reader."""

    def __init__(self, *, naive: bool = False, **kwargs: Any) -> None:
        super().__init__(metadata=_told(kwargs, type="string", pattern=MOMENT), **kwargs)
        self.naive = naive

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        if value is None:
            return None
        return str(value.isoformat(timespec="seconds")).replace("+00:00", "Z")

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.wrong_type()
        moment = _moment(value)
        if moment.tzinfo is None:
            if not self.naive:
                raise refused(NotMoment())
            return moment
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise refused(errors.DateOutOfRange())
        return moment.astimezone(UTC)


class Bound(Moment):
    """One end of a span in a query string: a moment, or a day in UTC, whole at either end."""

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.last = last

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> datetime:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return super()._deserialize(value, *args, **kwargs)
        midnight = super()._deserialize(f"{value}T00:00:00Z", *args, **kwargs)
        return midnight + timedelta(days=1) if self.last else midnight


class Only(Coded, fields.Raw):
    """A part of the format that takes one value so far; any other is refused as such."""

    def __init__(self, *, value: Any, **kwargs: Any) -> None:
        possible = [value] if value is None else [value, None]
        super().__init__(allow_none=True, metadata=_told(kwargs, enum=possible), **kwargs)
        self.value = value

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if value != self.value or isinstance(value, bool) != isinstance(self.value, bool):
            raise refused(NotSupportedYet())
        return value


def _told(kwargs: dict[str, Any], **told: Any) -> dict[str, Any]:
    """Return what OpenAPI is told of a field: what its schema says, and what its class knows."""
    return {**told, **kwargs.pop("metadata", {})}


def _moment(text: str) -> datetime:
    """Return the moment that is written; a "+" of a query string may have become a space."""
    if not re.fullmatch(MOMENT, text):
        raise refused(NotMoment())
    try:
        return datetime.fromisoformat(text.upper().replace(" ", "+")).replace(microsecond=0)
    except ValueError as no_such_moment:
        raise refused(NotMoment()) from no_such_moment
