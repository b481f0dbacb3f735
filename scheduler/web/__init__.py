"""The pages: one blueprint under the language, and what every request to it goes through.

Decides the language, who is asking, what a refusal looks like and which headers a page has.
Each module beside this one holds the pages of one noun and adds its routes to `pages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.web import door, look, refusals
from scheduler.web.blueprint import pages, root

if TYPE_CHECKING:
    from flask import Flask

# The modules register their routes on the blueprint when they are imported.
from scheduler.web import (  # isort: skip
    agenda as agenda,
    anchoring as anchoring,
    answers as answers,
    cities as cities,
    conflicts as conflicts,
    days_off as days_off,
    demo_doors as demo_doors,
    embedding as embedding,
    events as events,
    following as following,
    health as health,
    history as history,
    home as home,
    importing as importing,
    manage as manage,
    meetings as meetings,
    mine as mine,
    outbox as outbox,
    people as people,
    planner as planner,
    planning as planning,
    polls as polls,
    publishing as publishing,
    registrations as registrations,
    sign_in as sign_in,
    statements as statements,
    subscribing as subscribing,
)


def install(app: Flask) -> None:
    """Add the pages to the app."""
    door.install(app)
    look.install(app)
    refusals.install(app)
    demo_doors.install(app)
    app.register_blueprint(root)
    app.register_blueprint(pages)
