"""The Home tab: what can be done, what is left, what was made; what is pressed there is answered there."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything, labels
from tests.fakes.slack_views import View

scene = pytest.fixture(slack_scene)


async def home(scene: Scene, who=None) -> View:
    person = who or scene.ada
    known = scene.fake.home(person)
    before = 0 if known is None else len(known.versions)
    await person.open_home().acked()

    def anew() -> View | None:
        view = scene.fake.home(person)
        return view if view is not None and len(view.versions) > before else None

    return await scene.fake.until(anew, what="the Home tab")


def thumbs(view: View) -> list[dict]:
    found = [block.get("accessory") or {} for block in view.blocks]
    return [each for each in found if each.get("type") == "image"]


async def test_it_teaches_and_shows_what_a_person_has(scene: Scene):
    await scene.start()
    made = await scene.imagine("a boat")
    await scene.imagine("a secret logo", where=scene.fake.channel("studio"))
    view = await home(scene)
    words = everything(view)
    for each in ("Type /imagine and a few words", "Reply in the picture's thread", "Send a photo here"):
        assert each in words
    assert "48 of 50 pictures left today. More come " in words
    assert "v1 a boat" in words
    assert f"/p{made.thread_ts.replace('.', '')}" in words
    assert [each["slack_file"]["id"] for each in thumbs(view)] == [made.pictures[0].id]
    assert "secret" not in words
    assert "For administrators" not in words
    assert "For administrators" in everything(await home(scene, scene.olga))


async def test_what_is_chosen_there_is_saved_at_once_and_told_there(scene: Scene):
    await scene.start()
    view = await home(scene)
    scene.ada.choose(view, "o:qualities:quality", "low")
    window = await scene.fake.until(lambda: (w := scene.ada.modal) and "Saved." in everything(w) and w)
    assert window.title == "Settings"
    scene.ada.close(window)
    again = await home(scene)
    chosen = [each for each in again.buttons.values() if each["action_id"] == "o:qualities:quality"]
    assert chosen[0]["initial_option"]["value"] == "low"
    await scene.imagine("a boat")
    assert scene.openai.seen[-1].fields["quality"] == "low"


@pytest.mark.parametrize(
    ("name", "says"), [("help", "/imagine"), ("models", "gpt-image"), ("privacy", "What Easel keeps")]
)
async def test_what_is_pressed_there_is_answered_in_a_window(scene: Scene, name: str, says: str):
    await scene.start()
    view = await home(scene)
    scene.ada.press(view, f"e:{name}:")
    window = await scene.fake.until(lambda: (w := scene.ada.modal) and says in everything(w) and w)
    assert not [each for each in scene.fake.team.dm(scene.ada).live if each.by_bot]
    if name == "privacy":
        scene.ada.press(window, next(each for each in window.buttons if each.startswith("e:ask_erase:")))
        sure = await scene.fake.until(lambda: (w := scene.ada.modal) and "for good" in everything(w) and w)
        assert sure.id == window.id
        assert labels(sure) == ["Yes, delete my data"]
