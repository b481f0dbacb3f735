"""For machines that watch over the installation: alive, ready, and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from scheduler import clock
from scheduler.actions.policy import declare
from scheduler.queries import health, outbox
from scheduler.web.blueprint import root

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@root.get("/healthz")
@declare("public")
def alive() -> ResponseReturnValue:
    """Say that this process answers; nothing else is looked at."""
    return jsonify(status="alive")


@root.get("/readyz")
@declare("public")
def ready() -> ResponseReturnValue:
    """Say whether requests should come here: 200 or 503, with the reasons."""
    found = health.health(clock.now())
    return jsonify(found.as_json()), 200 if found.ready else 503


@root.get("/metrics")
@declare("public")
def metrics() -> ResponseReturnValue:
    """Give the figures to Prometheus, read afresh: the same from every process."""
    registry, found = CollectorRegistry(), health.figures(clock.now())
    words = "Whether this installation is ready, as far as reading tells"
    Gauge("scheduler_ready", words, registry=registry).set(int(found.sound))
    if found.migrated:
        _outbox(registry, found.outbox_age)
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")


def _outbox(registry: CollectorRegistry, oldest: float) -> None:
    """Add the figures of the outbox; without a database there are none, rather than noughts."""
    mails = Gauge("scheduler_outbox_mails", "Messages by state", ["state"], registry=registry)
    for state, number in outbox.state_counts().items():
        mails.labels(state).set(number)
    age = Gauge("scheduler_outbox_age_seconds", "Age of the oldest due message", registry=registry)
    age.set(oldest)
