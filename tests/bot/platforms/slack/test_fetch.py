"""What people upload: read with the workspace's token from Slack's hosts alone, or refused in plain words."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.calls import files_of
from bot.platforms.slack.fetch import SlackUploads, is_external, source
from bot.platforms.slack.tokens import OneToken
from commands.words import knows
from domain.call import Upload
from domain.errors import BadInput
from tests.bot.platforms.slack.outward import Desk, opened, png
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault

MOST = 1024 * 1024


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made


def dropped(desk: Desk, data: bytes | None = None, **more: Any) -> Any:
    said = desk.fake.person("ada").say(
        desk.fake.channel("general"), "my photo", files=[Drop("a.png", data or png(), **more)]
    )
    return said.message.files[0]


def upload(desk: Desk, file: Any, **more: Any) -> Upload:
    about = file.as_sent() | more
    return Upload("a.png", len(file.data), source(desk.fake.team.id, about))


async def refused(uploads: SlackUploads, given: Upload) -> str:
    with pytest.raises(BadInput) as caught:
        await uploads.fetch(given)
    assert knows(f"errors.{caught.value.code}")
    return caught.value.code


async def test_a_photo_is_read_with_the_token_of_its_workspace(desk: Desk) -> None:
    file = dropped(desk)
    assert await SlackUploads(desk.api(), most=MOST).fetch(upload(desk, file)) == file.data
    assert desk.fake.edge.downloads == [(file.id, True)]


async def test_a_stub_is_looked_up_first(desk: Desk) -> None:
    file = dropped(desk, stub=True)
    given = upload(desk, file)
    assert given.source.endswith(f"{file.id}:")
    assert await SlackUploads(desk.api(), most=MOST).fetch(given) == file.data


async def test_a_tombstone_and_a_deleted_file_are_named_as_gone(desk: Desk) -> None:
    file = dropped(desk)
    whole = upload(desk, file)
    file.deleted = True
    uploads = SlackUploads(desk.api(), most=MOST)
    assert await refused(uploads, upload(desk, file)) == "upload_gone"
    assert await refused(uploads, whole) == "upload_gone"
    assert await refused(uploads, Upload("a.png", 3, "nonsense")) == "upload_gone"


async def test_a_login_page_is_no_picture(desk: Desk) -> None:
    file = dropped(desk)
    desk.fake.team.token_row.scopes.discard("files:read")
    uploads = SlackUploads(desk.api(), most=MOST)
    assert await refused(uploads, upload(desk, file)) == "upload_no_access"
    assert await refused(uploads, upload(desk, file, url_private="", url_private_download="")) == "upload_no_access"


async def test_a_revoked_token_opens_nothing(desk: Desk) -> None:
    file = dropped(desk, stub=True)
    desk.fake.team.token_row.state = "revoked"
    assert await refused(SlackUploads(desk.api(), most=MOST), upload(desk, file)) == "upload_no_access"


async def test_a_file_of_another_workspace_is_not_asked_for(desk: Desk) -> None:
    other = desk.fake.add_team("Other")
    ada = other.add_person("eve")
    file = ada.say(other.add_channel("lounge"), "mine", files=[Drop("b.png", png())]).message.files[0]
    assert await refused(SlackUploads(desk.api(), most=MOST), upload(desk, file)) == "upload_foreign"
    assert desk.fake.edge.downloads == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/files-pri/T0EASEL0001-F1/a.png",
        "http://files.slack.com/files-pri/T0EASEL0001-F1/a.png",
        "https://files.slack.com.evil.example/files-pri/T0EASEL0001-F1/a.png",
        "http://169.254.169.254/files-pri/T0EASEL0001-F1/a.png",
        "file:///etc/passwd",
        "https://files.slack.com/elsewhere",
        "https://files.slack.com:444/files-pri/T0EASEL0001-F1/a.png",
        "https://ada@files.slack.com/files-pri/T0EASEL0001-F1/a.png",
        # Slack's own, and no file: whoever chose it must not have us call a method with our token.
        "https://slack.com/files-pri/T0EASEL0001-F1/a.png",
        "https://slack.com/api/users.info?user=U1",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/../../api/users.info?user=U1",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/%2e%2e/%2E./api/users.info",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/..%2f..%2fapi/users.info",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/%252e%252e%252fapi",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/..\\api/users.info",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/./a.png",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/",
        "https://files.slack.com/files-pri/T0EASEL0001-F1",
        "https://files.slack.com/api/files-pri/T0EASEL0001-F1/a.png",
        "https://files.slack.com/files-pri/T0EASEL0001-X1/a.png",
        "https://files.slack.com/files-pri/T0EASEL00012-F1/a.png",
        "https://[/files-pri/T0EASEL0001-F1/a.png",
    ],
)
async def test_no_address_but_slacks_is_asked(desk: Desk, url: str) -> None:
    uploads = SlackUploads(SlackApi(OneToken("xoxb-secret")), most=MOST)
    given = Upload("a.png", 3, f"slack:T0EASEL0001:F0EASEL0001:{url}")
    with capture_logs() as logs:
        assert await refused(uploads, given) == "upload_foreign"
    assert "xoxb-secret" not in str(logs)


class Away:
    """A session that reaches nothing, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, url: object, **_: object) -> Any:
        self.asked.append(str(url))
        raise aiohttp.ClientConnectionError


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T0EASEL0001-F1/a.png",
        "https://files.slack.com/files-pri/T0EASEL0001-F1/download/a..b.png?origin_team=T0EASEL0001",
        "https://files.slack.com/files-tmb/T0EASEL0001-F1-0a1b2c/a_360.png",
        "https://files.slack-gov.com/files-pri/T0EASEL0001-F1/gr%C3%BCn_50%25.png",
    ],
)
async def test_slacks_own_addresses_of_files_are_asked(url: str) -> None:
    away = Away()

    class Reaching(SlackApi):
        session: Any = away

    uploads = SlackUploads(Reaching(OneToken("xoxb-secret")), most=MOST)
    assert await refused(uploads, Upload("a.png", 3, f"slack:T0EASEL0001:F0EASEL0001:{url}")) == "upload_unreachable"
    assert away.asked == [url]


