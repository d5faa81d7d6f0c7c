"""Cards as Slack's blocks: whatever they say, both oracles take them, nothing in them acts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.draw import Picture, action_id, draw, draw_root, read_action, status_of
from bot.platforms.slack.limits import check
from commands.words import saying
from domain.card import Ask, Button, Card, CardKind, Field, Progress, Shown, Style, Version
from tests.fakes.slack_blocks import check_blocks
from tests.fakes.slack_world import walk

SAY = saying("en")
SHOWN = Shown("pic1", 1, "d" * 64, "image/png", 8, 8, "AI-generated image: a fox", "v1")
HOSTILE = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("<>&@!#|*_~`\n \u202e\u200b🦊")), max_size=400
).map(lambda words: words * 3)


@st.composite
def cards(drawing: st.DrawFn) -> tuple[Card, tuple[Picture, ...]]:
    word = lambda: drawing(HOSTILE)  # noqa: E731
    count = drawing(st.integers(0, 4))
    shown = tuple(replace(SHOWN, picture_id=f"pic{number}", alt=word(), caption=word()) for number in range(count))
    buttons = tuple(
        Button(
            drawing(st.sampled_from(["edit", "vary"])),
            f"id{number}",
            word(),
            drawing(st.sampled_from(Style)),
            hint=word(),
        )
        for number in range(drawing(st.integers(0, 30)))
    )
    versions = tuple(Version(f"p{n}", n, n - 1 or None, word(), word(), head=n == 3) for n in range(1, 5))
    card = Card(
        drawing(st.sampled_from(CardKind)),
        word() * drawing(st.sampled_from([1, 20])),
        title=word(),
        notes=tuple(word() for _ in range(drawing(st.integers(0, 12)))),
        pictures=shown,
        buttons=buttons,
        fields=tuple(Field(word(), word()) for _ in range(drawing(st.integers(0, 12)))),
        versions=versions if drawing(st.booleans()) else (),
        progress=Progress("job", "make", seconds=drawing(st.none() | st.integers(1, 90))),
        label=word(),
        incident=drawing(st.sampled_from(["", "01ABC"])),
    )
    return card, tuple(Picture(each, f"F0EASEL{number:04d}") for number, each in enumerate(shown))


@given(cards())
def test_every_card_is_taken_and_pings_nobody(drawn: tuple[Card, tuple[Picture, ...]]) -> None:
    card, pictures = drawn
    message = draw(card, SAY, pictures=pictures, notes=(card.text,), link=("Open", "https://easel.example/o/1"))
    check(message.payload)
    check_blocks(message.payload["blocks"])
    root = draw_root(card, card.title, SAY)
    check(root.payload)
    check_blocks(root.payload["blocks"])
    for each in (message, root):
        assert "<" not in each.text
        kinds = {part.get("type") for part in walk(list(each.blocks))}
        assert not kinds & {"mrkdwn", "user", "broadcast", "usergroup", "markdown"}
    assert len(status_of(card)) <= 100


def words(message: Any) -> str:
    return " ".join(each["text"] for each in walk(list(message.blocks)) if isinstance(each.get("text"), str))


def test_a_result_says_all_of_itself() -> None:
    ask = Ask("What should change?")
    card = Card(
        CardKind.RESULT,
        "a fox in <b>snow</b> @channel",
        title="v2, from v1, by @ada",
        notes=("2048x2048 is not a size",),
        pictures=(SHOWN,),
        buttons=(
            Button("edit", "pic1", "Refine", Style.PRIMARY, asks=ask),
            Button("delete", "pic1", "Delete", Style.DANGER, hint="Asks first."),
            Button("details", "pic1", "Details", Style.QUIET),
        ),
        label="Drawn from clip-art",
    )
    message = draw(card, SAY, pictures=(Picture(SHOWN, "F0EASEL0001"),), mention="U0ADA")
    for part in ("v2, from v1, by @ada", "a fox in <b>snow</b> @channel", "2048x2048", "Drawn from clip-art"):
        assert part in words(message)
    assert message.text.startswith("v2, from v1, by @ada\na fox in &lt;b&gt;snow&lt;/b&gt; @channel")
    assert [each["type"] for each in message.blocks] == ["rich_text", "image", "context", "actions"]
    refine, delete, details = message.blocks[-1]["elements"]
    assert (refine["style"], delete["style"], "style" in details) == ("primary", "danger", False)
    assert delete["accessibility_label"] == "Delete: Asks first."
    assert [part for part in walk(list(message.blocks)) if part.get("type") == "user"] == [
        {"type": "user", "user_id": "U0ADA"}
    ]
    assert message.blocks[1]["slack_file"] == {"id": "F0EASEL0001"}


def test_commands_are_named_as_slack_has_them() -> None:
    text = "See /models or /settings. Start with /imagine, or type /invite @Easel."
    said = draw(Card(CardKind.REFUSAL, text, fields=(Field("/vary", "like /vary"),)), SAY)
    for told in (said.text, words(said)):
        assert "See /easel models or /easel settings. Start with /imagine, or type /invite" in told
        assert "/easel vary" in told
        assert "like /vary" in told
    for kind in (CardKind.RESULT, CardKind.PROGRESS):
        assert "/easel" not in words(draw(Card(kind, "a sign that says /settings"), SAY))
    typed = Card(CardKind.REFUSAL, "It broke.", title="/vary", notes=("You asked for: /settings",))
    assert "/easel" not in words(draw(typed, SAY))


def test_no_block_names_itself_so_that_every_revision_has_new_ones() -> None:
    message = draw(Card(CardKind.ANSWER, "hello", notes=("a",)), SAY)
    assert not any("block_id" in each for each in message.blocks)


def test_the_newest_versions_are_told_where_there_is_no_room_for_all() -> None:
    versions = tuple(Version(f"p{n}", n, n - 1 or None, "bluer", "ada", head=n == 60) for n in range(1, 61))
    said = words(draw(Card(CardKind.ANSWER, "Versions", versions=versions), SAY))
    assert "… and 20 earlier versions" in said
    assert "v60" in said
    assert "v19" not in said


def test_what_cannot_be_seen_is_left_out() -> None:
    message = draw(Card(CardKind.ANSWER, "a\u202efox\u200b", title="\u2066x"), SAY)
    assert "\u202e" not in message.text + words(message)
    assert "\u2066" not in message.text + words(message)


@pytest.mark.parametrize(("command", "target"), [("edit", "pic1"), ("cancel", "0199-abc:d"), ("ask_erase", "U1")])
def test_a_button_is_read_back(command: str, target: str) -> None:
    assert read_action(action_id(command, target)) == (command, target)


@pytest.mark.parametrize("action", ["", "e:", "x:edit:1", "e:Edit:1", "e:edit", "link"])
def test_no_other_action_is_a_button_of_ours(action: str) -> None:
    assert read_action(action) is None


def found(count: int, *, rest: tuple[Button, ...] = ()) -> Card:
    """Return the card of a gallery: each picture with five things that can be done with it."""
    shown = [
        replace(SHOWN, picture_id=f"pic{number}", caption=f"{number} · a fox · ada") for number in range(1, count + 1)
    ]
    acts = ("use", "library_show", "share_to", "star", "library_one")
    buttons = tuple(Button(act, each.picture_id, f"{act} {each.caption[0]}") for each in shown for act in acts)
    return Card(CardKind.ANSWER, "Found:", title="Library", pictures=tuple(shown), buttons=(*buttons, *rest))


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("with_files", [True, False])
def test_a_gallery_has_each_picture_with_its_own_buttons(count: int, with_files: bool) -> None:
    paging = (Button("library_page", "z~fox", "Older"), Button("library_page", "~fox", "Newer"))
    card = found(count, rest=paging)
    pictures = [Picture(each, f"F0EASEL000{number}") for number, each in enumerate(card.pictures)] if with_files else []
    drawn = draw(card, SAY, pictures=pictures)
    check(drawn.payload)
    check_blocks(list(drawn.blocks))
    kinds = [each["type"] for each in drawn.blocks]
    one = ["rich_text", "image", "actions"] if with_files else ["rich_text", "actions"]
    assert kinds == ["rich_text", *one * count, "actions"]
    rows = [each["elements"] for each in drawn.blocks if each["type"] == "actions"]
    assert [len(each) for each in rows] == [5] * count + [2]
    assert {each["value"] for each in rows[0]} == {"pic1"}
    assert "1 · a fox · ada" in drawn.text


def test_one_picture_with_one_thing_to_do_is_no_list() -> None:
    card = replace(found(1), buttons=(Button("library_one", "pic1", "Details"),))
    drawn = draw(card, SAY, pictures=[Picture(card.pictures[0], "F0EASEL0001")])
    assert [each["action_id"] for each in drawn.blocks[-1]["elements"]] == ["e:library_one:pic1"]


def test_an_address_of_our_own_can_be_followed_and_no_other() -> None:
    site = "https://easel.example.com"
    text = f"Your way in: {site}/library/enter?k=1 and https://elsewhere.example/x {site}.evil.example/y"
    drawn = draw(Card(CardKind.ANSWER, text, private=True), SAY, site=site)
    check_blocks(list(drawn.blocks))
    (section,) = drawn.blocks[0]["elements"]
    links = [each["url"] for each in section["elements"] if each["type"] == "link"]
    assert links == [f"{site}/library/enter?k=1"]
    assert "".join(each.get("text", each.get("url")) for each in section["elements"]) == text
