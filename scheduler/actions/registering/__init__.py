"""Registering: a delegate asks for a seat, confirms the address, cancels; the next one moves up."""

from scheduler.actions.registering.application import Application, checked_email
from scheduler.actions.registering.telling import hold_words, manage_token
from scheduler.actions.registering.verbs import (
    HOLD,
    cancel,
    confirm,
    deny,
    end_all,
    is_open,
    register,
    release,
    seats_may_be_free,
)

__all__ = [
    "HOLD",
    "Application",
    "cancel",
    "checked_email",
    "confirm",
    "deny",
    "end_all",
    "hold_words",
    "is_open",
    "manage_token",
    "register",
    "release",
    "seats_may_be_free",
]
