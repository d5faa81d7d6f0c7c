"""What a form on Slack calls its fields, in a word or two, with a hint where one is of use."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.fakes.slack_views import View
from tests.patience import PATIENCE

scene = pytest.fixture(slack_scene)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a form wait for what a person prefers, on a machine that may be busy."""
    monkeypatch.setattr("bot.platforms.slack.windows._PREFERRED_SECONDS", PATIENCE)


def shown(view: View) -> dict[str, tuple[str, str]]:
    """Return the label and the hint of each field."""
    inputs = [block for block in view.blocks if block["type"] == "input"]
    return {each["block_id"]: (each["label"]["text"], (each.get("hint") or {}).get("text", "")) for each in inputs}


async def test_fields_are_named_shortly_and_hinted_at(scene: Scene):
    await scene.start()
    view = await scene.window(scene.ask(""))
    assert shown(view) == {
        "prompt": ("Describe the picture", ""),
        "size": ("Size", "A ratio, pixels or a use: 16:9, 1536x1024, instagram story"),
        "quality": ("Quality", "Higher takes longer and costs more"),
        "model": ("Model", "/easel models compares them"),
        "count": ("How many", ""),
        "transparent": ("Background", ""),
        "improve": ("Prompt", ""),
        "files": ("Reference pictures", "Up to 4, 10 MB each"),
    }
    elements = {each["block_id"]: each["element"] for each in view.blocks}
    assert elements["transparent"]["options"][0]["text"]["text"] == "Transparent"
    assert elements["count"]["placeholder"]["text"] == "1"
    assert elements["model"]["placeholder"]["text"].endswith(", unless your words say otherwise")
    assert elements["size"]["placeholder"]["text"] == "As your words say"


async def test_what_a_person_prefers_stands_in_their_form(scene: Scene):
    await scene.start()
    scene.easel("settings size:portrait quality:low")
    await scene.whisper("Saved.")
    elements = {each["block_id"]: each["element"] for each in (await scene.window(scene.ask(""))).blocks}
    assert elements["size"]["placeholder"]["text"].startswith("portrait, ")
    assert elements["quality"]["placeholder"]["text"].startswith("low, ")


def elements(shown, kind: str) -> list[dict]:
    """Return the elements of a kind that stand in rich text."""
    sections = [part for block in shown.blocks if block["type"] == "rich_text" for part in block["elements"]]
    return [each for part in sections for each in part["elements"] if each["type"] == kind]


async def test_a_time_is_told_by_the_readers_own_clock(scene: Scene):
    await scene.start()
    made = await scene.imagine("a boat")
    (at,) = elements(await scene.pressed(made, "Details"), "date")
    assert "UTC" in at["fallback"]
    assert abs(at["timestamp"] - float(made.ts)) < 7200


async def test_channels_of_the_team_are_links(scene: Scene):
    await scene.start()
    scene.easel(f"settings team_channels:<#{scene.general.id}|general>", who=scene.olga)
    saved = await scene.whisper("Saved.", scene.olga)
    assert [each["channel_id"] for each in elements(saved, "channel")] == [scene.general.id]
    assert f" {scene.general.id}" not in "".join(each["text"] for each in elements(saved, "text"))
