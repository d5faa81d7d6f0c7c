"""What visitors read: every line of it through the storage's search and its one rule of what may be seen."""

from __future__ import annotations

from bot.web.library import drawn
from bot.web.library.visitors import Visitor
from commands.studio import Studio
from domain.errors import EaselError, NotFound
from domain.library import MOVES, Entry, State, may_approve, require_move
from domain.search import Search
from storage import collections, decisions, lineage, people, search

Json = drawn.Json


class Reading:
    """Answers what the pages ask."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def me(self, visitor: Visitor) -> Json:
        """Return who visits."""
        async with self._studio.database.read() as tx:
            team = await people.team_of(tx, visitor.person.team.id)
            settings = await people.team_settings(tx, visitor.person.team.id)
        return drawn.me_json(visitor, team, approver=may_approve(visitor.person, settings.approvers))

    async def page(self, visitor: Visitor, asked: Search, after: int | None, limit: int) -> Json:
        """Return a page of what is looked for, newest first."""
        async with self._studio.database.read() as tx:
            found = await search.find(tx, visitor.viewer, asked, after=after, limit=limit)
        return drawn.tiles_json(found, limit)

    async def picture(self, visitor: Visitor, picture_id: str) -> Json:
        """Return one picture with its family, its history, and what this visitor may do. Raise NotFound."""
        person, viewer = visitor.person, visitor.viewer
        async with self._studio.database.read() as tx:
            entry = await search.entry(tx, viewer, picture_id)
            if entry is None:
                raise NotFound("picture_unknown")
            family = await lineage.family(tx, viewer, picture_id)
            own = not entry.lender
            history = await decisions.history(tx, picture_id) if own else []
            approvers = (await people.team_settings(tx, person.team.id)).approvers
            inside = await collections.holding(tx, viewer, picture_id) if own else []
        model = self._studio.catalog.get(entry.picture.model)
        return {
            **drawn.picture_json(entry, entry.picture.model if model is None else model.title),
            "lineage": drawn.lineage_json(family),
            "history": drawn.history_json(history),
            "moves": [state.value for state in moves(entry, approver=may_approve(person, approvers))],
            "collections": [{"id": each.id, "title": each.title or each.name} for each in inside],
        }

    async def like(self, visitor: Visitor, picture_id: str) -> Json:
        """Return the pictures that look most like one."""
        async with self._studio.database.read() as tx:
            found = await search.like(tx, visitor.viewer, picture_id)
        return {"pictures": [drawn.tile_json(each) for each in found]}

    async def collections(self, visitor: Visitor) -> Json:
        """Return the collections that the visitor may see."""
        async with self._studio.database.read() as tx:
            found = await collections.all_seen(tx, visitor.viewer)
        return {"collections": [drawn.collection_json(each) for each in found]}

    async def collection(self, visitor: Visitor, collection_id: str) -> Json:
        """Return one collection. Raise NotFound where the visitor may not see it."""
        async with self._studio.database.read() as tx:
            found = await collections.get(tx, visitor.viewer, collection_id)
        if found is None:
            raise NotFound("collection_unknown", asked="")
        return {"collection": drawn.collection_json(found)}

    async def person(self, visitor: Visitor, user_id: str) -> Json:
        """Return whose page it is. Raise NotFound for who made nothing that the visitor may see, but for themselves."""
        if user_id == visitor.person.user_id:
            return {"person": {"user": user_id, "name": visitor.person.name, "me": True}}
        async with self._studio.database.read() as tx:
            found = await search.find(tx, visitor.viewer, Search(person=user_id), limit=1)
        if not found:
            raise NotFound("page_unknown")
        return {"person": {"user": user_id, "name": found[0].picture.person_name, "me": False}}

    async def complete(self, visitor: Visitor, what: str, typed: str) -> Json:
        """Return what completes the typed."""
        async with self._studio.database.read() as tx:
            found = await search.complete(tx, visitor.viewer, what, typed)
        return {"found": [{"label": label, "value": value} for label, value in found]}


def moves(entry: Entry, *, approver: bool) -> list[State]:
    """Return the states that somebody may bring a picture into; none of a linked team's."""
    if entry.lender:
        return []
    return [state for state in State if state in MOVES[entry.state] and _allowed(entry.state, state, approver=approver)]


def _allowed(now: State, then: State, *, approver: bool) -> bool:
    try:
        require_move(now, then, approver=approver)
    except EaselError:
        return False
    return True
