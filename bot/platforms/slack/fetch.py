"""Reading what people upload to Slack: from Slack's own hosts, with a token that goes nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import Denied, Gone, Outside, Revoked, SlackError
from domain.call import Upload
from domain.errors import BadInput

log = structlog.get_logger()

_SOURCE = re.compile(r"slack:([TE][A-Z0-9]{2,})(?:/(T[A-Z0-9]{2,}))?:(F[A-Z0-9]{2,})?:(.*)", re.DOTALL)
_OWNER = re.compile(r"/(?:files-pri|files-tmb)/(T[A-Z0-9]+)-")
_CHUNK = 256 * 1024
_REDIRECTS = 3
_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=20)
_PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)
_MIB = 1024 * 1024


def source(team: str, file: Mapping[str, Any], workspace: str = "") -> str:
    """Return what an Upload notes of a file object of an event: whose token opens it, its id, where it lies.

    ``workspace`` is the one that is meant where ``team`` is a whole organisation. A stub has no address yet: it is
    looked up when the file is read.
    """
    whose = f"{team}/{workspace}" if workspace and workspace != team else team
    url = file.get("url_private_download") or file.get("url_private") or ""
    return f"slack:{whose}:{file.get('id', '')}:{url}"


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
            raise self._too_big()
        try:
            token = await self._api.token(team)
            if not url:
                url = await self._looked_up((team, workspace), file, upload)
            self._check(url, team, upload)
            return await self._read(url, token, upload)
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
        if int(about.get("size") or 0) > self._most:
            raise self._too_big()
        url = str(about.get("url_private_download") or about.get("url_private") or "")
        if not url:
            raise BadInput("upload_gone", name=upload.name)
        return url

    def _check(self, url: str, team: str, upload: Upload) -> None:
        """Raise BadInput where an address is not one of this workspace's files on Slack's own hosts."""
        if not self._api.slack_host(url):
            raise BadInput("upload_foreign", name=upload.name)
        owner = _OWNER.match(urlsplit(url).path)
        # The files of an organisation lie with its workspaces.
        if owner is None or (team.startswith("T") and owner.group(1) != team):
            raise BadInput("upload_foreign", name=upload.name)

    async def _read(self, url: str, token: str, upload: Upload) -> bytes:
        first = urlsplit(url)
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(url)
            # The token is for the host that was checked, and for no other.
            same = (parts.scheme, parts.netloc) == (first.scheme, first.netloc)
            headers = {"Authorization": f"Bearer {token}"} if same else {}
            try:
                async with self._api.session.get(
                    url, headers=headers, allow_redirects=False, timeout=_TIMEOUT
                ) as answer:
                    if answer.status in {301, 302, 303, 307, 308}:
                        url = urljoin(url, answer.headers.get("Location", ""))
                        if not self._api.slack_host(url):
                            raise BadInput("upload_foreign", name=upload.name)
                        continue
                    return await self._body(answer, upload)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("slack_upload_unread", error=type(error).__name__)
                raise BadInput("upload_unreachable", name=upload.name) from None
        raise BadInput("upload_unreachable", name=upload.name)

    async def _body(self, answer: aiohttp.ClientResponse, upload: Upload) -> bytes:
        if answer.status in {404, 410}:
            raise BadInput("upload_gone", name=upload.name)
        if answer.status in {401, 403}:
            raise BadInput("upload_no_access", name=upload.name)
        if answer.status != 200:  # noqa: PLR2004 -- HTTP
            raise BadInput("upload_unreachable", name=upload.name)
        if (answer.content_length or 0) > self._most:
            raise self._too_big()
        chunks: list[bytes] = []
        read = 0
        async for chunk in answer.content.iter_chunked(_CHUNK):
            read += len(chunk)
            if read > self._most:
                raise self._too_big()
            chunks.append(chunk)
        data = b"".join(chunks)
        # Where a token may not see a file Slack shows a page to log in at, and says that all is well.
        if answer.content_type == "text/html" or _PAGE.match(data):
            raise BadInput("upload_no_access", name=upload.name)
        if not data:
            raise BadInput("image_empty", name=upload.name)
        return data

    def _too_big(self) -> BadInput:
        return BadInput("upload_too_big", most=self._most // _MIB)
