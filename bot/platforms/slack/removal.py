"""Deleted pictures leave the messages that showed them, and the workspace's files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.draw import Drawn, read_action
from bot.platforms.slack.errors import PASSING, Gone, SlackError
from bot.platforms.slack.files import SlackFiles
from bot.platforms.slack.language import say_in
from bot.platforms.slack.limits import Json
from bot.platforms.slack.where import read_key
from bot.ports import Post, Posts, Say, Saying
from domain.people import Platform

log = structlog.get_logger()

FILE = "file"
"""What a message of Slack's own is, with which it shows a file that was shared."""

_PAGE = 5
_SHOWING = frozenset({"show", "library_show"})
_OWN_FIELDS = frozenset({"type", "block_id", "alt_text", "title", "slack_file"})
"""Of an image: the rest are Slack's, which it does not take back."""


class Removal:
    """Takes pictures out of messages, and deletes the files that were uploaded to show them."""

    def __init__(self, api: SlackApi, files: SlackFiles, posts: Posts, saying: Saying) -> None:
        self._api = api
        self._files = files
        self._posts = posts
        self._saying = saying

    async def take(self, known: Post, pictures: Collection[str]) -> None:
        """Take the pictures out of a message, as it is now; one that showed nothing else says that it is deleted.

        One at a time for a message. Raises what may pass; what Slack refuses for good is let be.
        """
        post = await self._posts.find(known.event, known.role) or known
        if post.role == "answer" and await self._posts.find(post.event, "result") is not None:
            # It says where the result is, and shows nothing.
            return
        for picture_id in post.pictures:
            if picture_id in pictures:
                await self._files.drop(_team(post), post.event, picture_id)
        if post.role == FILE:
            return
        left = tuple(each for each in post.pictures if each not in pictures)
        try:
            if not left:
                words = Drawn((await self._words(post))("chat.deleted"))
                await self._update(post, words.bare)
            else:
                await self._leave_out(post, pictures)
                # Its images are counted by what it shows.
                await self._posts.keep(replace(post, pictures=left))
        except PASSING:
            raise
        except SlackError as error:
            log.info("slack_picture_not_removed", event_id=post.event, method=error.method, error=error.code)

    async def strip(self, team_id: str, thread: str) -> None:
        """Take words and name out of a thread's root whose asker is forgotten, or under which no picture is left."""
        channel, ts = read_key(thread)
        root = await self._posts.at(team_id, channel, ts)
        if root is None or root.role != "answer" or await self._posts.find(root.event, "result") is None:
            return
        left = await self._posts.remains(team_id, thread, root.pictures)
        if left is None or not (left.forgotten or left.pictures == 0):
            return
        words = Drawn((await self._words(root))("chat.root_forgotten" if left.forgotten else "chat.root_deleted"))
        try:
            await self._update(root, words.bare)
        except PASSING:
            raise
        except SlackError as error:
            log.info("slack_root_left", event_id=root.event, method=error.method, error=error.code)

    async def _leave_out(self, post: Post, pictures: Collection[str]) -> None:
        """Take some of a message's pictures out of it, with the buttons that name them; its words stay.

        Its images are its pictures, in their order; as many as are to stay have stayed at an earlier try. Where they
        number otherwise, all of them go.
        """
        message = await self._read(post)
        if message is None:
            return
        count = sum(each.get("type") == "image" for each in message["blocks"])
        stay = [each not in pictures for each in post.pictures]
        if count != len(stay):
            stay = [count == sum(stay)] * count
        staying = iter(stay)
        blocks: list[Json] = []
        listed = any(_shows(each) for each in message["blocks"])
        for block in message["blocks"]:
            if block.get("type") == "image" and not next(staying):
                if listed and blocks and blocks[-1].get("type") == "rich_text":
                    # In a list each picture stands under its words.
                    blocks.pop()
                continue
            own = _own(block, pictures)
            if own is not None:
                blocks.append(own)
        text = str(message["text"])
        await self._update(post, {"text": text.partition("\n")[0] if listed else text, "blocks": blocks})

    async def _read(self, post: Post) -> Json | None:
        # It may stand outside of its thread, which may not be there any more.
        for ts in dict.fromkeys((read_key(post.thread or "")[1] or post.message_id, post.message_id)):
            try:
                page = await self._api.call(
                    _team(post),
                    "conversations.replies",
                    channel=post.channel_id,
                    ts=ts,
                    oldest=post.message_id,
                    latest=post.message_id,
                    inclusive=True,
                    limit=_PAGE,
                )
            except Gone:
                continue
            for each in page.get("messages") or ():
                if str(each.get("ts")) == post.message_id:
                    return {"text": each.get("text") or "", "blocks": each.get("blocks") or []}
        return None

    async def _update(self, post: Post, payload: Json) -> None:
        await self._api.call(_team(post), "chat.update", channel=post.channel_id, ts=post.message_id, **payload)

    async def _words(self, post: Post) -> Say:
        return await say_in(self._posts, self._saying, post.team_id, post.thread)


def _team(post: Post) -> str:
    """Return whose token speaks there: an organisation's, perhaps."""
    return post.owner or post.team_id.removeprefix(f"{Platform.SLACK}:")


def _shows(block: Json) -> bool:
    """Return whether a block has a button that shows a picture, as those of lists and galleries have."""
    actions = (read_action(str(each.get("action_id"))) for each in block.get("elements") or ())
    return block.get("type") == "actions" and any(each is not None and each[0] in _SHOWING for each in actions)


def _own(block: Json, pictures: Collection[str]) -> Json | None:
    """Return a block as Slack takes it back, without buttons of the pictures; None where nothing is left of it."""
    if block.get("type") == "image":
        about: dict[str, Any] = {key: value for key, value in block.items() if key in _OWN_FIELDS}
        file = block.get("slack_file") or {}
        return about | ({"slack_file": {"id": file["id"]}} if file.get("id") else {})
    if block.get("type") != "actions":
        return block
    actions = [(each, read_action(str(each.get("action_id")))) for each in block.get("elements") or ()]
    elements = [each for each, action in actions if action is None or action[1] not in pictures]
    return {**block, "elements": elements} if elements else None
