import base64
import gzip
import io

import pytest
from aiohttp import web
from PIL import Image

from domain.errors import BadRequest, Busy, NoAccess, Refused
from engines.base import Input
from engines.openai import OpenAIModerator
from engines.openai.settings import MOST_FAULT, MOST_TALK
from tests.engines.openai.conftest import png
from tests.fakes.openai import MODERATIONS
from tests.fakes.openai_script import Step


@pytest.fixture
def moderator(engine_with):
    return engine_with(OpenAIModerator)


def pictures(seen) -> list[Image.Image]:
    urls = [part["image_url"]["url"] for part in seen.fields["input"] if part["type"] == "image_url"]
    return [Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) for url in urls]


async def test_words_alone_are_judged_in_one_call(fake, moderator):
    await moderator.check("a red fox", ())
    assert [each.fields for each in fake.seen] == [
        {"model": "omni-moderation-latest", "input": [{"type": "text", "text": "a red fox"}]}
    ]


async def test_each_picture_is_judged_small_and_one_a_call(fake, moderator):
    inputs = (
        Input(png(3000, 1500), "image/png"),
        Input(png(64, 64, "RGBA", color=(255, 0, 0, 0)), "image/png"),
        Input(png(2000, 2000, kind="JPEG"), "image/jpeg"),
    )
    await moderator.check("make it night", inputs)
    assert not fake.refused
    assert [[part["type"] for part in each.fields["input"]] for each in fake.seen] == [
        ["text", "image_url"],
        ["image_url"],
        ["image_url"],
    ]
    shown = [pictures(each)[0] for each in fake.seen]
    assert [(picture.format, picture.size) for picture in shown] == [
        ("JPEG", (1024, 512)),
        ("JPEG", (64, 64)),
        ("JPEG", (1024, 1024)),
    ]
    assert min(shown[1].getpixel((32, 32))) > 250


async def test_pictures_without_words_and_nothing_at_all(fake, moderator):
    await moderator.check("  ", (Input(png(), "image/png"),))
    await moderator.check("", ())
    assert fake.count(MODERATIONS) == 1


async def test_what_is_flagged_is_refused_free_of_charge(fake, moderator):
    fake.script(Step("flagged", categories=("violence", "sexual")), route="moderations")
    with pytest.raises(Refused) as caught:
        await moderator.check("something", (Input(png(), "image/png"), Input(png(), "image/png")))
    assert caught.value.code == "moderation_flagged"
    assert caught.value.params == {"categories": "sexual, violence"}
    assert not caught.value.billed
    assert fake.count(MODERATIONS) == 1


async def test_a_later_picture_is_refused_too(fake, moderator):
    fake.script(Step(), Step("flagged"), route="moderations")
    with pytest.raises(Refused):
        await moderator.check("something", (Input(png(), "image/png"), Input(png(), "image/png")))


@pytest.mark.parametrize("kind", ["server_error", "close", "html", "rate_limit"])
async def test_it_is_asked_once_more_and_then_is_busy(fake, moderator, kind):
    fake.script(Step(kind), route="moderations")
    await moderator.check("a red fox", ())
    fake.script(Step(kind, retry_after="8"), Step(kind, retry_after="8"), route="moderations")
    with pytest.raises(Busy) as caught:
        await moderator.check("a red fox", ())
    assert caught.value.code == "moderation_busy"
    assert caught.value.retry_after == (8 if kind in {"server_error", "rate_limit"} else None)
    assert fake.count(MODERATIONS) == 4


@pytest.mark.parametrize("kind", ["unauthorized", "unverified", "insufficient_quota"])
async def test_without_access_it_says_so_at_once_and_tells_the_operator_once(fake, moderator, operator, kind):
    fake.script(Step(kind), Step(kind), route="moderations")
    for _ in range(2):
        with pytest.raises(NoAccess) as caught:
            await moderator.check("a red fox", ())
        assert caught.value.code == "moderation_denied"
    assert fake.count(MODERATIONS) == 2
    assert operator.told == [("moderation_denied", {"engine": "openai"})]
    await moderator.check("a red fox", ())
    fake.script(Step(kind), route="moderations")
    with pytest.raises(NoAccess):
        await moderator.check("a red fox", ())
    assert operator.codes == ["moderation_denied"] * 2


async def test_a_picture_that_cannot_be_read_is_not_sent(fake, moderator):
    with pytest.raises(BadRequest) as caught:
        await moderator.check("a red fox", (Input(b"junk", "image/png"),))
    assert caught.value.code == "engine_bad_image"
    assert fake.count(MODERATIONS) == 0


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"content-encoding": "gzip"}, gzip.compress(b"{}")),
        (400, {"content-encoding": "gzip"}, gzip.compress(b"{}")),
        (200, {}, b"[" * 100_000),
        (200, {}, b" " * (MOST_TALK + 1)),
        (400, {}, b" " * (MOST_FAULT + 1)),
    ],
    ids=["compressed", "compressed fault", "nested", "too large", "too large a fault"],
)
async def test_a_hostile_answer_is_no_verdict(engine_with, status, headers, body):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, status=status, headers={"content-type": "application/json"} | headers)

    app = web.Application()
    app.router.add_post("/v1/moderations", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        with pytest.raises(Busy) as caught:
            await engine_with(OpenAIModerator, base_url=base_url).check("a red fox", ())
        assert caught.value.code == "moderation_busy"
    finally:
        await runner.cleanup()
