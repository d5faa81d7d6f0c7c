"""Pictures as Slack's files: uploaded once, and waited for until Slack can show them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import PASSING, Denied, Gone, Outside, SlackError, Unreached, Unsure
from bot.platforms.slack.limits import LIMITS, cut
from bot.ports import Notes, Sendable
from domain.text import clean

log = structlog.get_logger()

TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What Slack shows in a message of an app."""
MOST = 20 * 1024 * 1024
"""The most bytes of a picture that is shown in a message."""
MOST_SHARED = 200 * 1024 * 1024
"""The most bytes of a file that is only offered to download."""

_FIRST_LOOK, _SLOWER, _SLOWEST = 1.5, 1.6, 8.0
_GIVE_UP = 30.0
_LEAST_LOOKS = 3
_TRIES = 3
_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


class Unprocessed(Exception):
    """Slack has not made a picture of a file in the time that it may take."""


class NoFiles(Exception):
    """The workspace takes no file: its rules, its room or a missing scope. ``code`` is Slack's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Share:
    """Where a file is shown as a file: a channel, the thread in it (empty for none), and what is said with it."""

    channel: str
    thread: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of a file: for who cannot see it, its title; ``workspace`` where the token is an organisation's."""

    alt: str = ""
    title: str = ""
    workspace: str = ""


class SlackFiles:
    """Uploads files, each once by its key, whoever repeats it."""

    def __init__(self, api: SlackApi, notes: Notes) -> None:
        self._api = api
        self._notes = notes

    async def known(self, team: str, key: str, workspace: str = "") -> str | None:
        """Return the file that was uploaded under the key, None where there is none, or none any more."""
        found = await self._notes.read(_note(key))
        if not found or await self._state(team, found, workspace) is None:
            return None
        return found

    async def upload(self, team: str, key: str, sent: Sendable, label: Label, share: Share | None = None) -> str:
        """Return the id of a file with these bytes, uploaded now if it was not under this key before.

        Raise NoFiles where the workspace takes none; SlackError as calls do.
        """
        if (found := await self.known(team, key, label.workspace)) is not None:
            return found
        try:
            return await self._upload(team, key, sent, label, share)
        except Denied as error:
            raise NoFiles(error.code) from None

    async def processed(self, team: str, file: str, workspace: str = "") -> None:
        """Return when Slack knows a file to be a picture, which only then can be shown in a message.

        Looks seldom, with growing pauses, within the workspace's budget. Raise Unprocessed where that takes too long,
        Gone where the file has been deleted.
        """
        watch = self._api.watch
        began, pause, looks = watch.now(), _FIRST_LOOK, 0
        while True:
            await watch.sleep(pause)
            looks += 1
            state = await self._state(team, file, workspace)
            if state is None:
                raise Gone("files.info", "file_deleted")
            if state:
                return
            if watch.now() - began > _GIVE_UP and looks >= _LEAST_LOOKS:
                log.warning("slack_file_unprocessed", team=team, looks=looks)
                raise Unprocessed
            pause = min(pause * _SLOWER, _SLOWEST)

    async def drop(self, team: str, event: str, picture_id: str) -> None:
        """Delete what was uploaded to show a picture in the answer of an event, as far as that is remembered."""
        for each in (key(event, picture_id) for key in (file_key, shared_key, offered_key)):
            file = await self._notes.read(_note(each))
            if not file:
                continue
            try:
                await self._api.call(team, "files.delete", file=file)
            except PASSING:
                raise
            except SlackError as error:
                log.info("slack_file_not_deleted", team=team, error=error.code)

    async def _upload(self, team: str, key: str, sent: Sendable, label: Label, share: Share | None) -> str:
        alt = cut(clean(label.alt), LIMITS["file.alt_txt"])
        for tried in range(_TRIES):
            answer = await self._api.call(
                team,
                "files.getUploadURLExternal",
                filename=_name(sent),
                length=len(sent.data),
                alt_txt=alt or None,
                team_id=label.workspace or None,
            )
            url, file = str(answer["upload_url"]), str(answer["file_id"])
            try:
                await self._api.send(url, sent.data)
                # Before the file exists for Slack: whoever comes back asks whether it does.
                await self._notes.write(_note(key), file)
                await self._complete(team, file, label, share)
            except (Unsure, Unreached, Gone) as error:
                # What was sent, or not, without being completed is dropped by Slack.
                if (
                    error.method == "files.completeUploadExternal"
                    and await self._state(team, file, label.workspace) is not None
                ):
                    return file
                if tried + 1 == _TRIES or (isinstance(error, Gone) and error.code != "file_not_found"):
                    raise
                await self._api.watch.sleep(1.0 + tried)
            else:
                return file
        raise AssertionError("unreachable")

    async def _complete(self, team: str, file: str, label: Label, share: Share | None) -> None:
        named = {"id": file, "title": cut(label.title, LIMITS["file.title"])} if label.title else {"id": file}
        await self._api.call(
            team,
            "files.completeUploadExternal",
            files=[named],
            channel_id=share.channel if share else None,
            thread_ts=(share.thread or None) if share else None,
            initial_comment=(share.text or None) if share else None,
            team_id=label.workspace or None,
        )

    async def _state(self, team: str, file: str, workspace: str) -> bool | None:
        """Return whether Slack has processed a file; None where there is no such file."""
        try:
            answer = await self._api.call(team, "files.info", file=file, team_id=workspace or None)
        except Gone:
            return None
        except (Denied, Outside) as error:
            # Who may not look finds out by posting, which Slack refuses for a while.
            log.info("slack_file_not_seen", team=team, error=error.code)
            return True
        about = answer.get("file") or {}
        if about.get("mode") == "tombstone":
            return None
        return bool(about.get("mimetype")) and (
            "original_w" in about or not str(about["mimetype"]).startswith("image/")
        )


def file_key(event: str, picture_id: str) -> str:
    """Return the key of the file that shows a picture in the answer of an event."""
    return f"{event}:{picture_id}"


def shared_key(event: str, picture_id: str) -> str:
    """Return the key of the file that is shared as such where a message cannot show the picture."""
    return f"{event}:{picture_id}:shared"


def offered_key(event: str, file: str) -> str:
    """Return the key of the file that was asked for to download."""
    return f"{event}:{file}:file"


def file_note(event: str, picture_id: str) -> str:
    """Return the note in which that file's id stands."""
    return _note(file_key(event, picture_id))


def shared_note(event: str, picture_id: str) -> str:
    """Return the note in which the id of the file stands that is shared as such."""
    return _note(shared_key(event, picture_id))


def _note(key: str) -> str:
    return f"slack:file:{key}"


def _name(sent: Sendable) -> str:
    return _NAME.sub("-", sent.name).strip("-.")[-80:] or "picture"
