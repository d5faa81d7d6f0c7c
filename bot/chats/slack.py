"""Slack, as the wiring has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bot.chats.line import Tools
from bot.installations import KeptInstallations
from bot.overview import overview, preferred, unaffordable
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.face import SlackFace
from bot.platforms.slack.fetch import SlackUploads
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.installations import ManyInstallations, OneInstallation
from bot.platforms.slack.oauth import OAuth
from bot.platforms.slack.outbound import SlackOutbound
from bot.platforms.slack.tokens import OneToken
from bot.ports import Dispatch, Operator, SlackOptions, Vault
from commands.suggest import suggest
from commands.table import SPECS
from commands.words import saying
from domain.clock import Clock
from domain.errors import NotFound
from domain.people import Person, Place, Platform
from storage.database import Database

MOST_UPLOAD = 25 * 1024 * 1024
"""Bytes of a file that is read."""


class SlackLine:
    """Implements Line."""

    platform = Platform.SLACK

    def __init__(
        self, options: SlackOptions, database: Database, vault: Vault, clock: Clock, operator: Operator
    ) -> None:
        self._options = options
        self._installed: OneInstallation | ManyInstallations
        if options.bot_token:
            self._installed = OneInstallation()
            self._api = SlackApi(OneToken(options.bot_token), api_url=options.api_url)
        else:
            kept = KeptInstallations(database, Platform.SLACK, vault, clock, operator)
            many = ManyInstallations(kept, clock, OAuth(options, lambda: self._api.session).refresh)
            self._installed, self._api = many, SlackApi(many, api_url=options.api_url)
        self._outbound: SlackOutbound | None = None
        self._channels: Channels | None = None
        self.fetch = SlackUploads(self._api, most=MOST_UPLOAD).fetch

    async def open(self) -> None:
        """Do nothing: every request goes by itself."""

    async def close(self) -> None:
        """Drop the progress that is on its way, and the connections."""
        if self._outbound is not None:
            await self._outbound.close()
        await self._api.close()

    def budgets(self) -> Mapping[str, float]:
        """Return the share left of each method, of the workspace that has least."""
        return self._api.budgets.left()

    async def room(self, person: Person, asked: str) -> Place:
        """Return the channel that a person means and may speak in. Raise NotFound or NotAllowed."""
        if self._channels is None:
            raise NotFound("channel_unknown")
        return await self._channels.find(person, asked)

    def outbound(self, tools: Tools) -> SlackOutbound:
        """Return what speaks on Slack."""
        self._channels = Channels(self._api, Homes(tools.notes, tools.posts, tools.studio.clock))
        self._outbound = SlackOutbound(
            self._api,
            posts=tools.posts,
            notes=tools.notes,
            pictures=tools.pictures,
            saying=saying,
            vault=tools.vault,
            clock=tools.studio.clock,
            preview_link=tools.frame_link,
            site=self._options.public_url,
        )
        return self._outbound

    def listener(self, tools: Tools, dispatch: Dispatch) -> SlackFace:
        """Return what hears Slack, by Socket Mode or by HTTP."""
        return SlackFace(
            self._api,
            self._options,
            self._installed,
            dispatch=dispatch,
            posts=tools.posts,
            notes=tools.notes,
            vault=tools.vault,
            specs=SPECS,
            suggest=partial(suggest, tools.studio),
            saying=saying,
            operator=tools.operator,
            clock=tools.studio.clock,
            overview=partial(overview, tools.studio),
            unaffordable=partial(unaffordable, tools.studio),
            preferred=partial(preferred, tools.studio),
            acknowledged=partial(tools.watch.acknowledged, self.platform),
        )
