"""What the library's pages are told, as plain values for JSON; the page makes addresses from ids itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.web.library.visitors import Visitor
from domain.library import Collection, Decision, Entry, State
from domain.people import Team
from domain.search import COLOURS, SHAPES
from storage.lineage import Relative

Json = Mapping[str, object]

_MOST_CAPTION = 160


def me_json(visitor: Visitor, team: Team | None, *, approver: bool) -> Json:
    """Return who visits, and what they may choose from."""
    person = visitor.person
    known = team or person.team
    return {
        "person": {"user": person.user_id, "name": person.name},
        "team": {"name": known.name, "platform": known.platform.value},
        "csrf": visitor.csrf,
        "until": visitor.until and visitor.until.isoformat(),
        "approver": approver,
        "colours": list(COLOURS),
        "shapes": list(SHAPES),
        "states": [state.value for state in State],
    }


def tile_json(entry: Entry) -> Json:
    """Return a picture as the gallery shows it."""
    picture = entry.picture
    return {
        "id": picture.id,
        "seq": entry.seq,
        "width": max(1, picture.width),
        "height": max(1, picture.height),
        "alt": picture.alt,
        "words": picture.words[:_MOST_CAPTION],
        "version": picture.version,
        "user": _user(picture.person_id),
        "person": picture.person_name,
        "at": picture.created_at.isoformat(),
        "state": entry.state.value,
        "stars": entry.stars,
        "starred": entry.starred,
        "private": entry.private,
        "lender": entry.lender,
        "uploaded": picture.operation == "upload",
    }


def picture_json(entry: Entry, model: str) -> dict[str, object]:
    """Return all that is said of one picture by itself; ``model`` is how its model is called."""
    picture = entry.picture
    return {
        **tile_json(entry),
        "words": picture.words,
        "operation": picture.operation,
        "model": model,
        "quality": picture.quality,
        "seed": picture.seed,
        "cost": picture.cost,
        "type": picture.media_type,
        "transparent": picture.transparent,
        "notes": list(picture.notes),
        "handles": list(entry.handles),
        "tags": list(entry.tags),
    }


def lineage_json(family: Iterable[Relative]) -> list[Json]:
    """Return the nodes of a family; what is not in it is nobody's parent."""
    every = list(family)
    known = {each.picture.id for each in every}
    return [
        {
            "id": each.picture.id,
            "parent": each.parent_id if each.parent_id in known else None,
            "copied": each.copied,
            "version": each.picture.version,
            "words": each.picture.words[:_MOST_CAPTION],
            "alt": each.picture.alt,
            "person": each.picture.person_name,
            "width": max(1, each.picture.width),
            "height": max(1, each.picture.height),
            "deleted": each.picture.deleted,
        }
        for each in every
    ]


def history_json(decisions: Iterable[Decision]) -> list[Json]:
    """Return how a picture's state changed, oldest first."""
    return [
        {
            "was": each.was.value,
            "now": each.now.value,
            "person": each.person_name,
            "comment": each.comment,
            "at": each.at.isoformat(),
        }
        for each in decisions
    ]


def collection_json(collection: Collection) -> Json:
    """Return a collection."""
    return {
        "id": collection.id,
        "name": collection.name,
        "title": collection.title or collection.name,
        "cover": collection.cover_id,
        "count": collection.count,
        "private": bool(collection.channel_id),
        "at": collection.created_at.isoformat(),
    }


def tiles_json(entries: Sequence[Entry], limit: int) -> Json:
    """Return a page of the gallery, and from where the next one goes, null at the end."""
    more = len(entries) == limit
    return {"pictures": [tile_json(each) for each in entries], "next": entries[-1].seq if more else None}


def _user(person_id: str) -> str:
    return person_id.rpartition("/")[2]
