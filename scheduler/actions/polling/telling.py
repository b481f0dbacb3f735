"""What those who are asked in a poll are told: the question, a change, a reminder, the end of it.

Decides which times and clocks a letter shows, and that what has not left yet gives way to what is
newer. Whoever was never reached is told of no change: they get the question as it is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from scheduler import i18n, links, sealing
from scheduler.actions import inviting, mailing, policy
from scheduler.db import db
from scheduler.documents.mailbox import Mailbox
from scheduler.models import OutboxMail
from scheduler.queries import managing, polls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from scheduler.models import City, Poll, PollVoter

QUESTION, CHANGE, REMINDER = "poll_invitation", "poll_change", "poll_reminder"
RESULT, CANCELLATION = "poll_result", "poll_cancellation"


def answer_token(voter: PollVoter) -> str:
    """Return the secret of the page on which that person answers."""
    return sealing.link_token("poll", voter.ref, voter.generation)


def tell(voters: Iterable[PollVoter], kind: str, *, now: datetime) -> None:
    """Put one letter of that kind to each of them, in all languages of the programme."""
    told = list(voters)
    if not told:
        return
    poll = told[0].poll
    homes = managing.cities_of([voter.person for voter in told], poll.programme)
    said: dict[tuple[str, int], dict[str, Any]] = {}
    for voter in told:
        _put(voter, kind, homes.get(voter.person_id), said, now=now)


def recall(poll: Poll) -> set[str]:
    """Take back what has not left yet; return the addresses that may have been reached.

    It is asked afterwards, as with invitations: the update waits for a worker that is claiming
    a message at this moment.
    """
    db.session.flush()
    mine = OutboxMail.poll_id == poll.id
    db.session.execute(
        sa.update(OutboxMail)
        .where(mine, OutboxMail.state == "queued")
        .values(state="superseded", body=None)
    )
    tried = sa.or_(OutboxMail.state.in_(["sending", "sent", "failed"]), OutboxMail.attempts > 0)
    return set(db.session.scalars(sa.select(OutboxMail.recipient).where(mine, tried)))


def _put(
    voter: PollVoter,
    kind: str,
    home: City | None,
    said: dict[tuple[str, int], dict[str, Any]],
    *,
    now: datetime,
) -> None:
    poll, person = voter.poll, voter.person
    mail = mailing.put(
        mailing.Post(
            kind=kind,
            to=Mailbox(person.name, person.email),
            languages=inviting.letter_languages(poll, person.language),
            values=_values(voter, home, said),
            key=(voter.ref, voter.generation, poll.version, now.isoformat()),
            event=poll.event,
            poll=poll,
            references=voter.first_message_id or None,
        ),
        now=now,
    )
    voter.first_message_id = voter.first_message_id or mail.message_id


def _values(
    voter: PollVoter, home: City | None, said: dict[tuple[str, int], dict[str, Any]]
) -> Callable[[str], dict[str, Any]]:
    """Return what gives a letter's values; people of one city read the same times."""
    poll, person = voter.poll, voter.person
    own = home if home is not None and home.announced else None

    def in_language(code: str) -> dict[str, Any]:
        key = (code, own.id if own else 0)
        if key not in said:
            said[key] = _of_all(poll, own)
        event = poll.event
        seen = event is not None and policy.may(person, "event.see", event)
        return said[key] | {
            "salutation": person.salutation.get(code, ""),
            "answer_url": links.poll(code, voter.ref, answer_token(voter)),
            "event_url": links.event(code, event.slug) if event is not None and seen else "",
        }

    return in_language


def _of_all(poll: Poll, own: City | None) -> dict[str, Any]:
    """Return what all the letters to people of one city say, in the language that is spoken."""
    slot = poll.chosen_slot
    return {
        "poll_title": i18n.pick(poll.title),
        "description": i18n.pick(poll.description),
        "asked_by": poll.by.name if poll.by else "",
        "times_offered": [found.when for found in polls.offered(poll, own)],
        "chosen": polls.offered_at(poll, slot, own).when if slot is not None else None,
        "deadline": polls.deadline(poll, own),
        "shows_answers": poll.shows_answers,
    }
