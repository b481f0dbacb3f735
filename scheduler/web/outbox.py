"""The outbox: every message about a programme's events, what became of it, and what it says.

Decides which messages are listed and how their states read. What of a message may be seen is
decided below, in `queries.outbox`: sign-in mail never, personal links masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request

from scheduler.actions import policy
from scheduler.actions.policy import declare
from scheduler.errors import NotFound
from scheduler.models.outbox import STATES
from scheduler.queries import outbox as reads
from scheduler.web import desk
from scheduler.web.blueprint import pages
from scheduler.web.door import get_me
from scheduler.web.letters import letter_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from scheduler.models import Event, OutboxMail, Poll, Programme

LARGEST = 2**31 - 1
"""No row of a database has a higher number."""


@pages.get("/manage/outbox")
@declare("manage")
def outbox() -> str:
    """List the newest messages of a programme, of one state if the address asks."""
    programme, asked = desk.asked_programme(), request.args.get("state")
    policy.require(get_me(), "outbox.see", programme)
    state = asked if asked in STATES else None
    return render_template("outbox/list.html", **_listed(programme, state))


@pages.get("/manage/outbox/<int:number>")
@declare("manage")
def outbox_mail(number: int) -> str:
    """Show one message: its headers, its text, its HTML in a frame, its calendar part."""
    mail = _mail(number)
    programme = _subject(mail).programme
    return render_template(
        "outbox/mail.html",
        shown=reads.shown(mail),
        mail=mail,
        programme=programme,
        clock=desk.clock_of(programme.cities),
        accent=programme.accent,
    )


@pages.get("/manage/outbox/<int:number>/page")
@declare("manage")
def outbox_html(number: int) -> ResponseReturnValue:
    """Answer with the message's own HTML, which may run and load nothing."""
    return letter_page(reads.shown(_mail(number)).html)


def _listed(programme: Programme, state: str | None) -> dict[str, Any]:
    return {
        "programme": programme,
        "programmes": desk.my_programmes(),
        "state": state,
        "states": STATES,
        "mails": reads.mails(programme, state=state),
        "counts": reads.counts(programme),
        "clock": desk.clock_of(programme.cities),
        "accent": programme.accent,
    }


def _mail(number: int) -> OutboxMail:
    if number > LARGEST:
        raise NotFound
    mail = reads.get_mail(number)
    policy.require(get_me(), "outbox.see", _subject(mail))
    return mail


def _subject(mail: OutboxMail) -> Event | Poll:
    """Return what a message is about; NotFound for one that is about neither."""
    found = mail.event or mail.poll
    if found is None:
        raise NotFound
    return found
