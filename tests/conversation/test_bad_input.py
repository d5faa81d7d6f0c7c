"""What bad input gets: a clear card, nothing lost, nothing charged."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conversation.conftest import Enter
from tests.conversation.guest import Guest, Refusal
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step

FOX = "a red fox in the desert"
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def more_settings() -> dict[str, object]:
    return {"daily_images": 6}


def encoded(image: Image.Image, form: str = "PNG", **how: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


async def refused(ada: Guest, words: str) -> str:
    message = await ada.answer(await ada.say(words))
    assert message["card"]["kind"] == "refusal", message["card"]
    text: str = message["card"]["text"]
    # Nobody expects settings to cost anything.
    # Of what never costs, charging is not spoken of.
    assert text.endswith("Nothing was charged.") == words.startswith(("/imagine", "/edit"))
    assert (await ada.quota())["left"] == 6
    return text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("/imagine", "Say what should be in the picture"),
        ("/imagine   ", "Say what should be in the picture"),
        ("/imagine " + "a" * 40_000, "40000 characters"),
        (f"/imagine {FOX} size:purple", "size “purple”"),
        (f"/imagine {FOX} size:0x0", "no size"),
        (f"/imagine {FOX} model:dall-e-9", "no model “dall-e-9”"),
        (f"/imagine {FOX} model:gpt-image-2", "not set up here"),
        (f"/imagine {FOX} quality:shiny", "quality “shiny”"),
        ("/imagine xyzzy qwrtpl", "cannot draw any of this"),
        ("/edit make it blue", "in the thread of a picture"),
        ("/show v7", "in the thread of a picture"),
        ("/settings team_daily_images:7", "Only an administrator"),
        ("/privacy dance", "Say export or delete"),
    ],
)
async def test_a_clear_refusal(enter: Enter, words: str, says: str):
    assert says in await refused(await enter(), words)


@pytest.mark.parametrize(
    ("options", "pictures", "note"),
    [("count:0", 1, "You asked for 0; 1"), ("count:99", 4, "You asked for 99; 4"), ("size:9000x3000", 1, "")],
)
async def test_what_is_out_of_bounds_is_made_fitting_and_said_so(enter: Enter, options: str, pictures: int, note: str):
    root = await (await enter()).imagine(f"{FOX} {options}")
    assert len(root["card"]["pictures"]) == pictures
    assert note in " ".join(root["card"]["notes"])
    assert root["card"]["notes"]


async def test_control_characters_and_mentions_do_no_harm(enter: Enter):
    ada = await enter()
    root = await ada.imagine("a fox\u202e\u0007 and @everyone <script>alert(1)</script> \u200b in snow")
    assert root["card"]["kind"] == "result"
    assert "\u202e" not in root["card"]["text"]
    assert "\u0007" not in root["card"]["text"]


async def test_an_unknown_command_is_answered_with_what_there_is(enter: Enter):
    ada = await enter()
    answer = await ada.answer(await ada.say("/imagin a fox"))
    assert "no /imagin here" in answer["card"]["text"]
    assert "/imagine" in [field["name"] for field in answer["card"]["fields"]]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"just some text, not a picture", "photo.png", "no picture I can read"),
        (encoded(Image.effect_noise((400, 400), 90))[:20_000], "half.png", "breaks off"),
        (b"", "empty.png", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "no picture I can read"),
    ],
    ids=["text", "truncated", "empty", "svg"],
)
async def test_a_file_that_is_no_picture_is_refused_as_it_arrives(enter: Enter, data: bytes, name: str, says: str):
    ada = await enter()
    with pytest.raises(Refusal) as refusal:
        await ada.upload(data, name)
    assert says in refusal.value.body["card"]["text"]


async def test_an_enormous_picture_is_refused_before_it_is_decoded(enter: Enter):
    header = bytearray(encoded(Image.new("RGB", (10, 10))))
    header[16:24] = (50_000).to_bytes(4) + (50_000).to_bytes(4)
    with pytest.raises(Refusal) as refusal:
        await (await enter()).upload(bytes(header), "huge.png")
    assert "no picture" in refusal.value.body["card"]["text"] or "50000" in refusal.value.body["card"]["text"]


def odd_pictures() -> list[tuple[str, bytes]]:
    flat = Image.new("RGB", (640, 480), "teal")
    frames = [Image.new("P", (64, 64), number) for number in range(3)]
    exif = Image.Exif()
    exif[0x0112] = 6
    return [
        ("cmyk.jpg", encoded(flat.convert("CMYK"), "JPEG")),
        ("deep.png", encoded(Image.new("I;16", (200, 100), 40_000))),
        ("palette.png", encoded(flat.convert("P"))),
        ("moving.gif", encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])),
        ("turned.jpg", encoded(flat, "JPEG", exif=exif)),
        ("phone.heic", (DATA / "quadrants-turned.heic").read_bytes()),
    ]


@pytest.mark.parametrize(("name", "data"), odd_pictures(), ids=[name for name, _ in odd_pictures()])
async def test_an_odd_picture_starts_a_thread(enter: Enter, name: str, data: bytes):
    ada = await enter()
    source = await ada.upload(data, name)
    started = await ada.answer(await ada.say("", uploads=[source]))
    shown = started["card"]["pictures"][0]
    assert started["card"]["title"] == "v1, uploaded by @Ada"
    if name == "turned.jpg":
        assert (shown["width"], shown["height"]) == (480, 640)
    kept = Image.open(BytesIO(await ada.picture(shown["id"])))
    assert kept.mode in {"RGB", "RGBA"}
    assert (await ada.quota())["left"] == 6


async def test_a_reply_to_a_deleted_picture_is_answered_plainly(enter: Enter):
    ada = await enter()
    root = await ada.imagine(FOX)
    await ada.reply(root, "make it night")
    ask = await ada.answer(await ada.press(root, "delete"))
    gone = await ada.answer(await ada.press(ask, "delete_sure"))
    assert "deleted" in gone["card"]["text"]
    first = root["card"]["pictures"][0]["id"]
    answer = await ada.reply(root, "add a tree", replies_to=first)
    assert "v1 was deleted" in answer["card"]["text"]
    assert await ada.status(f"/pictures/{first}/original") == 404
    assert (await ada.reply(root, "add a tree"))["card"]["title"] == "v3, from v2, by @Ada"


async def test_a_spent_quota_says_when_it_renews_and_what_still_works(enter: Enter):
    ada = await enter()
    root = await ada.imagine(f"{FOX} count:4")
    answer = await ada.answer(await ada.say(f"/imagine {FOX} count:4"))
    assert "You have 2 left and asked for" in answer["card"]["text"]
    assert "More come in " in answer["card"]["text"]
    await ada.imagine(f"{FOX} count:2")
    assert (await ada.quota())["left"] == 0
    assert (await ada.reply(root, "v2"))["card"]["kind"] == "result"
    assert (await ada.quota())["left"] == 0


async def test_an_engine_that_is_down_says_so_and_the_button_tries_again(enter_openai: Enter, openai: FakeOpenAI):
    openai.script(*[Step("overloaded")] * 3)
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    assert "out of order" in root["card"]["text"]
    assert (await ada.quota())["left"] == 6
    again = await ada.result(await ada.press(root, "retry"))
    assert again["card"]["kind"] == "result"
