"""What is said in a channel unasked, once: as a message of the channel, or in one of its threads."""

from __future__ import annotations

import structlog

from bot.platforms.slack.errors import Denied, Gone, Outside
from bot.platforms.slack.homes import Homes, Voice
from bot.platforms.slack.journal import Slot
from bot.platforms.slack.poster import Poster, Sheet
from bot.platforms.slack.where import Where, read_key
from bot.ports import News, Saying
from domain.errors import NotAllowed, NotFound

log = structlog.get_logger()

_ROLE = "news"
_ARCHIVED = frozenset({"is_archived", "channel_is_archived"})


class Announcer:
    """Says news, each by its key once, whichever process says it."""

    def __init__(self, poster: Poster, homes: Homes, saying: Saying) -> None:
        self._poster = poster
        self._homes = homes
        self._saying = saying

    async def tell(self, news: News) -> None:
        """Say it. Raise NotFound where the channel is gone, NotAllowed where Easel may not speak, and SlackError."""
        channel, root = read_key(news.thread or "")
        voice = await self._homes.of(news.team, [each.picture_id for each in news.card.pictures])
        where = _where(news, voice, channel or news.channel_id, root)
        slot = Slot(where.event, _ROLE, where.team, news.team.id, where.channel, root)
        sheet = Sheet(news.card, self._saying(news.locale), thread=news.thread if root else None)
        try:
            # Nobody can join a private one by themselves.
            await self._poster.reach(where, slot, sheet, public=True)
        except Outside as error:
            log.info("slack_news_outside", event_id=where.event, error=error.code)
            raise NotAllowed("channel_outside") from None
        except Gone as error:
            log.info("slack_news_nowhere", event_id=where.event, error=error.code)
            if error.code in _ARCHIVED:
                raise NotAllowed("channel_archived", channel=where.channel) from None
            raise NotFound("channel_unknown") from None
        except Denied as error:
            log.info("slack_news_denied", event_id=where.event, error=error.code)
            raise NotAllowed("channel_outside") from None


def _where(news: News, voice: Voice, channel: str, root: str) -> Where:
    return Where(
        event=f"slack:news:{news.key}",
        how=_ROLE,
        team=voice.team,
        channel=channel,
        root=root,
        url="",
        until=0.0,
        user="",
        workspace=voice.workspace,
    )
