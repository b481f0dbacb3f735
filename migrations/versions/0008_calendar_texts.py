"""What feeds show of events is kept beside them, with versions that every change raises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; the texts themselves are written by the worker, or when asked for."""
    op.create_table(
        "calendar_text",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("zones", sa.String(length=400), nullable=False),
        sa.Column("written_by", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "part IN ('public', 'joining', 'items', 'brief')", name=op.f("ck_calendar_text_part")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_calendar_text_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "languages", "part", name=op.f("pk_calendar_text")),
    )
    op.create_table(
        "feed_version",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_feed_version")),
    )
    op.create_table(
        "feed_copy",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_feed_copy")),
    )
    op.create_index("ix_event_programme_id_until_utc", "event", ["programme_id", "until_utc"])
    op.create_index(
        "ix_event_cancelled_until_utc",
        "event",
        ["until_utc"],
        sqlite_where=sa.text("status = 'cancelled'"),
        postgresql_where=sa.text("status = 'cancelled'"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_event_cancelled_until_utc", table_name="event")
    op.drop_index("ix_event_programme_id_until_utc", table_name="event")
    for table in ("feed_copy", "feed_version", "calendar_text"):
        op.drop_table(table)
