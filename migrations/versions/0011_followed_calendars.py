"""Calendars of others that a programme follows, and their entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "followed_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=300), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=True),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("result", sa.String(length=24), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=1000), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expanded", sa.DateTime(), nullable=True),
        sa.Column("zone_data", sa.String(length=16), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_followed_calendar_minutes")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_followed_calendar_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followed_calendar")),
        sa.UniqueConstraint(
            "programme_id",
            "address_digest",
            name=op.f("uq_followed_calendar_programme_id_address_digest"),
        ),
    )
    op.create_index("ix_followed_calendar_active_due", "followed_calendar", ["active", "due"])
    op.create_table(
        "followed_city",
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["followed_calendar.id"],
            name=op.f("fk_followed_city_calendar_id_followed_calendar"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_followed_city_city_id_city")
        ),
        sa.PrimaryKeyConstraint("calendar_id", "city_id", name=op.f("pk_followed_city")),
    )
    op.create_index("ix_followed_city_city_id", "followed_city", ["city_id"])
    op.create_table(
        "outside_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("start_utc", sa.DateTime(), nullable=False),
        sa.Column("end_utc", sa.DateTime(), nullable=False),
        sa.Column("busy", sa.Boolean(), nullable=False),
        sa.CheckConstraint("end_utc >= start_utc", name=op.f("ck_outside_event_end_after_start")),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["followed_calendar.id"],
            name=op.f("fk_outside_event_calendar_id_followed_calendar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_event")),
    )
    op.create_index(
        "ix_outside_event_calendar_id_start_utc", "outside_event", ["calendar_id", "start_utc"]
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("outside_event")
    op.drop_table("followed_city")
    op.drop_table("followed_calendar")
