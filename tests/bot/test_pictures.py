"""What chat platforms are handed: the original where it fits, else the best that does."""

from __future__ import annotations

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from bot.pictures import ChatPictures
from bot.wiring import Parts
from commands import cards
from commands.studio import Studio
from domain.card import Card, CardKind
from domain.errors import Broken, NotFound
from domain.picture import Picture
from engines.images import reduced
from storage import pictures, uploads
from storage.uploads import KeptUpload
from tests.bot.sending import Counting, Links, easel_of, pictures_of, studio_of, worker_of
from tests.fakes.pictures import encoded, scene
from tests.storage.sample import ANN, NOW, TEAM, picture

easel, worker = pytest.fixture(easel_of), pytest.fixture(worker_of)
studio, ours = pytest.fixture(studio_of), pytest.fixture(pictures_of)

ALL = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
PNG = frozenset({"image/png"})
MIB = 1024 * 1024
# Nothing packs noise: what is made of it is large.
NOISE = Image.fromarray(np.random.default_rng(7).integers(0, 255, (400, 600, 3), np.uint8))
CLEAR = NOISE.convert("RGBA")
CLEAR.putalpha(Image.linear_gradient("L").resize(CLEAR.size))


async def kept(studio: Studio, data: bytes, media_type: str = "image/png") -> Picture:
    digest = await studio.assets.put(data)
    async with studio.database.begin() as tx:
        return (await pictures.add(tx, [picture(digest=digest, media_type=media_type)]))[0]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


async def test_an_original_that_fits_is_sent_unchanged(studio: Studio, ours: ChatPictures, worker: Counting):
    data = encoded(NOISE, "PNG")
    shown = cards.shown(await kept(studio, data))
    sent = await ours.sendable(shown, most=len(data), types=ALL)
    assert (sent.data, sent.media_type, sent.name, sent.reduced) == (data, "image/png", "easel-v1.png", False)
    photo = encoded(NOISE, "JPEG")
    sent = await ours.sendable(cards.shown(await kept(studio, photo, "image/jpeg")), most=MIB, types=ALL)
    assert (sent.data, sent.media_type, sent.name) == (photo, "image/jpeg", "easel-v2.jpg")
    assert worker.runs == 0


async def test_one_byte_too_many_makes_it_a_jpeg_of_the_same_size(studio: Studio, ours: ChatPictures):
    data = encoded(NOISE, "PNG")
    shown = cards.shown(await kept(studio, data))
    sent = await ours.sendable(shown, most=len(data) - 1, types=ALL)
    assert (sent.media_type, sent.name, sent.reduced) == ("image/jpeg", "easel-v1.jpg", True)
    assert len(sent.data) < len(data)
    assert opened(sent.data).size == NOISE.size
    await ours.sendable(shown, most=len(data), types=PNG)


async def test_quality_goes_before_size_and_each_is_the_best_that_fits(studio: Studio, ours: ChatPictures):
    shown = cards.shown(await kept(studio, encoded(NOISE, "PNG")))
    sent = [await ours.sendable(shown, most=most, types=ALL) for most in (350_000, 200_000, 120_000, 40_000, 15_000)]
    sizes = [opened(each.data).size for each in sent]
    lengths = [len(each.data) for each in sent]
    assert sizes[0] == NOISE.size
    assert sizes[-1][0] < sizes[-2][0] < NOISE.size[0]
    assert sizes == sorted(sizes, reverse=True)
    assert all(
        length <= most for length, most in zip(lengths, (350_000, 200_000, 120_000, 40_000, 15_000), strict=True)
    )
    assert all(abs(width / height - 1.5) < 0.02 for width, height in sizes)
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("types", "media_type"), [(ALL, "image/webp"), (PNG, "image/png"), (frozenset({"image/jpeg"}), "image/jpeg")]
)
def test_what_is_transparent_stays_so_where_it_can(types: frozenset[str], media_type: str):
    data = reduced(encoded(CLEAR, "PNG"), 60_000, tuple(sorted(types - {"image/gif"})))
    made = opened(data)
    assert made.get_format_mimetype() == media_type
    assert len(data) <= 60_000
    if media_type == "image/jpeg":
        # What is seen through is white then.
        assert min(made.convert("L").crop((0, 0, made.width, 2)).tobytes()) > 220
    else:
        assert made.convert("RGBA").getchannel("A").getextrema()[0] < 20
    # The same every time, in every process.
    assert reduced(encoded(CLEAR, "PNG"), 60_000, tuple(sorted(types - {"image/gif"}))) == data


