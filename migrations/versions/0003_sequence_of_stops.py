"""A stop of a visit counts its own moves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; nothing has moved yet."""
    op.add_column(
        "visit_item", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table("visit_item") as table:
        table.drop_column("sequence")
