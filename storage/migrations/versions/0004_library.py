"""The library: an entry for each picture; stars, tags, collections, names, decisions, shares, links, visits.

Every picture that is there already is entered.
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.search import entry_words

revision = "0004"
down_revision = "0003"

_PAGE = 500
_INDEXED = "array_to_tsvector(string_to_array(ltrim(replace(' ' || words, ' ', ' ' || left(md5(team_id), 8))), ' '))"
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "link_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_link_codes_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_link_codes_team_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_link_codes")),
    )
    op.create_index(op.f("ix_link_codes_team_id"), "link_codes", ["team_id"], unique=False)
    op.create_table(
        "names",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_names_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_names_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names")),
        sa.UniqueConstraint("team_id", "channel_id", "handle", name=op.f("uq_names_team_id_channel_id_handle")),
    )
    op.create_index(op.f("ix_names_person_id"), "names", ["person_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("entered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visits_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_visits_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_person_id"), "visits", ["person_id"], unique=False)
    op.create_index(op.f("ix_visits_until"), "visits", ["until"], unique=False)
    op.create_table(
        "collections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("cover_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cover_id"], ["pictures.id"], name=op.f("fk_collections_cover_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_collections_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_collections_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("team_id", "channel_id", "name", name=op.f("uq_collections_team_id_channel_id_name")),
    )
    op.create_index(op.f("ix_collections_person_id"), "collections", ["person_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_decisions_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_decisions_picture_id")),
        sa.PrimaryKeyConstraint("call_id", "picture_id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_person_id"), "decisions", ["person_id"], unique=False)
    op.create_index(op.f("ix_decisions_picture_id"), "decisions", ["picture_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("seq", _SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("examined", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("colours", sa.Text(), server_default="", nullable=False),
        sa.Column("print_a", sa.Integer(), nullable=True),
        sa.Column("print_b", sa.Integer(), nullable=True),
        sa.Column("print_c", sa.Integer(), nullable=True),
        sa.Column("print_d", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), server_default="0", nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_entries_picture_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_entries_team_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entries")),
        sa.UniqueConstraint("picture_id", name=op.f("uq_entries_picture_id")),
    )
    op.create_index("ix_entries_team_id_person_id_seq", "entries", ["team_id", "person_id", "seq"], unique=False)
    op.create_index(
        "ix_entries_team_id_print_a",
        "entries",
        ["team_id", "print_a", "print_b", "print_c", "print_d", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_entries_team_id_print_b",
        "entries",
        ["team_id", "print_b", "print_a", "print_c", "print_d", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_entries_team_id_print_c",
        "entries",
        ["team_id", "print_c", "print_a", "print_b", "print_d", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_entries_team_id_print_d",
        "entries",
        ["team_id", "print_d", "print_a", "print_b", "print_c", "seq"],
        unique=False,
    )
    op.create_index("ix_entries_team_id_private_seq", "entries", ["team_id", "private", "seq"], unique=False)
    op.create_index(
        "ix_entries_team_id_channel_id_private_seq",
        "entries",
        ["team_id", "channel_id", "private", "seq"],
        unique=False,
    )
    op.create_index("ix_entries_team_id_created_at", "entries", ["team_id", "created_at"], unique=False)
    op.create_index("ix_entries_team_id_state_seq", "entries", ["team_id", "state", "seq"], unique=False)
    op.create_index(
        "ix_entries_unexamined",
        "entries",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("NOT examined"),
        postgresql_where=sa.text("NOT examined"),
    )
    op.create_table(
        "named",
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["names.id"], name=op.f("fk_named_name_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_named_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_named_picture_id")),
        sa.PrimaryKeyConstraint("name_id", "picture_id", name=op.f("pk_named")),
    )
    op.create_index(op.f("ix_named_person_id"), "named", ["person_id"], unique=False)
    op.create_index(op.f("ix_named_picture_id"), "named", ["picture_id"], unique=False)
    op.create_table(
        "shares",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shares_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_shares_picture_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_shares_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
    )
    op.create_index(op.f("ix_shares_person_id"), "shares", ["person_id"], unique=False)
    op.create_index(op.f("ix_shares_picture_id"), "shares", ["picture_id"], unique=False)
    op.create_index(
        "ix_shares_untold",
        "shares",
        ["shared_at"],
        unique=False,
        sqlite_where=sa.text("NOT told"),
        postgresql_where=sa.text("NOT told"),
    )
    op.create_table(
        "showcased",
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("showcased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_showcased_picture_id")),
        sa.PrimaryKeyConstraint("picture_id", name=op.f("pk_showcased")),
    )
    op.create_table(
        "stars",
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("starred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stars_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_stars_picture_id")),
        sa.PrimaryKeyConstraint("picture_id", "person_id", name=op.f("pk_stars")),
    )
    op.create_index("ix_stars_person_id_starred_at", "stars", ["person_id", "starred_at"], unique=False)
    op.create_table(
        "tags",
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("tagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tags_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_tags_picture_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_tags_team_id")),
        sa.PrimaryKeyConstraint("picture_id", "tag", name=op.f("pk_tags")),
    )
    op.create_index(op.f("ix_tags_person_id"), "tags", ["person_id"], unique=False)
    op.create_index("ix_tags_team_id_tag", "tags", ["team_id", "tag"], unique=False)
    op.create_table(
        "collected",
        sa.Column("collection_id", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collections.id"], name=op.f("fk_collected_collection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_collected_person_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_collected_picture_id")),
        sa.PrimaryKeyConstraint("collection_id", "picture_id", name=op.f("pk_collected")),
    )
    op.create_index(op.f("ix_collected_person_id"), "collected", ["person_id"], unique=False)
    op.create_index(op.f("ix_collected_picture_id"), "collected", ["picture_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("from_team", sa.Text(), nullable=False),
        sa.Column("to_team", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("collection_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collections.id"], name=op.f("fk_links_collection_id")),
        sa.ForeignKeyConstraint(["from_team"], ["teams.id"], name=op.f("fk_links_from_team")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_links_person_id")),
        sa.ForeignKeyConstraint(["to_team"], ["teams.id"], name=op.f("fk_links_to_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("from_team", "to_team", name=op.f("uq_links_from_team_to_team")),
    )
    op.create_index(op.f("ix_links_person_id"), "links", ["person_id"], unique=False)
    op.create_index(op.f("ix_links_to_team"), "links", ["to_team"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.create_table(
            "found",
            sa.Column("word", sa.Text(), nullable=False),
            sa.Column("seq", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("word", "seq", name=op.f("pk_found")),
            sqlite_with_rowid=False,
        )
    _enter_all()
    if op.get_bind().dialect.name == "postgresql":
        # Last: an index is built sooner than it is kept.
        op.create_index(
            "ix_entries_words",
            "entries",
            [sa.text(_INDEXED)],
            unique=False,
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )


def _enter_all() -> None:
    """Enter the pictures that there are, in the order in which they were made."""
    connection = op.get_bind()
    pictures, threads = (sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("pictures", "threads"))
    entries = sa.Table("entries", sa.MetaData(), autoload_with=connection)
    columns = ("id", "team_id", "person_id", "words", "alt", "model", "width", "height", "created_at")
    ordered = (pictures.c.created_at, pictures.c.thread_id, pictures.c.version)
    query = (
        sa.select(
            *(pictures.c[name] for name in columns),
            pictures.c.thread_id,
            pictures.c.version,
            threads.c.channel_id,
            threads.c.private,
            threads.c.title,
        )
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(sa.not_(pictures.c.deleted))
        .order_by(*ordered)
        .limit(_PAGE)
    )
    page = connection.execute(query).all()
    while page:
        rows = [_entry(row) for row in page]
        connection.execute(sa.insert(entries), rows)
        if connection.dialect.name == "sqlite":
            _find_by(connection, entries, {row["picture_id"]: row for row in rows})
        last = (page[-1].created_at, page[-1].thread_id, page[-1].version)
        page = connection.execute(
            query.where(sa.tuple_(*ordered) > sa.tuple_(*last, types=[c.type for c in ordered]))
        ).all()


def _entry(row: sa.Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "picture_id": row.id,
        "team_id": row.team_id,
        "person_id": row.person_id,
        "channel_id": row.channel_id,
        "private": row.private,
        "words": entry_words((row.title, row.words, row.alt), model=row.model, width=row.width, height=row.height),
        "created_at": row.created_at,
    }


def _find_by(connection: sa.Connection, entries: sa.Table, rows: dict[str, dict[str, Any]]) -> None:
    seqs = sa.select(entries.c.picture_id, entries.c.seq).where(entries.c.picture_id.in_(list(rows)))
    found = [
        {"word": md5(rows[each]["team_id"].encode(), usedforsecurity=False).hexdigest()[:8] + word, "seq": seq}
        for each, seq in connection.execute(seqs)
        for word in rows[each]["words"].split()
    ]
    connection.execute(sa.text("INSERT INTO found (word, seq) VALUES (:word, :seq)"), found)
