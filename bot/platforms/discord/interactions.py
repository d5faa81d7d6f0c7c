"""Interactions: commands, what completes them, context menus, windows and buttons, each read as a Call."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp
import discord
import structlog
from discord.app_commands import Choice

from bot.platforms.discord.calls import Raw, answer_to_interaction, command_of, data_of, focused, options_of, submitted
from bot.platforms.discord.core import SECONDS, Core
from bot.platforms.discord.menus import Menus
from bot.platforms.discord.modals import Asked, asked_of, modal
from bot.platforms.discord.people import Seat, seat_of_interaction
from bot.platforms.discord.reception import Ack, Reception
from domain.call import Call
from domain.command import CommandSpec

log = structlog.get_logger()

ENGLISH = "en"

_MESSAGE_MENU = 3
_MOST_CHOICES = 25
_MOST_CHOICE = 100


class Interactions:
    """Takes interactions in. Nothing it does raises: what goes wrong is logged, and the asker told."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._reception = Reception(core)
        self._menus = Menus(core, self._reception, english=ENGLISH)

    async def take(self, interaction: discord.Interaction) -> None:
        """Answer whatever is no button: buttons come by ``press``."""
        data = data_of(interaction)
        try:
            match interaction.type:
                case discord.InteractionType.application_command if data.get("type") == _MESSAGE_MENU:
                    await self._menus.chosen(interaction, data)
                case discord.InteractionType.application_command:
                    await self._command(interaction, data)
                case discord.InteractionType.autocomplete:
                    await self._complete(interaction, data)
                case discord.InteractionType.modal_submit:
                    await self._submitted(interaction, data)
                case _:
                    pass
        except Exception as error:  # noqa: BLE001 -- a person waits, and other events must not suffer
            await self._reception.broken(interaction, error)

    async def press(self, interaction: discord.Interaction, command: str, target: str) -> None:
        """Answer a button: ask for words where its command wants some, else do it."""
        try:
            seat, spec = seat_of_interaction(interaction), self._core.specs.get(command)
            if seat is None:
                await self._reception.refuse(interaction, "discord.not_yours")
            elif spec is None:
                await self._reception.refuse(interaction, "errors.button_unknown")
            elif spec.asks:
                say = self._core.saying(str(interaction.locale))
                title = say(f"button.{spec.asks}")
                await self._reception.window(
                    interaction, modal(Asked(command, target), say, title=title, asks=spec.asks)
                )
            else:
                await self._pressed(interaction, seat, command, target, "")
        except Exception as error:  # noqa: BLE001 -- a person waits, and other events must not suffer
            await self._reception.broken(interaction, error)

    async def _command(self, interaction: discord.Interaction, data: Raw) -> None:
        name, given = command_of(data)
        seat, spec = seat_of_interaction(interaction), self._core.specs.get(name)
        if seat is None:
            await self._reception.refuse(interaction, "discord.not_yours")
            return
        if spec is None or not spec.listed:
            await self._reception.refuse(interaction, "discord.command_unknown")
            return
        options, uploads = options_of(data, given, spec)
        call = replace(self._call(interaction, seat, spec, how="whisper" if spec.private else "slash"), options=options)
        await self._reception.accept(
            interaction, replace(call, uploads=uploads), Ack.WHISPER if spec.private else Ack.THINKING
        )

    async def _complete(self, interaction: discord.Interaction, data: Raw) -> None:
        """Complete what is typed; a late list is worth nothing, so it is empty then."""
        name, given = command_of(data)
        seat, spec = seat_of_interaction(interaction), self._core.specs.get(name)
        typing, typed = focused(given)
        option = None if spec is None else spec.option(typing)
        found: tuple[tuple[str, str], ...] = ()
        if seat is not None and option is not None and option.suggest:
            viewer = seat.person.at(seat.place.channel_id)
            try:
                async with asyncio.timeout(SECONDS):
                    found = await self._core.suggest(viewer, option.suggest, typed)
            except Exception as error:  # noqa: BLE001 -- a person can type on without
                log.warning("completion_failed", suggest=option.suggest, error=type(error).__name__)
        choices = [
            Choice(name=label[:_MOST_CHOICE], value=value)
            for label, value in found[:_MOST_CHOICES]
            if label and 0 < len(value) <= _MOST_CHOICE
        ]
        try:
            await interaction.response.autocomplete(choices)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.info("completion_late", error=type(error).__name__)

    async def _submitted(self, interaction: discord.Interaction, data: Raw) -> None:
        seat, asked = seat_of_interaction(interaction), asked_of(str(data.get("custom_id", "")))
        if seat is None:
            await self._reception.refuse(interaction, "discord.not_yours")
        elif asked is None or (not asked.menu and asked.command not in self._core.specs):
            await self._reception.refuse(interaction, "errors.button_unknown")
        elif asked.menu:
            await self._menus.submitted(interaction, seat, asked, data)
        else:
            await self._pressed(interaction, seat, asked.command, asked.target, submitted(data))

    async def _pressed(
        self, interaction: discord.Interaction, seat: Seat, command: str, target: str, words: str
    ) -> None:
        message = interaction.message
        ours = message is not None and not message.flags.ephemeral
        call = self._call(
            interaction, seat, self._core.specs[command], how="press", reply=str(message.id) if message and ours else ""
        )
        call = replace(call, words=words, options={"target": target} if target else {})
        spec = self._core.specs[command]
        ack = Ack.QUIET if seat.member else Ack.WHISPER if spec.private else Ack.THINKING
        # Outside of Discord's threads the message that was pressed tells which one is meant.
        locate = self._reception.beside(call.answer_to["reply"]) if seat.thread is None else None
        await self._reception.accept(interaction, call, ack, locate=locate)

    def _call(
        self, interaction: discord.Interaction, seat: Seat, spec: CommandSpec, *, how: str, reply: str = ""
    ) -> Call:
        return Call(
            id=f"discord:{interaction.id}",
            person=seat.person,
            place=replace(seat.place, thread_id=seat.thread),
            command=spec.name,
            received_at=self._core.clock(),
            locale=str(interaction.locale),
            answer_to=answer_to_interaction(interaction, seat, how, self._core.vault, reply=reply),
        )
