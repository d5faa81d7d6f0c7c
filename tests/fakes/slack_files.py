"""Files: the three steps of an upload, processing that comes later, downloads, tombstones."""

from __future__ import annotations

import io
import mimetypes
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from PIL import Image, UnidentifiedImageError

from tests.fakes import slack_chat
from tests.fakes.slack_asked import Asked
from tests.fakes.slack_blocks import check_blocks, with_ids
from tests.fakes.slack_script import Wrong
from tests.fakes.slack_world import Channel, Message, Team

LOGIN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to your workspace</body></html>"
SHARES = {"public": "public", "private": "private", "im": "private", "mpim": "private"}
THUMBS = (64, 160, 360, 480, 720, 800, 960, 1024)


@dataclass(eq=False)
class File:
    """A file. Until ``completed`` Slack knows no such file; until ``ready`` it has no type and no size."""

    id: str
    team: Team
    owner_id: str
    name: str
    length: int
    title: str = ""
    alt_txt: str | None = None
    data: bytes = b""
    mimetype: str = ""
    size: tuple[int, int] | None = None
    uploaded: bool = False
    completed: bool = False
    ready: bool = False
    deleted: bool = False
    stub: bool = False
    in_view: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)
    created: int = 0

    @property
    def _base(self) -> str:
        return f"http://127.0.0.1:{self.team.world.fake.port}"

    @property
    def url(self) -> str:
        return f"{self._base}/files-pri/{self.team.id}-{self.id}/{self.name}"

    @property
    def download_url(self) -> str:
        return f"{self._base}/files-pri/{self.team.id}-{self.id}/download/{self.name}"

    @property
    def permalink(self) -> str:
        return f"https://{self.team.domain}.slack.com/files/{self.owner_id}/{self.id}/{self.name}"

    def as_sent(self, *, whole: bool = False) -> dict[str, Any]:
        """Return the file object; events show a stub of some, files.info (``whole``) never does."""
        if self.deleted:
            return {"id": self.id, "mode": "tombstone"}
        if self.stub and not whole:
            return {"id": self.id, "mode": "file_access", "file_access": "check_file_info", "created": 0, "user": ""}
        kind = self.mimetype.partition("/")[2]
        sent: dict[str, Any] = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": {"jpeg": "jpg"}.get(kind, kind),
            "pretty_type": kind.upper(),
            "user": self.owner_id,
            "user_team": self.team.id,
            "editable": False,
            "size": len(self.data),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(self._channel(each).kind == "public" for each in self.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": self.url,
            "url_private_download": self.download_url,
            "media_display_type": "unknown",
            "permalink": self.permalink,
            "comments_count": 0,
            "has_rich_preview": False,
            "file_access": "visible",
        } | self._where()
        if self.alt_txt is not None:
            sent["alt_txt"] = self.alt_txt
        if self.size is not None:
            sent |= {"original_w": self.size[0], "original_h": self.size[1]}
            sent |= {f"thumb_{each}": self._thumb(each) for each in THUMBS if each <= max(360, *self.size)}
        return sent

    def process(self) -> None:
        """Let Slack know its type and size."""
        try:
            with Image.open(io.BytesIO(self.data)) as picture:
                self.mimetype, self.size = Image.MIME.get(picture.format or "", ""), picture.size
        except (UnidentifiedImageError, OSError, ValueError):
            self.mimetype = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        self.ready = True

    def share(self, channel: Channel, ts: str) -> None:
        self.shares.setdefault(channel.id, []).append(ts)

    def _channel(self, id_: str) -> Channel:
        return self.team.world.channels[id_]

    def _thumb(self, width: int) -> str:
        return f"{self._base}/files-tmb/{self.team.id}-{self.id}-{width}/thumb.png"

    def _where(self) -> dict[str, Any]:
        where: dict[str, Any] = {"channels": [], "groups": [], "ims": [], "shares": {}}
        if not self.ready:
            return where
        for id_, times in self.shares.items():
            channel = self._channel(id_)
            where[{"public": "channels", "im": "ims"}.get(channel.kind, "groups")].append(id_)
            shares = where["shares"].setdefault(SHARES[channel.kind], {})
            shares[id_] = [{"ts": ts, "channel_name": channel.name, "team_id": self.team.id} for ts in times]
        return where


