"""Sending: what is due in the outbox is claimed, sent, and noted.

A message belongs to the worker that claimed it, for the length of the lease; whatever is wrong
with one stays its own affair.
"""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from flask import current_app

from scheduler import clock
from scheduler.actions import mailing
from scheduler.db import transaction
from scheduler.worker.transport import RefusedForGood, Transport

if TYPE_CHECKING:
    from scheduler.worker.stopping import Stop

SLOWEST = timedelta(minutes=4)  # what a dozen answers can take: less of a lease is too little


def send_due(stop: Stop) -> int:
    """Claim what is due and send it; return how many were claimed."""
    now = clock.now()
    if not mailing.is_due(now=now):
        return 0
    with transaction():
        claimed = mailing.claim(now=now)
    with Transport() as transport:
        for mail in claimed:
            if stop.asked or clock.now() + SLOWEST > mail.until:
                with transaction():
                    mailing.give_back(mail, now=clock.now())
            else:
                _send(mail, transport)
    return len(claimed)


def _send(mail: mailing.Claimed, transport: Transport) -> None:
    """Send one message and note how it went; whatever is wrong with it stays its own affair."""
    error, permanent = "", False
    try:
        transport.send(mail)
    except RefusedForGood as why:
        error, permanent = str(why), True
    except InvalidToken:
        # It may be this worker that has the wrong key: the message is not to blame.
        error = "its body cannot be opened with ENCRYPTION_KEY"
    except (OSError, smtplib.SMTPException) as why:
        error = f"{type(why).__name__}: {why}"
    except Exception as why:
        current_app.logger.exception("message %s could not be sent", mail.id)
        error = f"{type(why).__name__}: {why}"
    with transaction():
        if error:
            mailing.refused(mail, error, permanent=permanent, now=clock.now())
        else:
            mailing.delivered(mail, now=clock.now())
