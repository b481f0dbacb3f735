"""The statements that the law asks of a public body: on accessibility, and on personal data."""

from __future__ import annotations

from datetime import date

from flask import render_template

from scheduler.actions.policy import declare
from scheduler.web.blueprint import pages

PREPARED = date(2026, 11, 23)
"""When both were last held against the product."""


@pages.get("/accessibility")
@declare("public")
def accessibility() -> str:
    """Say how accessible the pages are, what is not, and whom to tell (EU 2018/1523)."""
    return render_template("statements/accessibility.html", prepared=PREPARED)


@pages.get("/privacy")
@declare("public")
def privacy() -> str:
    """Say which personal data are kept, why and how long (GDPR, Articles 13 and 14)."""
    return render_template("statements/privacy.html", prepared=PREPARED)
