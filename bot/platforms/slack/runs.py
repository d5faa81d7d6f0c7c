"""The end of a workflow step's run: what later steps can use of the picture, or what went wrong."""

from __future__ import annotations

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import PASSING, SlackError
from bot.platforms.slack.files import file_note, shared_note
from bot.platforms.slack.limits import Json
from bot.platforms.slack.where import Where
from bot.ports import Notes, Post, Posts, Say
from domain.card import Card, CardKind

log = structlog.get_logger()

_MOST_WORDS = 500


class Runs:
    """Ends runs of the step, each once, as far as Slack tells us that it has ended."""

    def __init__(self, api: SlackApi, posts: Posts, notes: Notes) -> None:
        self._api = api
        self._posts = posts
        self._notes = notes

    async def end(self, where: Where, card: Card, say: Say, *, lost: str = "") -> None:
        """End the run that the event was, if it was one; ``lost`` is what is said of a result that stands nowhere."""
        key = f"slack:said:step:{where.event}"
        if not where.execution or await self._notes.read(key) is not None:
            return
        outputs, wrong = {}, _plain(card)
        if card.kind is CardKind.RESULT:
            result = await self._posts.find(where.event, "result")
            outputs = {} if result is None else await self._outputs(where, card, result)
            # A file that stands in no message is one that nobody but Easel may see.
            wrong = lost or say("chat.place_lost") if result is None else say("chat.no_files")
        made = "file_id" in outputs
        try:
            await self._api.call(
                where.team,
                "functions.completeSuccess" if made else "functions.completeError",
                function_execution_id=where.execution,
                team_id=where.workspace or None,
                **({"outputs": outputs} if made else {"error": wrong}),
            )
        except PASSING:
            raise
        except SlackError as error:
            log.warning("slack_step_not_ended", event_id=where.event, error=error.code)
        await self._notes.write(key, "1")

    async def _outputs(self, where: Where, card: Card, result: Post) -> dict[str, str]:
        """Return the first picture's file and what links to it and to its message; links that cannot be had are none."""
        found: dict[str, str] = {}
        picture = card.pictures[0].picture_id if card.pictures else ""
        shared = await self._notes.read(shared_note(where.event, picture))
        file = shared or await self._notes.read(file_note(where.event, picture))
        if file:
            about = await self._asked(where, "files.info", file=file)
            found = {"file_id": file, "file_link": _text(about.get("file"), "permalink")}
        if result.message_id:
            about = await self._asked(
                where, "chat.getPermalink", channel=result.channel_id, message_ts=result.message_id
            )
            found["message_link"] = _text(about, "permalink")
        return {name: value for name, value in found.items() if value}

    async def _asked(self, where: Where, method: str, **args: str) -> Json:
        try:
            return dict(await self._api.call(where.team, method, team_id=where.workspace or None, **args))
        except PASSING:
            raise
        except SlackError as error:
            log.info("slack_step_link_unknown", event_id=where.event, method=method, error=error.code)
            return {}


def _text(about: object, name: str) -> str:
    return str(about.get(name) or "") if isinstance(about, dict) else ""


def _plain(card: Card) -> str:
    """Return what a card says as plain words."""
    return " ".join(part for part in (card.title, card.text) if part)[:_MOST_WORDS] or "-"
