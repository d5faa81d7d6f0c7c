"""What chat platforms remember: which messages are Easel's own, notes by key, where Easel is installed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and find the newest thread of a channel by an index."""
    op.create_table(
        "posts",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("pictures", sa.Text(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("spoken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event", "role", name=op.f("pk_posts")),
    )
    op.create_index(op.f("ix_posts_spoken_at"), "posts", ["spoken_at"], unique=False)
    op.create_index(
        "ix_posts_team_id_channel_id_message_id", "posts", ["team_id", "channel_id", "message_id"], unique=False
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_written_at"), "notes", ["written_at"], unique=False)
    op.create_table(
        "installations",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "team", name=op.f("pk_installations")),
    )
    op.create_index(
        "ix_threads_team_id_channel_id_created_at", "threads", ["team_id", "channel_id", "created_at"], unique=False
    )
