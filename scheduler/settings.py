"""The settings of the app that is at work, for every floor: `current()`.

Knows where Flask keeps them, so that no floor above needs Flask to read one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from config import Settings


def current() -> Settings:
    """Return the settings of the current app; RuntimeError outside an app context."""
    return cast("Settings", current_app.config["SETTINGS"])
