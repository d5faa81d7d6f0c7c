"""What visitors do: asked of the same handlers as in a chat, so that every rule stands once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.web.library.asked import Act
from bot.web.library.visitors import Visitor
from commands.offers import SEPARATOR
from commands.spec import check
from commands.studio import Studio
from commands.table import COMMANDS, SPECS
from domain.call import Call, OptionValue
from domain.card import Card
from domain.command import CommandSpec
from domain.errors import NotFound
from domain.people import Place
from storage import search

Told = Callable[[], None]
"""Is told that something waits to be announced in a channel."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What an act asks for: a command, perhaps one of its actions; ``written`` says that it takes what was written."""

    command: str
    action: str = ""
    written: bool = False


ACTS: Mapping[str, Asks] = {
    "star": Asks("star"),
    "unstar": Asks("unstar"),
    "draft": Asks("to_draft"),
    "review": Asks("to_review"),
    "changes": Asks("ask_changes", written=True),
    "approved": Asks("approve"),
    "retired": Asks("retire"),
    "name": Asks("name_it", written=True),
    "version": Asks("name_newest"),
    "unname": Asks("asset", "unname", written=True),
    "tag": Asks("asset", "tag", written=True),
    "untag": Asks("asset", "untag", written=True),
    "collect": Asks("asset", "collect", written=True),
    "uncollect": Asks("asset", "uncollect", written=True),
}
"""What the pages offer, by the name that they give it. ``version`` writes the id of the name whose newest it becomes."""


class Acting:
    """Does what visitors ask."""

    def __init__(self, studio: Studio, told: Told) -> None:
        self._studio = studio
        self._told = told

    async def act(self, visitor: Visitor, picture_id: str, act: Act, locale: str) -> Card | None:
        """Do something with a picture, and return what is said of it. Raise what the command's handler raises.

        The same ``act.id`` is the same call, however often it comes.
        """
        asks = ACTS.get(act.act)
        if asks is None or asks.command not in COMMANDS:
            raise NotFound("button_unknown")
        spec = next(each for each in SPECS if each.name == asks.command)
        call = await self._call(visitor, picture_id, act, spec, locale)
        for option in spec.options:
            check(option, call)
        answer = await COMMANDS[asks.command](call, self._studio)
        if answer.news:
            self._told()
        return answer.card

    async def _call(self, visitor: Visitor, picture_id: str, act: Act, spec: CommandSpec, locale: str) -> Call:
        asks = ACTS[act.act]
        async with self._studio.database.read() as tx:
            entry = await search.entry(tx, visitor.viewer, picture_id)
        if entry is None:
            raise NotFound("picture_unknown")
        # Where the picture was made: what is private stays there, and who acts has been let see it.
        home = Place("") if entry.lender else Place(entry.channel_id, private=entry.private)
        words = act.words.strip()
        target = f"{picture_id}{SEPARATOR}{words}" if act.act == "version" else picture_id
        options: dict[str, OptionValue] = {"target": target}
        if asks.action:
            options["action"] = asks.action
        if asks.written and words and spec.words:
            options[spec.words] = words
        return Call(
            id=f"library:{visitor.person.id}:{act.id}",
            person=visitor.person,
            place=home,
            command=spec.name,
            received_at=self._studio.clock(),
            words=words if asks.written else "",
            options=options,
            locale=locale,
        )
