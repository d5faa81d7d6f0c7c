"""What a used-up quota says on Slack: when more comes, and the words that are not to be lost."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import CHARGED_NOTHING, REFINE, Scene, slack_scene
from tests.conversation.slack_seen import everything
from tests.patience import PATIENCE

scene = pytest.fixture(slack_scene)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a form wait for what is left, on a machine that may be busy."""
    monkeypatch.setattr("bot.platforms.slack.interactions._QUOTA_SECONDS", PATIENCE)


async def test_a_refusal_gives_the_words_back(scene: Scene):
    await scene.start(daily_images=1)
    await scene.imagine("an owl")
    scene.mark()
    scene.ask("a red boat on a lake")
    told = everything(await scene.whisper("used today's"))
    assert "You have used today's one picture. More come in" in told
    assert "You asked for: “a red boat on a lake”." in told
    assert CHARGED_NOTHING in told


async def test_a_set_that_is_too_large_is_told_in_numbers(scene: Scene):
    await scene.start(daily_images=2)
    await scene.imagine("an owl")
    scene.mark()
    scene.ask("a red boat count:4")
    told = everything(await scene.whisper("left and asked"))
    assert "You have 1 left and asked for 4." in told
    assert "You asked for: “a red boat”." in told


async def test_a_form_keeps_its_words_where_nothing_is_left(scene: Scene):
    await scene.start(daily_images=1)
    made = await scene.imagine("an owl")
    scene.mark()
    for opened, field in ((scene.ask(""), "prompt"), (None, "words")):
        view = await scene.window(opened or scene.ada.press(made, REFINE))
        name = "v:words" if field == "words" else "v:prompt"
        submitted = scene.ada.submit(view, {name: "a red boat"})
        await submitted.acked()
        await scene.fake.until(lambda view=view: view.errors, what="the form says why")
        (said,) = view.errors.values()
        assert "You have used today's" in said
        assert CHARGED_NOTHING in said
        assert view.open
        scene.ada.close(view)
    assert scene.fake.ephemerals[scene.seen :] == []
