"""One meeting of a series: its own date and hour, its own texts, place and link.

Decides how a meeting is typed and echoed. What is left as it stands stays the series'; the rules,
and who is told, are the repeating verbs'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from wtforms import RadioField, StringField

from scheduler import clock, errors, i18n
from scheduler.actions import repeating
from scheduler.actions.policy import declare
from scheduler.queries import managing
from scheduler.queries.occurrences import when
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import form_checks_csrf, get_me
from scheduler.web.forms import put
from scheduler.web.meetings.finding import get_meeting
from scheduler.web.planning import echoing, saving
from scheduler.web.planning.editing import Editing
from scheduler.web.planning.fields import TextsForm, pairs, with_texts
from scheduler.web.planning.reading import (
    Reader,
    Reading,
    checked,
    read_choice,
    read_texts,
    read_when,
    text_of,
)

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from scheduler.actions.scheduling import Plan
    from scheduler.models import Event, Occurrence


class MeetingForm(TextsForm):
    """What may be particular about one meeting."""

    start_date = StringField(i18n.lazy("Start date"))
    start_time = StringField(i18n.lazy("Start time"))
    end_date = StringField(i18n.lazy("End date"))
    end_time = StringField(i18n.lazy("End time"))
    fold = RadioField(
        i18n.lazy("The start comes twice that night. Which one is meant?"), validate_choice=False
    )
    end_fold = RadioField(
        i18n.lazy("The end comes twice that night. Which one is meant?"), validate_choice=False
    )
    online_url = StringField(i18n.lazy("Link for joining"))


@dataclass(frozen=True)
class OneMeeting(Editing):
    """One meeting of a series alone."""

    original: date

    @property
    def row(self) -> Occurrence:
        """The meeting as it is stored; OccurrenceUnknown once the series has it no longer."""
        found = repeating.find_meeting(self.event, self.original)
        if found is None:
            raise errors.OccurrenceUnknown
        return found

    @property
    def address(self) -> str:
        """Where the form stands."""
        return url_for("web.edit_meeting", slug=self.event.slug, day=self.original.isoformat())

    def plan(self) -> Plan:
        """Return the single event that the meeting would be, as it is stored now."""
        return repeating.meeting_of(self.row).plan(self.event)

    def form(self, **source: Any) -> MeetingForm:
        """Return the form: what was sent, or `data=` to begin with."""
        form: MeetingForm = with_texts(MeetingForm, tuple(self.event.programme.languages))(**source)
        form.fold.choices = form.end_fold.choices = []
        return form

    def read(self, form: MeetingForm) -> Reading:
        """Return what the form says, and what is wrong with it."""
        plan, reader = self.plan(), Reader()
        span = read_when(form, reader, timed=plan.timed)
        typed = replace(
            plan,
            start=span.start or plan.start,
            end=span.end if span.start else plan.end,
            fold=read_choice(form.fold),
            end_fold=read_choice(form.end_fold),
            title=read_texts(form, "title", plan),
            description=read_texts(form, "description", plan),
            venue=read_texts(form, "venue", plan),
            online_url=text_of(form.online_url),
        )
        reading = Reading(typed, reader.refusals, has_start=span.start is not None)
        reading.refusals += checked(reading, self.event.programme)
        return reading

    def save(self, form: MeetingForm, plan: Plan, version: int) -> Event:  # noqa: ARG002 - as above
        """Save the meeting; all that is as in the series stays the series'."""
        meeting = repeating.Meeting.of(plan)
        repeating.change_one(
            self.event, self.original, meeting, version=version, by=get_me(), now=clock.now()
        )
        return self.event

    def tell(self, form: MeetingForm, reading: Reading) -> None:
        """Put what is wrong on the fields."""
        hour = "time" if reading.plan.timed else "date"
        names = {"": "start_date", "start": f"start_{hour}", "end": f"end_{hour}"}
        put(form, reading.refusals, names | {"zone": f"start_{hour}"})

    def page(
        self, form: MeetingForm, reading: Reading | None = None, status: int = 200
    ) -> ResponseReturnValue:
        """Return the page with the form and the echo of what stands in it."""
        event, reading = self.event, reading or self.read(form)
        return (
            render_template(
                "meetings/meeting.html",
                form=form,
                pairs=pairs,
                event=event,
                meeting=when(self.row),
                echo=echoing.echo(reading, event.programme, event, told=bool(form.errors)),
                twice=echoing.offer_folds(form, reading),
                invited=managing.open_invitations(event),
                clock=desk.clock_of_event(event),
                accent=event.programme.accent,
            ),
            status,
        )


@pages.get("/manage/events/<slug>/meetings/<day>")
@declare("manage")
def edit_meeting(slug: str, day: str) -> ResponseReturnValue:
    """Show the form of one meeting as it is stored."""
    return _editing(slug, day).opened()


@pages.post("/manage/events/<slug>/meetings/<day>")
@declare("manage")
@form_checks_csrf
def change_meeting(slug: str, day: str) -> ResponseReturnValue:
    """Save a changed meeting."""
    editing = _editing(slug, day)
    form = editing.form()
    return saving.look(form, editing) if saving.only_looks() else saving.change(form, editing)


@pages.get("/manage/events/<slug>/meetings/<day>/echo")
@declare("manage")
def meeting_echo(slug: str, day: str) -> str:
    """Answer with a fragment: the time that the fields mean, in every city."""
    editing = _editing(slug, day)
    form = editing.form(formdata=request.args)
    said = echoing.echo(editing.read(form), editing.event.programme, editing.event)
    return render_template("planning/_echo.html", echo=said, live=True)


def _editing(slug: str, day: str) -> OneMeeting:
    row = get_meeting(slug, day, "event.change")
    if row.status == "cancelled":
        raise errors.AlreadyCancelled
    return OneMeeting(row.event, row.original)
