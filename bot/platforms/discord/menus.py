"""What stands in a message's context menu: "Edit this image", "Details" and "Save to library"."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import discord
import structlog

from bot.platforms.discord.calls import Raw, answer_to_interaction, pictures_of, submitted
from bot.platforms.discord.commands import DETAILS, EDIT_IMAGE, SAVE
from bot.platforms.discord.core import Core, soon
from bot.platforms.discord.modals import Asked, modal
from bot.platforms.discord.people import Seat, seat_of_interaction
from bot.platforms.discord.reception import Ack, Reception
from bot.ports import Post
from domain.call import Call, OptionValue, Upload

log = structlog.get_logger()

TAKE = "take"
"""Stands for ``edit`` in the id of a window about pictures that are not Easel's; its target names a note of them."""

_MOST_UPLOADS = 4


class Menus:
    """Answers context menus and the windows that they open."""

    def __init__(self, core: Core, reception: Reception, *, english: str) -> None:
        self._core = core
        self._reception = reception
        self._edit = core.saying(english)(EDIT_IMAGE)
        self._details = core.saying(english)(DETAILS)
        self._save = core.saying(english)(SAVE)

    async def chosen(self, interaction: discord.Interaction, data: Raw) -> None:
        """Answer a context menu on a message."""
        seat, message, name = seat_of_interaction(interaction), _target(data), data["name"]
        if seat is None or message is None:
            await self._reception.refuse(interaction, "discord.not_yours")
            return
        if name not in {self._edit, self._details, self._save}:
            await self._reception.refuse(interaction, "discord.command_unknown")
            return
        by = soon()
        if name == self._save:
            await self._saved(interaction, seat, message, by)
            return
        try:
            async with asyncio.timeout_at(by):
                asked = await self._asked(interaction, seat, message, edit=name == self._edit)
        except Exception as error:  # noqa: BLE001 -- whatever it is, three seconds are all there is to say so
            log.warning("menu_failed", interaction_id=interaction.id, error=type(error).__name__)
            await self._reception.refuse(interaction, "discord.busy")
            return
        if name == self._edit:
            await self._ask(interaction, asked)
        elif asked is None:
            await self._reception.refuse(interaction, "discord.not_easels")
        else:
            call = self._call(interaction, seat, asked, how="whisper")
            await self._reception.accept(interaction, call, Ack.WHISPER, by=by)

    async def submitted(self, interaction: discord.Interaction, seat: Seat, asked: Asked, data: Raw) -> None:
        """Take the words of a window that a context menu opened."""
        by = soon()
        call = replace(self._call(interaction, seat, asked, how="slash"), words=submitted(data))
        if asked.command != TAKE:
            locate = self._reception.beside(asked.message) if seat.thread is None else None
            await self._reception.accept(interaction, call, Ack.THINKING, by=by, locate=locate)
            return
        uploads = await self._noted(seat, asked.target, by)
        if not uploads:
            await self._reception.refuse(interaction, "discord.picture_forgotten")
            return
        # In a thread that has pictures already the upload were a mere reference.
        call = replace(call, command="edit", options={}, uploads=uploads, place=replace(call.place, thread_id=None))
        await self._reception.accept(interaction, call, Ack.THINKING, by=by, locate=partial(self._joined, seat.thread))

    async def _saved(self, interaction: discord.Interaction, seat: Seat, message: Raw, by: float) -> None:
        """Have a message's pictures saved: those of Easel's, or what somebody sent."""
        author: Raw = message.get("author") or {}
        ours = str(author.get("id", "")) == str(interaction.application_id)
        try:
            async with asyncio.timeout_at(by):
                post = await self._post(interaction, seat, message)
        except Exception as error:  # noqa: BLE001 -- whatever it is, three seconds are all there is to say so
            log.warning("menu_failed", interaction_id=interaction.id, error=type(error).__name__)
            await self._reception.refuse(interaction, "discord.busy")
            return
        shown = () if post is None else post.pictures
        uploads = () if ours else pictures_of(message)
        if not shown and not uploads:
            await self._reception.refuse(interaction, "discord.no_picture")
            return
        call = self._call(interaction, seat, Asked("save", ""), how="whisper")
        options = {} if ours else _author(author, seat)
        await self._reception.accept(
            interaction, replace(call, shown=shown, uploads=uploads, options=options), Ack.WHISPER, by=by
        )

    async def _ask(self, interaction: discord.Interaction, asked: Asked | None) -> None:
        if asked is None:
            await self._reception.refuse(interaction, "discord.no_picture")
            return
        say = self._core.saying(str(interaction.locale))
        await self._reception.window(interaction, modal(asked, say, title=say(EDIT_IMAGE), asks="refine"))

    async def _asked(self, interaction: discord.Interaction, seat: Seat, message: Raw, *, edit: bool) -> Asked | None:
        """Return what is asked about: a picture of Easel's own, else, to edit it, any that the message has."""
        post = await self._post(interaction, seat, message)
        if post is not None and post.pictures:
            return Asked("edit" if edit else "details", post.pictures[0], str(message["id"]), menu=True)
        uploads = pictures_of(message)[:_MOST_UPLOADS] if edit else ()
        if not uploads:
            return None
        await self._core.notes.write(_key(seat, str(interaction.id)), _note(uploads))
        return Asked(TAKE, str(interaction.id), menu=True)

    def _call(self, interaction: discord.Interaction, seat: Seat, asked: Asked, *, how: str) -> Call:
        return Call(
            id=f"discord:{interaction.id}",
            person=seat.person,
            place=replace(seat.place, thread_id=seat.thread),
            command=asked.command,
            received_at=self._core.clock(),
            options={"target": asked.target},
            locale=str(interaction.locale),
            answer_to=answer_to_interaction(interaction, seat, how, self._core.vault),
        )

    async def _post(self, interaction: discord.Interaction, seat: Seat, message: Raw) -> Post | None:
        """Return what a message is where Easel sent it, in one read; without reading where it did not."""
        if str((message.get("author") or {}).get("id", "")) != str(interaction.application_id):
            return None
        channel = str(message.get("channel_id") or seat.channel)
        return await self._core.posts.at(seat.person.team.id, channel, str(message["id"]))

    async def _joined(self, thread: str | None, call: Call) -> Call:
        """Return the call in a Discord thread that becomes Easel's by it; apart from one that is so already."""
        if thread is None or await self._core.posts.thread(call.person.team.id, thread) is not None:
            return call
        return replace(call, place=replace(call.place, thread_id=thread))

    async def _noted(self, seat: Seat, interaction: str, by: float) -> tuple[Upload, ...]:
        try:
            async with asyncio.timeout_at(by):
                return _uploads(await self._core.notes.read(_key(seat, interaction)))
        except Exception as error:  # noqa: BLE001 -- the asker is told to choose the picture again
            log.warning("menu_failed", error=type(error).__name__)
            return ()


def _target(data: Raw) -> Raw | None:
    messages: Raw = (data.get("resolved") or {}).get("messages") or {}
    found: Raw | None = messages.get(str(data.get("target_id", "")))
    return found


def _author(author: Raw, seat: Seat) -> dict[str, OptionValue]:
    """Return who sent what is saved, as options; empty where it is who saves it."""
    if str(author.get("id", "")) in {"", seat.person.user_id}:
        return {}
    name = author.get("global_name") or author.get("username") or ""
    return {"author": str(author["id"]), "author_name": str(name)}


def _key(seat: Seat, interaction: str) -> str:
    """Return the key of a person's own note: nobody else's window can name it, and it goes with them."""
    return f"{seat.person.id}|menu:{interaction}"


def _note(uploads: Sequence[Upload]) -> str:
    return json.dumps([[each.name, each.size, each.source] for each in uploads])


def _uploads(note: str | None) -> tuple[Upload, ...]:
    return tuple(Upload(str(name), int(size), str(source)) for name, size, source in json.loads(note or "[]"))
