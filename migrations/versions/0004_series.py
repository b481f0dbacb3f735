"""Events repeat: a row for each date of every event; corrected days off; what was told of clocks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# A visit's bar and a session alike: what takes place once has one occurrence, its own dates.
EVERY_EVENT_ONCE = """
INSERT INTO occurrence (event_id, original, start_date, start_time, end_date, end_time,
    fold, end_fold, start_utc, end_utc, status, moved, own)
SELECT id, start_date, start_date, start_time, end_date, end_time,
    fold, end_fold, start_utc, end_utc, 'scheduled', {false}, '{{}}'
FROM event
"""


def upgrade() -> None:
    """Make the tables and columns, and give every event its one occurrence."""
    # No batch: SQLite would make the table anew, and dropping the old one takes along what
    # belongs to its rows.
    epoch = "1970-01-01 00:00:00"
    for column in (
        sa.Column("until_utc", sa.DateTime(), nullable=False, server_default=epoch),
        sa.Column("rule", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("continues", sa.String(length=64), nullable=False, server_default=""),
    ):
        op.add_column("event", column)
    op.execute("UPDATE event SET until_utc = end_utc")
    op.create_index("ix_event_until_utc", "event", ["until_utc"])
    op.add_column(
        "city",
        sa.Column("corrections", sa.JSON(none_as_null=True), nullable=False, server_default="{}"),
    )
    op.add_column("outbox_mail", sa.Column("original", sa.Date(), nullable=True))
    _occurrences()
    op.create_table(
        "clock_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("original", sa.Date(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_clock_notice_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_notice")),
        sa.UniqueConstraint("event_id", "original", name=op.f("uq_clock_notice_event_id_original")),
    )


def downgrade() -> None:
    """Take them away; what repeats stays as its first occurrence."""
    op.drop_table("clock_notice")
    op.drop_table("occurrence")
    op.drop_index("ix_event_until_utc", "event")
    for table, column in (
        ("outbox_mail", "original"),
        ("city", "corrections"),
        ("event", "continues"),
        ("event", "rule"),
        ("event", "until_utc"),
    ):
        op.drop_column(table, column)


def _occurrences() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("original", sa.Date(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("end_fold", sa.Integer(), nullable=False),
        sa.Column("start_utc", sa.DateTime(), nullable=False),
        sa.Column("end_utc", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("own", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('scheduled', 'cancelled')", name=op.f("ck_occurrence_status")
        ),
        sa.CheckConstraint("end_utc >= start_utc", name=op.f("ck_occurrence_end_after_start")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_occurrence_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("event_id", "original", name=op.f("uq_occurrence_event_id_original")),
    )
    op.create_index("ix_occurrence_start_utc", "occurrence", ["start_utc"])
    op.create_index("ix_occurrence_end_utc", "occurrence", ["end_utc"])
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    op.execute(EVERY_EVENT_ONCE.format(false=false))
