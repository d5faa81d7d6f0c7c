"""The tables. Their history is in ``migrations``; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Moment(sa.TypeDecorator[datetime]):
    """A point in time, UTC on both databases (SQLite forgets the zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Store in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        """Return with its zone."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Words(sa.TypeDecorator[str]):
    """Text from outside: without what one of the databases refuses (zero bytes, halves of surrogate pairs)."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Store what both can store."""
        del dialect
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode(errors="replace").decode()


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# An auto-incremented key must be a plain INTEGER on SQLite.
Sequence_ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

teams = sa.Table(
    "teams",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("platform", Words, nullable=False),
    sa.Column("external_id", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("settings", Words, nullable=False, server_default="{}"),
    sa.Column("created_at", Moment, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False, index=True),
    sa.Column("user_id", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("settings", Words, nullable=False, server_default="{}"),
    sa.Column("created_at", Moment, nullable=False),
)

threads = sa.Table(
    "threads",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("platform_thread_id", Words, nullable=False),
    sa.Column("title", Words, nullable=False),
    # No foreign key: threads and pictures would wait for each other.
    sa.Column("head_id", Words),
    sa.Column("versions", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("team_id", "platform_thread_id"),
    sa.Index("ix_threads_team_id_channel_id_created_at", "team_id", "channel_id", "created_at"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("seq", Sequence_, primary_key=True, autoincrement=True),
    sa.Column("id", Words, nullable=False, unique=True),
    sa.Column("call_id", Words, nullable=False, unique=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("thread_id", Words, sa.ForeignKey("threads.id"), nullable=False),
    sa.Column("person", Words, nullable=False),
    sa.Column("place", Words, nullable=False),
    sa.Column("operation", Words, nullable=False),
    sa.Column("engine", Words, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("slots", sa.Integer, nullable=False),
    sa.Column("turn", sa.BigInteger, nullable=False),
    sa.Column("estimate", sa.BigInteger, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("locale", Words, nullable=False),
    sa.Column("answer_to", Words, nullable=False),
    sa.Column("notes", Words, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("started_at", Moment),
    sa.Column("made_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("cancel_asked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reason", Words, nullable=False, server_default=""),
    sa.Column("reason_params", Words),
    sa.Column("charged", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("incident", Words, nullable=False, server_default=""),
    sa.Index("ix_jobs_state_engine_turn_seq", "state", "engine", "turn", "seq"),
    sa.Index("ix_jobs_thread_id_seq", "thread_id", "seq"),
    sa.Index("ix_jobs_person_id_state", "person_id", "state"),
    # These two stay small however many jobs there were, or are read from their end.
    sa.Index("ix_jobs_untold", "seq", sqlite_where=sa.text("NOT told"), postgresql_where=sa.text("NOT told")),
    sa.Index(
        "ix_jobs_engine_made",
        "engine",
        "seq",
        sqlite_where=sa.text("made_at IS NOT NULL"),
        postgresql_where=sa.text("made_at IS NOT NULL"),
    ),
)

outputs = sa.Table(
    "outputs",
    metadata,
    sa.Column("job_id", Words, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("index", sa.Integer, primary_key=True),
    sa.Column("state", Words, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("digest", Words, index=True),
    sa.Column("media_type", Words, nullable=False, server_default=""),
    sa.Column("width", sa.Integer, nullable=False, server_default="0"),
    sa.Column("height", sa.Integer, nullable=False, server_default="0"),
    sa.Column("cost", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("seed", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("notes", Words, nullable=False, server_default="[]"),
    sa.Column("scene", Words),
    sa.Column("billed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("code", Words, nullable=False, server_default=""),
    sa.Column("params", Words),
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("thread_id", Words, sa.ForeignKey("threads.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("parent_id", Words, sa.ForeignKey("pictures.id")),
    sa.Column("job_id", Words, sa.ForeignKey("jobs.id")),
    sa.Column("output_index", sa.Integer),
    sa.Column("upload_id", Words),
    sa.Column("operation", Words, nullable=False),
    sa.Column("words", Words, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("engine", Words, nullable=False),
    sa.Column("quality", Words, nullable=False),
    sa.Column("transparent", sa.Boolean, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("digest", Words, nullable=False, index=True),
    sa.Column("media_type", Words, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("alt", Words, nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("person_name", Words, nullable=False),
    sa.Column("cost", sa.BigInteger, nullable=False),
    sa.Column("references", Words, nullable=False),
    sa.Column("notes", Words, nullable=False),
    sa.Column("scene", Words),
    sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("thread_id", "version"),
    sa.UniqueConstraint("job_id", "output_index"),
    sa.UniqueConstraint("thread_id", "upload_id"),
    sa.Index("ix_pictures_team_id_created_at", "team_id", "created_at"),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("seq", Sequence_, primary_key=True, autoincrement=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("unit", Words, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("job_id", Words, sa.ForeignKey("jobs.id")),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("job_id", "unit", "kind"),
    sa.Index("ix_ledger_person_id_day", "person_id", "day"),
    # A job has at most one settle or one release: the two exclude each other.
    sa.Index(
        "uq_ledger_closed_once",
        "job_id",
        "unit",
        unique=True,
        sqlite_where=sa.text("kind IN ('settle', 'release')"),
        postgresql_where=sa.text("kind IN ('settle', 'release')"),
    ),
)

allowances = sa.Table(
    "allowances",
    metadata,
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("unit", Words, primary_key=True),
    sa.Column("taken", sa.BigInteger, nullable=False),
    sa.Column("granted", sa.BigInteger, nullable=False),
    sa.CheckConstraint("taken >= 0", name="ck_allowances_taken"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("call_id", Words, primary_key=True),
    # No foreign key: a call is claimed before its person is known.
    sa.Column("person_id", Words, nullable=False, index=True),
    sa.Column("call", Words, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("claimed_at", Moment, nullable=False),
    sa.Column("thread", Words),
    sa.Index("ix_inbox_answered_claimed_at", "answered", "claimed_at"),
    sa.Index(
        "ix_inbox_thread",
        "thread",
        "claimed_at",
        sqlite_where=sa.text("NOT answered"),
        postgresql_where=sa.text("NOT answered"),
    ),
)

head_moves = sa.Table(
    "head_moves",
    metadata,
    sa.Column("call_id", Words, primary_key=True),
    sa.Column("thread_id", Words, sa.ForeignKey("threads.id"), nullable=False),
    sa.Column("from_id", Words),
    sa.Column("to_id", Words, nullable=False),
    sa.Column("moved_at", Moment, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("digest", Words, nullable=False, index=True),
    sa.Column("media_type", Words, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("notes", Words, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("topic", Words, nullable=False, server_default=""),
    sa.Column("owner_id", Words, sa.ForeignKey("people.id")),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("team_id", "name", "owner_id"),
    # Without an owner no two rows are equal to that constraint.
    sa.Index(
        "uq_channels_public",
        "team_id",
        "name",
        unique=True,
        sqlite_where=sa.text("owner_id IS NULL"),
        postgresql_where=sa.text("owner_id IS NULL"),
    ),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("thread_id", Words),
    sa.Column("author_id", Words, nullable=False),
    sa.Column("author_name", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("card", Words),
    sa.Column("uploads", Words, nullable=False, server_default="[]"),
    sa.Column("replies_to", Words),
    sa.Column("private_to", Words),
    sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("final", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("replies", sa.Integer, nullable=False, server_default="0"),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("ix_messages_team_id_seq", "team_id", "seq"),
    sa.Index("ix_messages_channel_id_thread_id_position", "channel_id", "thread_id", "position"),
)

posts = sa.Table(
    "posts",
    metadata,
    sa.Column("event", Words, primary_key=True),
    sa.Column("role", Words, primary_key=True),
    # No foreign key: what is refused is answered too, and makes no team.
    sa.Column("team_id", Words, nullable=False),
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("message_id", Words, nullable=False),
    sa.Column("thread", Words),
    sa.Column("pictures", Words, nullable=False),
    sa.Column("final", sa.Boolean, nullable=False),
    sa.Column("spoken_at", Moment, nullable=False, index=True),
    sa.Column("owner", Words, nullable=False, server_default=""),
    sa.Index("ix_posts_team_id_channel_id_message_id", "team_id", "channel_id", "message_id"),
)

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("key", Words, primary_key=True),
    sa.Column("text", Words, nullable=False),
    sa.Column("written_at", Moment, nullable=False, index=True),
)

installations = sa.Table(
    "installations",
    metadata,
    sa.Column("platform", Words, primary_key=True),
    sa.Column("team", Words, primary_key=True),
    # Sealed: it holds tokens.
    sa.Column("sealed", Words, nullable=False),
    sa.Column("expires_at", Moment),
    sa.Column("written_at", Moment, nullable=False),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("beat_at", Moment, nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("holder", Words, nullable=False),
    sa.Column("until", Moment, nullable=False),
)
