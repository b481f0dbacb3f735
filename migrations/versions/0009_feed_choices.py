"""Several calendars a person: each has a name, and a choice of what it holds and says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ALL_OF_MINE = (
    '{"confirmed": false, "deadlines": false, "mine": true, "themes": [], "visits": false}'
)


def upgrade() -> None:
    """Add the columns; a calendar of before stays as it was, and gets a name."""
    for column in (
        sa.Column("name", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("choice", sa.JSON(none_as_null=True), nullable=False, server_default=ALL_OF_MINE),
        sa.Column("details", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("reminder", sa.Integer(), nullable=True),
        sa.Column("client", sa.String(length=40), nullable=False, server_default=""),
    ):
        op.add_column("feed", column)
    bulgarian = "SELECT id FROM person WHERE language = 'bg'"
    op.execute("UPDATE feed SET name = 'Calendar'")
    op.execute(f"UPDATE feed SET name = 'Календар' WHERE person_id IN ({bulgarian})")  # noqa: S608


def downgrade() -> None:
    """Take them away."""
    for name in ("client", "reminder", "details", "choice", "name"):
        op.drop_column("feed", name)
