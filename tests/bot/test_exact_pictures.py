"""Pictures that were asked for in exact pixels: sent in these, made once, the original left as it is."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.pictures import ChatPictures
from commands import about, cards
from commands.studio import Studio
from domain.call import Call
from domain.card import Card, CardKind
from domain.operation import Generate
from domain.people import Place
from domain.picture import Picture
from domain.size import Target
from storage import originals, pictures
from tests.bot.sending import Counting, easel_of, pictures_of, studio_of, worker_of
from tests.fakes.pictures import encoded, scene
from tests.storage.sample import ANN, NOW, SETTINGS, job, picture, running

easel, worker = pytest.fixture(easel_of), pytest.fixture(worker_of)
studio, ours = pytest.fixture(studio_of), pytest.fixture(pictures_of)

ALL = frozenset({"image/png", "image/jpeg", "image/webp"})
HEADER = Target(150, 50, "X header")
MIB = 1024 * 1024


async def made(studio: Studio, target: Target | None, data: bytes | None = None) -> Picture:
    """Return a picture whose job was asked for in the target's pixels."""
    data = data or encoded(scene(), "PNG")
    digest = await studio.assets.put(data)
    operation = Generate("a farm", replace(SETTINGS, target=target))
    asked = await running(studio.database, job(operation=operation))
    async with studio.database.begin() as tx:
        width, height = Image.open(io.BytesIO(data)).size
        draft = picture(digest=digest, media_type="image/png", job_id=asked.id, width=width, height=height)
        return (await pictures.add(tx, [draft]))[0]


def size(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


async def test_the_exact_pixels_are_sent_and_made_once(studio: Studio, ours: ChatPictures, worker: Counting):
    shown = cards.shown(await made(studio, HEADER))
    sent, again = await asyncio.gather(*(ours.sendable(shown, most=MIB, types=ALL) for _ in range(2)))
    assert (size(sent.data), sent.media_type, sent.name) == ((150, 50), "image/png", "easel-v1-150x50.png")
    assert not sent.reduced
    assert again == sent
    assert await ours.sendable(shown, most=MIB, types=ALL) == sent
    assert worker.runs == 1


async def test_a_rendition_that_is_too_large_is_reduced_from_the_exact_pixels(studio: Studio, ours: ChatPictures):
    noise = encoded(Image.effect_noise((400, 300), 90).convert("RGB"), "PNG")
    shown = cards.shown(await made(studio, Target(200, 200), noise))
    sent = await ours.sendable(shown, most=20_000, types=ALL)
    assert sent.reduced
    assert len(sent.data) <= 20_000
    assert size(sent.data)[0] == size(sent.data)[1]


async def test_the_original_is_always_there_unchanged(studio: Studio, ours: ChatPictures):
    one = await made(studio, HEADER)
    card = Card(CardKind.ANSWER, "", pictures=(cards.shown(one),), file=one.id)
    sent = await ours.file(card, most=MIB)
    assert sent is not None
    assert sent.data == await studio.assets.get(one.digest)
    assert sent.name == "easel-v1.png"


@pytest.mark.parametrize(("target", "told_of"), [(HEADER, True), (None, False)])
async def test_original_tells_of_both(studio: Studio, target: Target | None, told_of: bool):
    one = await made(studio, target)
    call = Call("call", ANN, Place("C1", "general"), "original", NOW, options={"target": one.id})
    told = (await about.original(call, studio)).card
    assert told is not None
    assert ("150x50" in told.text) is told_of
    assert told.file == one.id


@pytest.mark.parametrize("target", [None, Target(240, 160, "fits already")])
async def test_where_no_other_pixels_are_wanted_the_original_is_sent(
    studio: Studio, ours: ChatPictures, worker: Counting, target: Target | None
):
    one = await made(studio, target)
    sent = await ours.sendable(cards.shown(one), most=MIB, types=ALL)
    assert sent.data == await studio.assets.get(one.digest)
    assert worker.runs == 0


async def test_a_copy_in_another_thread_is_still_for_its_purpose(studio: Studio):
    one = await made(studio, HEADER)
    copy = replace(one, id="copy", job_id=None, operation="copy", parent_id=None)
    twice = replace(copy, id="twice")
    async with studio.database.begin() as tx:
        await pictures.add(tx, [copy], upload_id=f"copy:{one.id}")
        await pictures.add(tx, [twice], upload_id="copy:copy")
        assert await originals.target_of(tx, "twice") == HEADER
        assert await originals.target_of(tx, "nobody") is None
