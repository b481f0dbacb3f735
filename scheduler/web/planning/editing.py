"""What of an event a form changes: all of it, or a series from one of its meetings on.

Decides from which plan the form starts, with which verb it is saved, and where it stands. What
is typed, compared and shown is the same for all of them; one meeting alone is `web.meetings`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from scheduler import clock
from scheduler.actions import repeating, scheduling
from scheduler.web.door import get_me
from scheduler.web.planning import conflict, showing
from scheduler.web.planning.fields import event_form
from scheduler.web.planning.filling import filled
from scheduler.web.planning.reading import Reading, read

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from scheduler.actions.scheduling import Plan
    from scheduler.models import Event
    from scheduler.web.planning.fields import EventForm


@dataclass(frozen=True)
class Editing:
    """All of an event; of a series every meeting."""

    event: Event

    @property
    def address(self) -> str:
        """Where the form stands."""
        return url_for("web.edit_event", slug=self.event.slug)

    def plan(self) -> Plan:
        """Return what is stored now."""
        return scheduling.plan_of(self.event)

    def opened(self) -> ResponseReturnValue:
        """Return the page with the form as what it changes is stored."""
        plan = self.plan()
        data = {"version": self.event.version, "seen": conflict.seen(plan)}
        return self.page(self.form(data=filled(plan, self.event.programme) | data))

    def form(self, **source: Any) -> Any:
        """Return the form: what was sent, or `data=` to begin with."""
        return event_form(self.event.programme, **source)

    def read(self, form: Any) -> Reading:
        """Return what the form says, and what is wrong with it."""
        return read(form, self.event.programme, self.plan())

    def save(self, form: Any, plan: Plan, version: int) -> Event:
        """Save the plan over that version; return the event on whose page one goes on."""
        scheduling.change(
            self.event,
            plan,
            version=version,
            by=get_me(),
            now=clock.now(),
            tell=bool(form.tell.data),
        )
        return self.event

    def tell(self, form: Any, reading: Reading) -> None:
        """Put what is wrong on the fields."""
        showing.tell(form, reading.refusals)

    def page(
        self, form: Any, reading: Reading | None = None, status: int = 200
    ) -> ResponseReturnValue:
        """Return the page with the form and the echo of what stands in it."""
        reading = reading or self.read(form)
        return showing.page(form, self.event.programme, reading, event=self.event, status=status)


@dataclass(frozen=True)
class Following(Editing):
    """One meeting of a series and all that follow."""

    original: date

    @property
    def address(self) -> str:
        """Where the form stands."""
        day = self.original.isoformat()
        return url_for("web.edit_following", slug=self.event.slug, day=day)

    def plan(self) -> Plan:
        """Return what the series would be from that meeting on, as it is stored now."""
        return repeating.plan_from(self.event, self.original)

    def save(self, form: EventForm, plan: Plan, version: int) -> Event:  # noqa: ARG002 - as above
        """Let the series go on in another way; return the series that does."""
        return repeating.change_following(
            self.event, self.original, plan, version=version, by=get_me(), now=clock.now()
        )

    def page(
        self, form: EventForm, reading: Reading | None = None, status: int = 200
    ) -> ResponseReturnValue:
        """Return the page with the form and the echo of what stands in it."""
        return showing.page(
            form,
            self.event.programme,
            reading or self.read(form),
            event=self.event,
            original=self.original,
            status=status,
        )