@pytest.fixture
async def stranger() -> AsyncIterator[tuple[str, list[str | None]]]:
    """A server that is not Slack's, and the tokens that it was shown."""
    shown: list[str | None] = []

    async def handle(request: web.Request) -> web.Response:
        shown.append(request.headers.get("Authorization"))
        return web.Response(body=png())

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", shown
    await runner.cleanup()


async def test_a_redirect_elsewhere_is_not_followed_and_shows_nobody_the_token(
    desk: Desk, stranger: tuple[str, list[str | None]]
) -> None:
    url, shown = stranger
    desk.fake.fault("download", Fault("redirect", url=f"{url}/files-pri/{desk.fake.team.id}-F1/a.png"))
    assert await refused(SlackUploads(desk.api(), most=MOST), upload(desk, dropped(desk))) == "upload_foreign"
    assert shown == []


@pytest.mark.parametrize("dots", ["../..", "%2e%2e/%2e%2e"])
async def test_no_address_leads_the_token_to_a_method(desk: Desk, dots: str) -> None:
    fake, ada = desk.fake, desk.fake.person("ada").id
    base = fake.api_url.removesuffix("/").removesuffix("/api")
    url = f"{base}/files-pri/{fake.team.id}-F0000000001/{dots}/api/users.info?user={ada}"
    uploads = SlackUploads(desk.api(), most=MOST)
    assert await refused(uploads, Upload("a.png", 3, f"slack:{fake.team.id}:F0EASEL0001:{url}")) == "upload_foreign"
    file = dropped(desk)
    fake.fault("download", Fault("redirect", url=url))
    assert await refused(uploads, upload(desk, file)) == "upload_no_access"
    assert fake.count("users.info") == 0


