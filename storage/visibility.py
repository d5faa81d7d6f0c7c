"""The one rule of what a person may see."""

from __future__ import annotations

import sqlalchemy as sa

from domain.people import Viewer
from storage.schema import pictures, threads, uploads


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
    """Return the condition for a row of ``pictures`` joined with its thread."""
    return sa.and_(pictures.c.team_id == viewer.team_id, thread_in_sight(viewer))


def upload_in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a row of ``uploads``."""
    return in_sight(viewer, team_id=uploads.c.team_id, channel_id=uploads.c.channel_id, private=uploads.c.private)
