"""What machines that watch over the installation are told, in good times and in bad ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from scheduler.db import db, transaction
from scheduler.models.outbox import STATES
from tests.world import NOW, mails


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _figures(client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    pairs = [line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#"]
    return {name: float(value) for name, value in pairs}


@pytest.mark.any_db
def test_all_is_well(client, database) -> None:
    answer = client.get("/readyz")
    said = answer.get_json()
    assert said.pop("database").startswith(
        {"sqlite": "SQLite 3.", "postgresql": "Postgre"}[database]
    )
    assert said.pop("disk_free_bytes") > 0
    assert (answer.status_code, said) == (
        200,
        {
            "status": "ready",
            "writable": True,
            "migrated": True,
            "outbox_age_seconds": 0.0,
            "mail_flows": True,
        },
    )


@pytest.mark.any_db
def test_mail_that_nobody_sends_is_said_and_pages_are_served(client, world, stopped_clock) -> None:
    world.published(invite=True)
    with transaction():
        mails()[0].state = "sending"
        mails()[0].due = NOW - timedelta(minutes=5)
    stopped_clock.move_to(NOW + timedelta(minutes=11))
    answer = client.get("/readyz")
    said = answer.get_json()
    assert (answer.status_code, said["outbox_age_seconds"], said["mail_flows"]) == (200, 960, False)
    figures = _figures(client)
    assert figures.pop("scheduler_ready") == 1
    assert figures.pop("scheduler_outbox_age_seconds") == 960
    counts = dict.fromkeys(STATES, 0) | {"queued": 1, "sending": 1}
    assert figures == {
        f'scheduler_outbox_mails{{state="{state}"}}': number for state, number in counts.items()
    }


@pytest.mark.any_db
def test_an_old_schema_is_not_ready(client) -> None:
    with transaction():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    said = answer.get_json()
    assert (answer.status_code, said["status"], said["migrated"], said["writable"]) == (
        503,
        "not ready",
        False,
        True,
    )


@pytest.mark.any_db
@pytest.mark.parametrize("lost", ["history_chain", "outbox_mail", "alembic_version"])
def test_a_database_in_trouble_is_not_ready_and_is_told_without_an_error(client, lost) -> None:
    with transaction():
        db.session.execute(sa.text(f"ALTER TABLE {lost} RENAME TO away"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "not ready")
    assert client.get("/healthz").get_json() == {"status": "alive"}


@pytest.mark.any_db
def test_figures_without_a_database_say_not_ready_and_no_more(client) -> None:
    with transaction():
        db.session.execute(sa.text("ALTER TABLE alembic_version RENAME TO away"))
    assert _figures(client) == {"scheduler_ready": 0}


def test_figures_are_read_while_somebody_else_writes(client, world) -> None:
    with db.engine.connect().execution_options(writes=True) as writing:
        writing.execute(sa.text("UPDATE history_chain SET length = length"))
        assert _figures(client)["scheduler_ready"] == 1
        writing.rollback()


def test_no_room_on_the_disk_is_not_ready(client, configure, tmp_path) -> None:
    configure(instance=tmp_path / "nowhere")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["disk_free_bytes"]) == (503, 0)


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_who_watches_needs_no_session_and_gets_none(client, address) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
    assert client.post(address).status_code == 405
