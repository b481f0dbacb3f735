"""The four parents of every refusal, and what they share.

A refusal knows nothing of HTTP or forms. It has a `code` (stable, for machines), a text that
is translated when it is read, and the name of the `field` it belongs to, if there is one.
"""

from __future__ import annotations

from typing import Any, ClassVar

from scheduler.i18n import gettext, lazy


class Refusal(Exception):
    """A rule said no. `message` is in the language that is current when it is read."""

    code: ClassVar[str] = "refused"
    text: ClassVar[str] = lazy("This is not possible.")

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.values = values

    @property
    def message(self) -> str:
        """The text for a person, in the current language."""
        return gettext(self.text, **self.values)


class NotFound(Refusal):
    """What was asked for does not exist, or this person may not know that it does."""

    code = "not_found"
    text = lazy("This page or entry does not exist, or you may not see it.")


class NotAllowed(Refusal):
    """The person is known, and may not do this."""

    code = "not_allowed"
    text = lazy("You may not do this. Ask an organizer of your city for the right to.")


class Conflict(Refusal):
    """It was possible once; the state has changed."""

    code = "conflict"
    text = lazy("This is no longer possible, because something has changed meanwhile.")


class Invalid(Refusal):
    """A value breaks a rule; `field` says which value."""

    code = "invalid"
    text = lazy("This value is not valid.")


class Several(Invalid):
    """More than one value breaks a rule; each refusal names its field."""

    code = "invalid"

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__()
        self.refusals = refusals
