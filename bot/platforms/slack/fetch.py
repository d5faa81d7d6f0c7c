"""Reading what people upload to Slack: from Slack's own hosts, with a token that goes nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
import yarl

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import Denied, Gone, Outside, Revoked, SlackError
from domain.call import Upload
from domain.errors import BadInput, too_many_bytes

log = structlog.get_logger()

_SOURCE = re.compile(r"slack:([TE][A-Z0-9]{2,})(?:/(T[A-Z0-9]{2,}))?:(F[A-Z0-9]{2,})?:(.*)", re.DOTALL)
_FILE = re.compile(r"/files-(?:pri|tmb)/(T[A-Z0-9]+)-F[A-Z0-9]+(?:-[A-Za-z0-9]+)?(?:/[^/]+)+", re.ASCII)
# What a server might read as a step up or a slash that we do not see, however often it decodes.
_HIDDEN = re.compile(r"(?:^|/)\.{1,2}(?:/|$)|\\|%(?:25)*(?:2e|2f|5c)", re.IGNORECASE)
_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
_CHUNK = 256 * 1024
_REDIRECTS = 3
_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=20)
_PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)


def source(team: str, file: Mapping[str, Any], workspace: str = "") -> str:
    """Return what an Upload notes of a file object of an event: whose token opens it, its id, where it lies.

    ``workspace`` is the one that is meant where ``team`` is a whole organisation. A stub has no address yet: it is
    looked up when the file is read.
    """
    whose = f"{team}/{workspace}" if workspace and workspace != team else team
    url = file.get("url_private_download") or file.get("url_private") or ""
    return f"slack:{whose}:{file.get('id', '')}:{url}"


def is_external(file: Mapping[str, Any]) -> bool:
    """Return whether a file object is a mere link: then any app, and any person, has chosen its address."""
    return bool(file.get("is_external")) or file.get("mode") == "external"


class SlackUploads:
    """Reads uploads; ``fetch`` is what a studio asks to read one."""

    def __init__(self, api: SlackApi, *, most: int) -> None:
        self._api = api
        self._most = most

    async def fetch(self, upload: Upload) -> bytes:
        """Return an upload's bytes. Raise BadInput where they are gone, are no file, or are too many."""
        found = _SOURCE.fullmatch(upload.source)
        if found is None:
            raise BadInput("upload_gone", name=upload.name)
        team, workspace, file, url = found.group(1), found.group(2), found.group(3) or "", found.group(4)
        if upload.size > self._most:
            raise too_many_bytes(upload.name, upload.size, self._most)
        try:
            token = await self._api.token(team)
            if not url:
                url = await self._looked_up((team, workspace), file, upload)
            return await self._read(self._checked(url, team, upload), team, token, upload)
        except Revoked:
            raise BadInput("upload_no_access", name=upload.name) from None
        except SlackError as error:
            log.warning("slack_upload_unread", team=team, error=error.code)
            raise BadInput("upload_unreachable", name=upload.name) from None

    async def _looked_up(self, whose: tuple[str, str | None], file: str, upload: Upload) -> str:
        try:
            team, workspace = whose
            answer = await self._api.call(team, "files.info", file=file, team_id=workspace)
        except Gone:
            raise BadInput("upload_gone", name=upload.name) from None
        except (Denied, Outside):
            raise BadInput("upload_no_access", name=upload.name) from None
        about = answer.get("file") or {}
        if about.get("mode") == "tombstone":
            raise BadInput("upload_gone", name=upload.name)
        if is_external(about):
            raise BadInput("upload_foreign", name=upload.name)
        size = int(about.get("size") or 0)
        if size > self._most:
            raise too_many_bytes(upload.name, size, self._most)
        url = str(about.get("url_private_download") or about.get("url_private") or "")
        if not url:
            raise BadInput("upload_gone", name=upload.name)
        return url

    def _checked(self, url: str, team: str, upload: Upload) -> yarl.URL:
        """Return the address that is asked for; raise BadInput where it is not one of this workspace's files at Slack.

        It is judged as it will be sent: whoever chose it must not lead the token to anything but a file.
        """
        found = self._file(url)
        # The files of an organisation lie with its workspaces.
        if found is None or (team.startswith("T") and found[1] != team):
            raise BadInput("upload_foreign", name=upload.name)
        return found[0]

    def _file(self, url: str) -> tuple[yarl.URL, str] | None:
        """Return the address of a file on Slack's own host for them, and whose it is; None for every other address."""
        try:
            at = yarl.URL(url)
        except ValueError:
            return None
        moved = bool(self._api.moved) and at.authority == self._api.moved
        if not (self._api.slack_host(str(at)) and (moved or at.host in _HOSTS)):
            return None
        owner = _FILE.fullmatch(at.raw_path)
        if owner is None or _HIDDEN.search(at.raw_path) or _HIDDEN.search(url.partition("?")[0].partition("#")[0]):
            return None
        return at, owner.group(1)

    async def _read(self, at: yarl.URL, team: str, token: str, upload: Upload) -> bytes:
        for _ in range(_REDIRECTS + 1):
            try:
                async with self._api.session.get(
                    at, headers={"Authorization": f"Bearer {token}"}, allow_redirects=False, timeout=_TIMEOUT
                ) as answer:
                    if answer.status in {301, 302, 303, 307, 308}:
                        at = self._led(at, answer.headers.get("Location", ""), team, upload)
                        continue
                    return await self._body(answer, upload)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("slack_upload_unread", error=type(error).__name__)
                raise BadInput("upload_unreachable", name=upload.name) from None
        raise BadInput("upload_unreachable", name=upload.name)

    def _led(self, at: yarl.URL, location: str, team: str, upload: Upload) -> yarl.URL:
        """Return where a file's address leads. Raise BadInput where that is no file: the token does not go there."""
        try:
            onward = at.join(yarl.URL(location))
        except ValueError:
            raise BadInput("upload_foreign", name=upload.name) from None
        if self._api.slack_host(str(onward)) and self._file(str(onward)) is None:
            # The page of Slack's to log in at.
            raise BadInput("upload_no_access", name=upload.name)
        return self._checked(str(onward), team, upload)

    async def _body(self, answer: aiohttp.ClientResponse, upload: Upload) -> bytes:
        if answer.status in {404, 410}:
            raise BadInput("upload_gone", name=upload.name)
        if answer.status in {401, 403}:
            raise BadInput("upload_no_access", name=upload.name)
        if answer.status != 200:  # noqa: PLR2004 -- HTTP
            raise BadInput("upload_unreachable", name=upload.name)
        if (answer.content_length or 0) > self._most:
            raise too_many_bytes(upload.name, answer.content_length or 0, self._most)
        chunks: list[bytes] = []
        read = 0
        async for chunk in answer.content.iter_chunked(_CHUNK):
            read += len(chunk)
            if read > self._most:
                raise too_many_bytes(upload.name, max(upload.size, read), self._most)
            chunks.append(chunk)
        data = b"".join(chunks)
        # Where a token may not see a file Slack shows a page to log in at, and says that all is well.
        if answer.content_type == "text/html" or _PAGE.match(data):
            raise BadInput("upload_no_access", name=upload.name)
        if not data:
            raise BadInput("image_empty", name=upload.name)
        return data
