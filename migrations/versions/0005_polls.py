"""Polls: times offered to chosen people, and what they say of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables, and let a message say which poll it is about."""
    _poll()
    _cities()
    _slots()
    _voters()
    _answers()
    # No batch: on SQLite it would make the table anew, without its CHECK constraints.
    op.execute(
        "ALTER TABLE outbox_mail ADD COLUMN poll_id INTEGER"
        " CONSTRAINT fk_outbox_mail_poll_id_poll REFERENCES poll (id)"
    )
    op.create_index("ix_outbox_mail_poll_id", "outbox_mail", ["poll_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_outbox_mail_poll_id", "outbox_mail")
    op.drop_column("outbox_mail", "poll_id")
    for name in ("poll_answer", "poll_voter", "poll_slot", "poll_city", "poll"):
        op.drop_table(name)


def _poll() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("title", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("description", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("online_url", sa.String(length=2000), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("deadline_date", sa.Date(), nullable=False),
        sa.Column("deadline_time", sa.Time(), nullable=False),
        sa.Column("deadline_fold", sa.Integer(), nullable=False),
        sa.Column("deadline_zone", sa.String(length=64), nullable=False),
        sa.Column("deadline_utc", sa.DateTime(), nullable=False),
        sa.Column("shows_answers", sa.Boolean(), nullable=False),
        sa.Column("reminded", sa.DateTime(), nullable=True),
        sa.Column("last_call", sa.DateTime(), nullable=True),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'closed', 'chosen', 'cancelled')", name=op.f("ck_poll_status")
        ),
        sa.CheckConstraint(
            "kind IN ('thematic_discussion', 'live_session', 'event')", name=op.f("ck_poll_kind")
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'programme', 'invited')", name=op.f("ck_poll_visibility")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_poll_minutes")),
        sa.CheckConstraint(
            "status <> 'chosen' OR event_id IS NOT NULL", name=op.f("ck_poll_chosen_whole")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_poll_event_id_event")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_poll_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_poll_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("ref", name=op.f("uq_poll_ref")),
    )
    op.create_index("ix_poll_programme_id", "poll", ["programme_id"])
    op.create_index("ix_poll_event_id", "poll", ["event_id"])
    op.create_index("ix_poll_status_deadline_utc", "poll", ["status", "deadline_utc"])


def _cities() -> None:
    op.create_table(
        "poll_city",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_poll_city_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_poll_city_city_id_city")),
        sa.PrimaryKeyConstraint("poll_id", "city_id", name=op.f("pk_poll_city")),
    )
    op.create_index("ix_poll_city_city_id", "poll_city", ["city_id"])


def _slots() -> None:
    op.create_table(
        "poll_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("start_utc", sa.DateTime(), nullable=False),
        sa.Column("end_utc", sa.DateTime(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.CheckConstraint("end_utc > start_utc", name=op.f("ck_poll_slot_end_after_start")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_poll_slot_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_slot")),
        sa.UniqueConstraint("poll_id", "start_utc", name=op.f("uq_poll_slot_poll_id_start_utc")),
    )
    op.create_index(
        "uq_poll_slot_chosen",
        "poll_slot",
        ["poll_id"],
        unique=True,
        sqlite_where=sa.text("chosen"),
        postgresql_where=sa.text("chosen"),
    )


def _voters() -> None:
    op.create_table(
        "poll_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("reminded", sa.DateTime(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("first_message_id", sa.String(length=200), nullable=False),
        sa.CheckConstraint("status IN ('open', 'withdrawn')", name=op.f("ck_poll_voter_status")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_poll_voter_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_poll_voter_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_voter")),
        sa.UniqueConstraint("ref", name=op.f("uq_poll_voter_ref")),
        sa.UniqueConstraint("poll_id", "person_id", name=op.f("uq_poll_voter_poll_id_person_id")),
    )
    op.create_index("ix_poll_voter_person_id", "poll_voter", ["person_id"])


def _answers() -> None:
    op.create_table(
        "poll_answer",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'maybe', 'no')", name=op.f("ck_poll_answer_answer")),
        sa.ForeignKeyConstraint(
            ["voter_id"],
            ["poll_voter.id"],
            name=op.f("fk_poll_answer_voter_id_poll_voter"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["poll_slot.id"],
            name=op.f("fk_poll_answer_slot_id_poll_slot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("voter_id", "slot_id", name=op.f("pk_poll_answer")),
    )
    op.create_index("ix_poll_answer_slot_id", "poll_answer", ["slot_id"])
