"""Superseding: an older message that has not left gives way to a newer one.

Decides which letters a newer one makes needless: of the same person and event, of one meeting of
a series, of the same poll.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import orm

from scheduler.db import db
from scheduler.models import OutboxMail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scheduler.models import Invitation

REPLACEABLE = ("invitation", "update", "cancellation")
"""Letters that a newer one makes needless; what is said of a registration is always said."""
ASIDE = ("clock_change",)
"""Letters beside an invitation: they invite nobody, and only its end makes them needless."""


def supersede(invitations: Sequence[Invitation], original: date | None = None) -> set[int]:
    """Take back what has not left yet of what those invitations' people were to be told.

    With an `original` only what is about that one occurrence of a series. Returns the numbers of
    the invitations of which a message may have reached its person. It is asked afterwards: the
    update waits for a worker that is claiming a message at this moment.
    """
    db.session.flush()
    numbers = [invitation.id for invitation in invitations]
    about = sa.true() if original is None else OutboxMail.original == original
    db.session.execute(
        sa.update(OutboxMail)
        .where(_replaceable(numbers), about)
        .values(state="superseded", body=None)
    )
    tried = sa.or_(
        OutboxMail.state.in_(["sending", "sent", "failed"]),
        OutboxMail.attempts > 0,
        OutboxMail.kind.not_in(REPLACEABLE),
    )
    told = sa.select(OutboxMail.invitation_id).where(
        OutboxMail.invitation_id.in_(numbers), OutboxMail.kind.not_in(ASIDE), tried
    )
    return {number for number in db.session.scalars(told) if number is not None}


def awaited(invitations: Sequence[Invitation]) -> set[int]:
    """Return the numbers of the invitations of which only a message about the whole event will do.

    The last one waits, has failed, or is being sent and may fail: a message about one meeting of
    a series would arrive where nobody knows the series, or be undone by what arrives after it.
    Or one about another meeting has failed, so that what its person has is not the series.
    """
    db.session.flush()
    numbers = [invitation.id for invitation in invitations]
    whole, later = OutboxMail.original.is_(None), orm.aliased(OutboxMail)
    made_good = sa.exists().where(
        later.invitation_id == OutboxMail.invitation_id,
        later.id > OutboxMail.id,
        later.kind.in_(REPLACEABLE),
        later.original.is_(None),
        later.state == "sent",
    )
    missing = sa.select(OutboxMail.invitation_id).where(
        OutboxMail.invitation_id.in_(numbers),
        OutboxMail.kind.in_(REPLACEABLE),
        sa.or_(
            OutboxMail.state == "failed",
            sa.and_(whole, OutboxMail.state.in_(["queued", "sending"])),
        ),
        ~made_good,
    )
    return {number for number in db.session.scalars(missing) if number is not None}


def gives_way(mail: OutboxMail) -> bool:
    """Drop a message that would arrive after a newer one; return whether it was dropped.

    `supersede` spares what is being sent at that moment. Where that fails, sending it later
    would cancel in somebody's calendar what has been put there again.
    """
    newer = sa.exists().where(_to_the_same(mail), _replaces(mail), OutboxMail.id > mail.id)
    if not db.session.scalar(sa.select(newer)):
        return False
    mail.state, mail.body = "superseded", None
    return True


def _replaceable(invitations: Sequence[int]) -> sa.ColumnElement[bool]:
    """Say which messages wait that a newer one about these invitations makes needless."""
    return sa.and_(
        OutboxMail.invitation_id.in_(invitations),
        OutboxMail.state == "queued",
        OutboxMail.kind.in_(REPLACEABLE),
    )


def _replaces(mail: OutboxMail) -> sa.ColumnElement[bool]:
    """Say by their kind which newer messages make this one needless."""
    if mail.kind in ASIDE:
        whole = OutboxMail.original.is_(None)
        return sa.and_(OutboxMail.kind == "cancellation", whole)
    if mail.invitation_id is not None and mail.kind not in REPLACEABLE:
        # A letter about a registration gives way to none but a newer one about it.
        return OutboxMail.kind.not_in((*REPLACEABLE, *ASIDE))
    return OutboxMail.kind.not_in(ASIDE)


def _to_the_same(mail: OutboxMail) -> sa.ColumnElement[bool]:
    """Say which messages tell the same person of the same invitation or poll; else none."""
    if mail.invitation_id is not None:
        # Of another single occurrence a newer message says nothing about this one.
        whole = OutboxMail.original.is_(None)
        same = sa.or_(whole, OutboxMail.original == mail.original) if mail.original else whole
        return sa.and_(OutboxMail.invitation_id == mail.invitation_id, same)
    if mail.poll_id is not None:
        return sa.and_(OutboxMail.poll_id == mail.poll_id, OutboxMail.recipient == mail.recipient)
    return sa.false()