async def test_a_type_that_the_platform_does_not_show_is_made_one_that_it_does(studio: Studio, ours: ChatPictures):
    shown = cards.shown(await kept(studio, encoded(scene(), "WEBP"), "image/webp"))
    sent = await ours.sendable(shown, most=MIB, types=frozenset({"image/png", "image/gif"}))
    assert (sent.media_type, sent.name, sent.reduced) == ("image/png", "easel-v1.png", True)


async def test_what_cannot_be_made_so_small_is_said_to_be_broken(studio: Studio, ours: ChatPictures):
    shown = cards.shown(await kept(studio, encoded(NOISE, "PNG")))
    with pytest.raises(Broken):
        await ours.sendable(shown, most=100, types=ALL)


async def test_a_rendition_is_made_once_however_many_ask(studio: Studio, ours: ChatPictures, worker: Counting):
    shown = cards.shown(await kept(studio, encoded(NOISE, "PNG")))
    several = await asyncio.gather(*(ours.sendable(shown, most=100_000, types=ALL) for _ in range(6)))
    assert len({each.data for each in several}) == 1
    assert worker.runs == 1
    another = ChatPictures(studio, Links())
    assert await another.sendable(shown, most=100_000, types=ALL) == several[0]
    assert worker.runs == 1
    await ours.sendable(shown, most=90_000, types=ALL)
    assert worker.runs == 2


async def test_a_deleted_picture_is_not_sent_though_another_has_its_bytes(studio: Studio, ours: ChatPictures):
    data = encoded(NOISE, "PNG")
    one, two = await kept(studio, data), await kept(studio, data)
    async with studio.database.begin() as tx:
        await pictures.delete(tx, one.thread_id, one.id)
    assert (await ours.sendable(cards.shown(two), most=MIB, types=ALL)).data == data
    with pytest.raises(NotFound):
        await ours.sendable(cards.shown(one), most=MIB, types=ALL)
    with pytest.raises(NotFound):
        await ours.file(Card(CardKind.ANSWER, "", file=one.id), most=MIB)


async def test_a_file_is_given_unchanged_or_not_at_all(studio: Studio, ours: ChatPictures):
    data = encoded(scene(), "WEBP")
    card = Card(CardKind.ANSWER, "", file=(await kept(studio, data, "image/webp")).id)
    given = await ours.file(card, most=len(data))
    assert given is not None
    assert (given.data, given.media_type, given.name, given.reduced) == (data, "image/webp", "easel-v1.webp", False)
    assert await ours.file(card, most=len(data) - 1) is None
    assert await ours.file(Card(CardKind.ANSWER, ""), most=MIB) is None
    with pytest.raises(NotFound):
        await ours.file(Card(CardKind.ANSWER, "", file="unknown"), most=MIB)


async def test_an_export_is_given_as_it_was_kept(studio: Studio, ours: ChatPictures):
    digest = await studio.assets.put(b'{"person":"Ann"}')
    export = KeptUpload(
        "u1", TEAM.id, ANN.id, f"person:{ANN.id}", True, "easel-export.json", digest, "application/json", 0, 0, (), NOW
    )
    async with studio.database.begin() as tx:
        await uploads.keep(tx, export)
    given = await ours.file(Card(CardKind.ANSWER, "", private=True, file="upload:u1"), most=MIB)
    assert given is not None
    assert (given.data, given.media_type, given.name) == (
        b'{"person":"Ann"}',
        "application/json",
        "easel-export.json",
    )
    with pytest.raises(NotFound):
        await ours.file(Card(CardKind.ANSWER, "", file="upload:u2"), most=MIB)
    await studio.assets.delete(digest)
    with pytest.raises(NotFound):
        await ours.file(Card(CardKind.ANSWER, "", file="upload:u1"), most=MIB)


async def test_the_latest_frame_of_a_running_job(studio: Studio, ours: ChatPictures):
    frame = encoded(scene(), "JPEG")
    await studio.assets.put_preview("job", 1, frame)
    sent = await ours.preview("job", "1-7")
    assert sent is not None
    assert (sent.data, sent.media_type, sent.name) == (frame, "image/jpeg", "preview.jpg")
    await studio.assets.put_preview("job", 2, b"no picture")
    for job, name in (("job", "0-7"), ("other", "1-7"), ("job", ""), ("job", "x-1"), ("job", "²-1"), ("job", "2-1")):
        assert await ours.preview(job, name) is None


def test_links_are_the_webs(easel: Parts):
    assert ChatPictures(easel.studio, Links()).link("p1") == "https://easel.example/p1"
