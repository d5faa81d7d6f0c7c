"""Whose token speaks in a message, and which thread a claimed call is in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, and find the unanswered calls of a thread by an index."""
    op.add_column("posts", sa.Column("owner", sa.Text(), server_default="", nullable=False))
    op.add_column("inbox", sa.Column("thread", sa.Text(), nullable=True))
    op.create_index(
        "ix_inbox_thread",
        "inbox",
        ["thread", "claimed_at"],
        unique=False,
        sqlite_where=sa.text("NOT answered"),
        postgresql_where=sa.text("NOT answered"),
    )