async def test_a_redirect_to_another_workspaces_file_is_not_followed(desk: Desk) -> None:
    other = desk.fake.add_team("Other")
    theirs = other.add_person("eve").say(other.add_channel("lounge"), "mine", files=[Drop("b.png", png())])
    desk.fake.fault("download", Fault("redirect", url=theirs.message.files[0].url))
    assert await refused(SlackUploads(desk.api(), most=MOST), upload(desk, dropped(desk))) == "upload_foreign"
    assert desk.fake.edge.downloads == []


async def test_a_redirect_to_the_page_to_log_in_at_is_no_access(desk: Desk) -> None:
    file = dropped(desk)
    base = desk.fake.api_url.removesuffix("/").removesuffix("/api")
    desk.fake.fault("download", Fault("redirect", url=f"{base}/?redir=%2Ffiles-pri%2F{file.id}"))
    assert await refused(SlackUploads(desk.api(), most=MOST), upload(desk, file)) == "upload_no_access"


@pytest.mark.parametrize("about", [{"is_external": True}, {"mode": "external"}])
async def test_a_file_that_is_a_mere_link_is_no_picture(desk: Desk, about: dict[str, Any]) -> None:
    shown = dropped(desk).as_sent()
    assert files_of({"files": [shown]})
    assert files_of({"files": [shown | about]}) == ()
    assert is_external(shown | about)
    assert not is_external(shown)


async def test_a_redirect_within_slack_is_followed_and_a_circle_ends(desk: Desk) -> None:
    file = dropped(desk)
    uploads = SlackUploads(desk.api(), most=MOST)
    desk.fake.fault("download", Fault("redirect", url=file.url))
    assert await uploads.fetch(upload(desk, file)) == file.data
    desk.fake.fault("download", Fault("redirect", url=file.url), n=9)
    assert await refused(uploads, upload(desk, file)) == "upload_unreachable"


def announced(desk: Desk, file: Any) -> Upload:
    return upload(desk, file)


def looked_up(desk: Desk, file: Any) -> Upload:
    return Upload("a.png", 0, f"slack:{desk.fake.team.id}:{file.id}:")


def silent(desk: Desk, file: Any) -> Upload:
    return Upload("a.png", 0, upload(desk, file).source)


@pytest.mark.parametrize("told", [announced, looked_up, silent])
async def test_too_many_bytes_are_refused_before_they_are_read_or_while(
    desk: Desk, told: Callable[[Desk, Any], Upload]
) -> None:
    file = dropped(desk, b"x" * (MOST + 1))
    assert await refused(SlackUploads(desk.api(), most=MOST), told(desk, file)) == "image_too_large_bytes"
    assert (len(desk.fake.edge.downloads) == 1) is (told is silent)


@pytest.mark.parametrize("kind", ["close", "status"])
async def test_slack_away_for_a_moment_is_said(desk: Desk, kind: str) -> None:
    file = dropped(desk)
    desk.fake.fault("download", Fault(kind), n=3)
    assert await refused(SlackUploads(desk.api(), most=MOST), upload(desk, file)) == "upload_unreachable"


@pytest.mark.parametrize("stub", [False, True])
async def test_an_organisations_token_asks_for_the_files_of_its_workspaces(desk: Desk, *, stub: bool) -> None:
    team = desk.fake.add_team("Member", enterprise="E0EASEL0001", installed=False)
    file = team.add_person("eve").say(team.add_channel("lounge"), "mine", files=[Drop("b.png", png(), stub=stub)])
    file = file.message.files[0]
    api = desk.api(desk.fake.add_org_token("E0EASEL0001"))
    given = Upload("b.png", 3, source("E0EASEL0001", file.as_sent(), team.id))
    # Whether the organisation may open it is the fake's to say; that it is asked for, and for which workspace, ours.
    with contextlib.suppress(BadInput):
        assert await SlackUploads(api, most=MOST).fetch(given) == file.data
    assert [each for each, _ in desk.fake.edge.downloads] == [file.id]
    assert desk.fake.count("files.info") == int(stub)
