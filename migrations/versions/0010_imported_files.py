"""Files that are being imported, and where an event that came from one is found again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table, and the column for the UID in the file."""
    op.add_column("event", sa.Column("origin_uid", sa.String(length=255), nullable=True))
    op.create_index("ix_event_programme_id_origin_uid", "event", ["programme_id", "origin_uid"])
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("taken", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_import_file_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_import_file_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_import_file_ref")),
    )
    op.create_index("ix_import_file_person_id", "import_file", ["person_id"])
    op.create_index("ix_import_file_created", "import_file", ["created"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("import_file")
    op.drop_index("ix_event_programme_id_origin_uid", table_name="event")
    op.drop_column("event", "origin_uid")
