"""The tables of the library. Their full text is searched by what the migration adds: see ``storage/search``."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema import Moment, Sequence_, Words, metadata

INDEXED = "array_to_tsvector(string_to_array(ltrim(replace(' ' || words, ' ', ' ' || left(md5(team_id), 8))), ' '))"
"""An entry's words as Postgres has them in its index: each with the team's key before it. No parser has a say in it."""

entries = sa.Table(
    "entries",
    metadata,
    # Rises with what is added, so that the newest come first without sorting.
    sa.Column("seq", Sequence_, primary_key=True, autoincrement=True),
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), nullable=False, unique=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("person_id", Words, nullable=False),
    # As the thread says, so that what may be in sight is found by an index; whether it is, the thread decides.
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("state", Words, nullable=False, server_default="draft"),
    # What to be found by: folded words of the prompt, alt text, title, names and tags, and marks for the filters.
    sa.Column("words", Words, nullable=False),
    # What is read off the picture itself, in the background.
    sa.Column("examined", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("bytes", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("colours", Words, nullable=False, server_default=""),
    sa.Column("print_a", sa.Integer),
    sa.Column("print_b", sa.Integer),
    sa.Column("print_c", sa.Integer),
    sa.Column("print_d", sa.Integer),
    sa.Column("stars", sa.Integer, nullable=False, server_default="0"),
    sa.Column("warned_at", Moment),
    sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("ix_entries_team_id_private_seq", "team_id", "private", "seq"),
    sa.Index("ix_entries_team_id_channel_id_private_seq", "team_id", "channel_id", "private", "seq"),
    sa.Index("ix_entries_team_id_created_at", "team_id", "created_at"),
    sa.Index("ix_entries_team_id_person_id_seq", "team_id", "person_id", "seq"),
    sa.Index("ix_entries_team_id_state_seq", "team_id", "state", "seq"),
    # Each with the whole print, so that what is not alike after all is left out without its row being read.
    sa.Index("ix_entries_team_id_print_a", "team_id", "print_a", "print_b", "print_c", "print_d", "seq"),
    sa.Index("ix_entries_team_id_print_b", "team_id", "print_b", "print_a", "print_c", "print_d", "seq"),
    sa.Index("ix_entries_team_id_print_c", "team_id", "print_c", "print_a", "print_b", "print_d", "seq"),
    sa.Index("ix_entries_team_id_print_d", "team_id", "print_d", "print_a", "print_b", "print_c", "seq"),
    sa.Index(
        "ix_entries_unexamined",
        "seq",
        sqlite_where=sa.text("NOT examined"),
        postgresql_where=sa.text("NOT examined"),
    ),
    # Postgres finds words by this, SQLite by ``found``.
    sa.Index(
        "ix_entries_words",
        sa.text(INDEXED),
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ).ddl_if(dialect="postgresql"),
)

sqlite_metadata = sa.MetaData(naming_convention=metadata.naming_convention)
"""What only SQLite has."""

# Its own full text keeps deleted words on the disk until segments are merged; a row of a table is gone when it is.
found = sa.Table(
    "found",
    sqlite_metadata,
    # With the team's key before it.
    sa.Column("word", Words, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sqlite_with_rowid=False,
)

stars = sa.Table(
    "stars",
    metadata,
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), primary_key=True),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("starred_at", Moment, nullable=False),
    sa.Index("ix_stars_person_id_starred_at", "person_id", "starred_at"),
)

tags = sa.Table(
    "tags",
    metadata,
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), primary_key=True),
    sa.Column("tag", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("tagged_at", Moment, nullable=False),
    sa.Index("ix_tags_team_id_tag", "team_id", "tag"),
)

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    # Empty for the whole team's, else the private channel whose it is.
    sa.Column("channel_id", Words, nullable=False),
    # As it is looked for; ``title`` as it is shown.
    sa.Column("name", Words, nullable=False),
    sa.Column("title", Words, nullable=False),
    sa.Column("cover_id", Words, sa.ForeignKey("pictures.id")),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("team_id", "channel_id", "name"),
)

collected = sa.Table(
    "collected",
    metadata,
    sa.Column("collection_id", Words, sa.ForeignKey("collections.id"), primary_key=True),
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), primary_key=True, index=True),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("collected_at", Moment, nullable=False),
)

names = sa.Table(
    "names",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    # Empty for the whole team's, else the private channel whose it is.
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("handle", Words, nullable=False),
    sa.Column("kind", Words, nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("team_id", "channel_id", "handle"),
)

named = sa.Table(
    "named",
    metadata,
    sa.Column("name_id", Words, sa.ForeignKey("names.id"), primary_key=True),
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), primary_key=True, index=True),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("named_at", Moment, nullable=False),
)

decisions = sa.Table(
    "decisions",
    metadata,
    # The call that decided: it decides once.
    sa.Column("call_id", Words, primary_key=True),
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), primary_key=True, index=True),
    sa.Column("was", Words, nullable=False),
    sa.Column("now", Words, nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("person_name", Words, nullable=False),
    sa.Column("comment", Words, nullable=False),
    sa.Column("decided_at", Moment, nullable=False),
)

shares = sa.Table(
    "shares",
    metadata,
    # The call that shared, or what stands for it: it shares once.
    sa.Column("id", Words, primary_key=True),
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), nullable=False, index=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("note", Words, nullable=False),
    sa.Column("card", Words, nullable=False),
    sa.Column("locale", Words, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("shared_at", Moment, nullable=False),
    sa.Index("ix_shares_untold", "shared_at", sqlite_where=sa.text("NOT told"), postgresql_where=sa.text("NOT told")),
)

showcased = sa.Table(
    "showcased",
    metadata,
    sa.Column("picture_id", Words, sa.ForeignKey("pictures.id"), primary_key=True),
    sa.Column("showcased_at", Moment, nullable=False),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("id", Words, primary_key=True),
    # Each side once: what the one lets the other see. Two rows make a link.
    sa.Column("from_team", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("to_team", Words, sa.ForeignKey("teams.id"), nullable=False, index=True),
    sa.Column("flow", Words, nullable=False),
    sa.Column("collection_id", Words, sa.ForeignKey("collections.id")),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("linked_at", Moment, nullable=False),
    sa.UniqueConstraint("from_team", "to_team"),
)

link_codes = sa.Table(
    "link_codes",
    metadata,
    # A hash: who reads the table links nothing.
    sa.Column("code", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False, index=True),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("until", Moment, nullable=False),
)

visits = sa.Table(
    "visits",
    metadata,
    # A hash of the link's or the cookie's secret.
    sa.Column("id", Words, primary_key=True),
    sa.Column("team_id", Words, sa.ForeignKey("teams.id"), nullable=False),
    sa.Column("person_id", Words, sa.ForeignKey("people.id"), nullable=False, index=True),
    # What the person was when they came: a ``Person`` and the channels they may read.
    sa.Column("visitor", Words, nullable=False),
    sa.Column("entered", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("until", Moment, nullable=False, index=True),
)