class Files:
    """The upload edge and the file server."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._tickets: dict[str, File] = {}
        self._never = 0
        self.downloads: list[tuple[str, bool]] = []

    def new(self, team: Team, owner_id: str, name: str, length: int) -> File:
        """Make a file that nobody sees yet."""
        file = File(self._fake.world.ids.new("F"), team, owner_id, name, length, created=int(time.time()))
        self._fake.world.files[file.id] = file
        return file

    def never_process(self, count: int = 1) -> None:
        """Leave the next files of the app without type and size for ever."""
        self._never += count

    def ticket(self, file: File) -> str:
        ticket = f"{file.id}-{self._fake.world.ids.number()}"
        self._tickets[ticket] = file
        return f"http://127.0.0.1:{self._fake.port}/upload/v1/{ticket}"

    def complete(self, file: File, then: Any) -> None:
        """Start the processing of an uploaded file; ``then`` runs when it is done."""
        file.completed = True
        if self._never:
            self._never -= 1
            return
        self._fake.start(self._process(file, then))

    async def _process(self, file: File, then: Any) -> None:
        await self._fake.clock.sleep(self._fake.timing.processing)
        if not file.deleted:
            file.process()
            then()
        self._fake.changed()

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file, once."""
        fault = self._fake.next_fault("upload")
        if fault is not None and (instead := await self._fake.before(request, fault)) is not None:
            return instead
        if "authorization" in request.headers:
            self._fake.refuse("upload", Wrong("a token was sent to the upload URL", rule=True))
        file = self._tickets.get(request.match_info["ticket"])
        if file is None or file.uploaded:
            return web.Response(status=404, text="unknown upload")
        data = await request.read()
        if request.content_type == "multipart/form-data":
            data = await _only_part(request)
        if len(data) != file.length:
            self._fake.refuse("upload", Wrong(f"{len(data)} bytes came where {file.length} were announced", rule=True))
            return web.Response(status=400, text="length mismatch")
        file.data, file.uploaded = data, True
        if fault is not None and fault.kind == "lost":
            return self._fake.cut(request)
        return web.Response(text=f"OK - {len(data)}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes to who may see them, a login page to anyone else."""
        fault = self._fake.next_fault("download")
        if fault is not None and (instead := await self._fake.before(request, fault)) is not None:
            return instead
        team_id, _, rest = request.match_info["names"].partition("-")
        file = self._fake.world.files.get(rest.partition("-")[0])
        allowed = self._may(request, team_id, file)
        self.downloads.append((file.id if file else "", allowed))
        if not allowed:
            return web.Response(text=LOGIN, content_type="text/html")
        if file.deleted:
            return web.Response(status=404, text="File not found")
        if request.path.startswith("/files-tmb/"):
            return web.Response(body=_thumb(file, int(rest.rpartition("-")[2])), content_type="image/png")
        return web.Response(body=file.data, content_type=file.mimetype or "application/octet-stream")

    def _may(self, request: web.Request, team_id: str, file: File | None) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = self._fake.world.tokens.get(given)
        if token is None or token.state != "active" or file is None or "files:read" not in token.scopes:
            return False
        # A token of an organisation opens what its workspaces hold.
        whole = token.team is None and bool(token.enterprise) and token.enterprise == file.team.enterprise
        team = file.team if whole else token.team
        return team is not None and file.team.id == team_id and Asked(self._fake, team, token, {}).sees(file)


def _thumb(file: File, width: int) -> bytes:
    with Image.open(io.BytesIO(file.data)) as picture:
        small = picture.convert("RGB")
        small.thumbnail((width, width))
    kept = io.BytesIO()
    small.save(kept, "PNG")
    return kept.getvalue()


async def _only_part(request: web.Request) -> bytes:
    parts = [each.file.read() for each in (await request.post()).values() if isinstance(each, web.FileField)]
    return parts[0] if len(parts) == 1 else b""


def _url(asked: Asked) -> dict[str, Any]:
    if asked["length"] <= 0:
        raise Wrong("missing_argument", "length", rule=True)
    if not asked["filename"]:
        raise Wrong("missing_argument", "filename", rule=True)
    if len(asked.get("alt_txt", "")) > 1000:
        raise Wrong("alt_txt_too_large", rule=True)
    if asked.fake.file_error:
        raise Wrong(asked.fake.file_error)
    file = asked.fake.edge.new(asked.team, asked.team.bot_user_id, asked["filename"], asked["length"])
    file.alt_txt = asked.get("alt_txt")
    return {"upload_url": asked.fake.edge.ticket(file), "file_id": file.id}


def _complete(asked: Asked) -> dict[str, Any]:
    channels = _channels(asked)
    if "blocks" in asked.args:
        check_blocks(asked["blocks"])
    files = [_named(asked, each) for each in asked["files"]] if isinstance(asked["files"], list) else []
    if not files:
        raise Wrong("invalid_arguments", "files must not be empty", rule=True)
    for file, title in files:
        file.title = title or file.name
    waiting = [file for file, _ in files]
    left = list(waiting)

    def processed(file: File) -> None:
        left.remove(file)
        if not left:
            for channel in channels:
                _share(asked, channel, waiting)

    for file in waiting:
        asked.fake.edge.complete(file, lambda file=file: processed(file))
    return {"files": [file.as_sent() for file in waiting]}


def _channels(asked: Asked) -> list[Channel]:
    ids = [asked["channel_id"]] if asked.get("channel_id") else asked.get("channels") or []
    if len(ids) > 100 or (len(ids) > 1 and asked.get("thread_ts")):
        raise Wrong("invalid_arguments", "at most 100 channels, and one with a thread_ts", rule=True)
    for id_ in ids:
        if id_[:1] not in "CGDZ" or len(id_) < 9:
            raise Wrong("invalid_arguments", "channel_id must match ^[CGDZ][A-Z0-9]{8,}$", rule=True)
    channels = [asked.channel(id_, write=True) for id_ in ids]
    for channel in channels:
        if not channel.has_bot(asked.team):
            raise Wrong("not_in_channel")
        slack_chat.may_write(asked, channel, asked.get("thread_ts"))
    return channels


def _named(asked: Asked, each: Any) -> tuple[File, str | None]:
    if not isinstance(each, dict) or each.keys() - {"id", "title", "highlight_type"} or "id" not in each:
        raise Wrong("invalid_arguments", "a file has an id, a title, a highlight_type", rule=True)
    file = asked.fake.world.files.get(each["id"])
    if file is None or not file.uploaded or file.completed or file.owner_id != asked.team.bot_user_id:
        raise Wrong("file_not_found")
    return file, each.get("title")


def _share(asked: Asked, channel: Channel, files: list[File]) -> None:
    message = Message(channel, asked.fake.world.ids.ts(), asked.team.bot_user_id, thread_ts=asked.get("thread_ts"))
    message.bot_id, message.files = asked.team.bot_id, list(files)
    message.text = asked.get("initial_comment", "")
    if "blocks" in asked.args and not message.text:
        message.blocks = with_ids(asked["blocks"], asked.fake.world.ids.number)
    for file in files:
        file.share(channel, message.ts)
    asked.fake.put(message)


def _visible(asked: Asked) -> File:
    file = asked.fake.world.files.get(asked["file"])
    if file is None or not asked.sees(file):
        raise Wrong("file_not_found")
    if file.deleted:
        raise Wrong("file_deleted")
    return file


def _info(asked: Asked) -> dict[str, Any]:
    return {"file": _visible(asked).as_sent(whole=True), "comments": [], "response_metadata": {"next_cursor": ""}}


def _list(asked: Asked) -> dict[str, Any]:
    files = [each for each in asked.fake.world.files.values() if asked.sees(each) and not each.deleted]
    if "channel" in asked.args:
        files = [each for each in files if asked["channel"] in each.shares]
    paging = {"count": 100, "total": len(files), "page": 1, "pages": 1}
    return {"files": [each.as_sent(whole=True) for each in files[:100]], "paging": paging}


def _delete(asked: Asked) -> dict[str, Any]:
    file = _visible(asked)
    if file.owner_id != asked.team.bot_user_id:
        raise Wrong("cant_delete_file")
    file.deleted = True
    return {}


HANDLERS = {
    "files.getUploadURLExternal": _url,
    "files.completeUploadExternal": _complete,
    "files.info": _info,
    "files.list": _list,
    "files.delete": _delete,
}
