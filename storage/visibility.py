"""The one rule of what a person may see."""

from __future__ import annotations

import sqlalchemy as sa

from domain.library import Flow, State
from domain.people import Viewer
from storage.library_schema import collected, collections, entries, links, named, names
from storage.schema import pictures, threads, uploads

# Of names of their own, since who asks may have the same tables in their query; made once, for that takes milliseconds.
_LINK, _ENTRY, _HELD, _WHOLE = links.alias(), entries.alias(), collected.alias(), collections.alias()
_VERSION, _IN = named.alias(), collected.alias()


def in_sight(
    viewer: Viewer,
    *,
    team_id: sa.ColumnElement[str],
    channel_id: sa.ColumnElement[str],
    private: sa.ColumnElement[bool],
) -> sa.ColumnElement[bool]:
    """Return the condition under which ``viewer`` may see what was made there.

    Teams are walls; what was made in a private channel is seen in that channel only, even by its maker. A guest sees
    of public channels, too, only the one where they are.
    """
    readable = channel_id.in_([viewer.channel_id, *viewer.theirs])
    shown = readable if viewer.narrow else sa.or_(sa.not_(private), readable)
    return sa.and_(team_id == viewer.team_id, shown)


def thread_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``threads``."""
    return in_sight(viewer, team_id=threads.c.team_id, channel_id=threads.c.channel_id, private=threads.c.private)


def picture_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``pictures`` joined with its thread: what the viewer's own team made."""
    return sa.and_(pictures.c.team_id == viewer.team_id, thread_in_sight(viewer))


def upload_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``uploads``."""
    return in_sight(viewer, team_id=uploads.c.team_id, channel_id=uploads.c.channel_id, private=uploads.c.private)


def library_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``pictures`` joined with its thread, with what linked teams let flow."""
    return sa.or_(picture_in_sight(viewer), lent(viewer))


def lent(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition under which another team's row of ``pictures``, joined with its thread, flows to the viewer.

    A link lets approved pictures flow, or those of one collection of the whole team's; nothing of a private channel,
    nothing to guests.
    """
    if viewer.narrow:
        return sa.false()
    link, entry, held, whole = _LINK, _ENTRY, _HELD, _WHOLE
    approved = sa.exists(
        sa.select(entry.c.seq)
        .where(entry.c.picture_id == pictures.c.id, entry.c.state == State.APPROVED)
        .correlate(pictures)
    )
    within = sa.exists(
        sa.select(held.c.picture_id)
        .join(whole, whole.c.id == held.c.collection_id)
        .where(
            held.c.collection_id == link.c.collection_id,
            held.c.picture_id == pictures.c.id,
            whole.c.team_id == link.c.from_team,
            whole.c.channel_id == "",
        )
        .correlate(link, pictures)
    )
    flowing = (
        sa.select(link.c.id)
        .where(
            link.c.from_team == pictures.c.team_id,
            link.c.to_team == viewer.team_id,
            sa.or_(
                sa.and_(link.c.flow == Flow.APPROVED, approved),
                sa.and_(link.c.flow == Flow.COLLECTION, within),
            ),
        )
        .correlate(pictures)
    )
    return sa.and_(
        pictures.c.team_id == threads.c.team_id,
        sa.not_(pictures.c.deleted),
        sa.not_(threads.c.private),
        sa.exists(flowing),
    )


def may_hang(team_id: sa.ColumnElement[str], channel_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return the condition under which a row of ``pictures``, joined with its thread, may have a name there, and so on.

    ``channel_id`` is the private channel whose name or collection it is, empty for the whole team's.
    """
    return sa.and_(
        pictures.c.team_id == team_id,
        threads.c.team_id == team_id,
        sa.not_(pictures.c.deleted),
        sa.or_(sa.not_(threads.c.private), sa.and_(threads.c.channel_id == channel_id, channel_id != "")),
    )


def name_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``names``: it is of here, and one of its pictures is in sight."""
    version = _VERSION
    shown = (
        sa.select(version.c.picture_id)
        .join(pictures, pictures.c.id == version.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(version.c.name_id == names.c.id, sa.not_(pictures.c.deleted), picture_in_sight(viewer))
        .correlate(names)
    )
    return sa.and_(_of_here(viewer, names.c.team_id, names.c.channel_id), sa.exists(shown))


def collection_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``collections``: it is of here.

    A guest sees of the whole team's only those that hold something in their sight.
    """
    here = _of_here(viewer, collections.c.team_id, collections.c.channel_id)
    if not viewer.narrow:
        return here
    held = _IN
    shown = (
        sa.select(held.c.picture_id)
        .join(pictures, pictures.c.id == held.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(held.c.collection_id == collections.c.id, sa.not_(pictures.c.deleted), picture_in_sight(viewer))
        .correlate(collections)
    )
    return sa.and_(here, sa.or_(collections.c.channel_id != "", sa.exists(shown)))


def _of_here(
    viewer: Viewer, team_id: sa.ColumnElement[str], channel_id: sa.ColumnElement[str]
) -> sa.ColumnElement[bool]:
    """Return the condition under which what belongs to the whole team, or to one private channel, is the viewer's."""
    return sa.and_(team_id == viewer.team_id, channel_id.in_(["", viewer.channel_id, *viewer.theirs]))
