"""What the clocks of a zone were known to show: new zone data replace the old ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "known_zone",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("data", sa.String(length=16), nullable=False),
        sa.Column("offsets", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_known_zone")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("known_zone")
