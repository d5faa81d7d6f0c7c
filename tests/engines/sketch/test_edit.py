"""Conversations about one picture: each row is an instruction, and what it makes of the scene."""

from collections import Counter

import pytest

from domain.errors import Refused
from engines.sketch.compose import compose
from engines.sketch.edit import edit
from engines.sketch.scene import Scene

BASE, _ = compose("a red fox and a cactus in the desert at sunset", 42, 1.5)
CATS, _ = compose("four cats and a blue car on a city street", 7, 1.5)


def the(scene, noun):
    return next(thing for thing in scene.things if thing.noun == noun)


def arts(scene):
    return Counter(thing.art for thing in scene.things)


# instruction, what the scene holds afterwards, what is there afterwards, which nouns changed
FOX = {"fox": 1, "cactus": 1}
EDITS = [
    ("make it night and add a rocket", {"time": "night", "setting": "desert"}, FOX | {"rocket": 1}, set()),
    ("but in snow", {"setting": "snow", "time": "sunset"}, FOX, set()),
    ("put it in snow", {"setting": "snow"}, FOX, set()),
    ("but in the city", {"setting": "city"}, FOX, None),
    ("make it rain", {"weather": "rain"}, FOX, set()),
    ("make it winter", {"season": "winter"}, FOX, set()),
    ("in autumn, please, with fog", {"season": "autumn", "weather": "fog"}, FOX, set()),
    ("change the desert to a meadow", {"setting": "meadow"}, FOX, None),
    ("change it to daytime, then add a tree", {"time": "day"}, FOX | {"deciduous-tree": 1}, set()),
    ("remove the cactus", {}, {"fox": 1}, set()),
    ("get rid of it", {}, {"cactus": 1}, set()),
    ("remove everything", {}, {}, set()),
    ("no clouds", {"clouds": False}, FOX, set()),
    ("remove the sun", {"orb": False}, FOX, set()),
    ("add two cats and a dog on the right", {}, FOX | {"cat": 2, "dog": 1}, set()),
    ("another fox", {}, {"fox": 2, "cactus": 1}, set()),
    ("three more cacti", {}, {"fox": 1, "cactus": 4}, set()),
    ("replace the cactus with a palm tree", {}, {"fox": 1, "palm-tree": 1}, {"palm tree"}),
    ("turn the fox into a wolf", {}, {"wolf": 1, "cactus": 1}, {"wolf"}),
    ("make the fox a wolf", {}, {"wolf": 1, "cactus": 1}, {"wolf"}),
    ("make the fox bigger", {}, FOX, {"fox"}),
    ("shrink the cactus", {}, FOX, {"cactus"}),
    ("make it twice as big", {}, FOX, {"fox"}),
    ("make everything smaller", {}, FOX, {"fox", "cactus"}),
    ("paint the fox blue", {}, FOX, {"fox"}),
    ("make the fox blue and the cactus smaller", {}, FOX, {"fox", "cactus"}),
    ("move the fox to the right", {}, FOX, {"fox"}),
    ("move the fox up", {}, FOX, {"fox"}),
    ("move the fox and the cactus to the left", {}, FOX, {"fox", "cactus"}),
    ("put the fox behind the cactus", {}, FOX, {"fox"}),
    ("flip the fox", {}, FOX, {"fox"}),
    ("put a hat on the fox", {}, FOX | {"top-hat": 1}, set()),
    ("write HELLO on it", {"poster": "HELLO"}, FOX, set()),
    ('add the words "Wild West"', {"poster": "Wild West"}, FOX, set()),
    ('add a sign saying "WELCOME"', {"poster": ""}, FOX | {"drawn:sign": 1}, set()),
    ("put it on the moon", {"setting": "moon"}, FOX, None),
]


@pytest.mark.parametrize(("words", "holds", "there", "changed"), EDITS, ids=[row[0] for row in EDITS])
def test_edits(words, holds, there, changed):
    scene, notes = edit(BASE, words)
    assert notes == []
    assert {name: getattr(scene, name) for name in holds} == holds
    assert arts(scene) == there
    if changed is None:
        return
    for thing in scene.things:
        before = next((old for old in BASE.things if old.id == thing.id), None)
        if before is not None:
            assert (thing != before) == (thing.noun in changed), thing
    unsaid = {"setting", "time", "weather", "season", "poster", "orb", "clouds"} - holds.keys()
    assert {name: getattr(scene, name) for name in unsaid} == {name: getattr(BASE, name) for name in unsaid}


def test_where_things_end_up():
    right, _ = edit(BASE, "move the fox to the right")
    assert the(right, "fox").x >= max(0.69, the(BASE, "fox").x)
    behind, _ = edit(BASE, "put the fox behind the cactus")
    assert the(behind, "fox").depth < the(behind, "cactus").depth
    front, _ = edit(behind, "move the fox in front of the cactus")
    assert the(front, "fox").depth > the(front, "cactus").depth
    big, _ = edit(BASE, "make the fox bigger")
    assert the(big, "fox").height > 1.2 * the(BASE, "fox").height
    small, _ = edit(BASE, "make the fox smaller")
    assert the(small, "fox").height < 0.8 * the(BASE, "fox").height
    blue, _ = edit(BASE, "the fox should be blue")
    assert the(blue, "fox").colour == "blue"
    hat, _ = edit(BASE, "put a hat on the fox")
    fox = the(hat, "fox")
    assert fox.y - 1.1 * fox.height < the(hat, "hat").y < fox.y - 0.7 * fox.height
    assert abs(the(hat, "hat").x - fox.x) < 0.05
    rocket, _ = edit(BASE, "add a rocket")
    assert the(rocket, "rocket").air
    huge, _ = edit(rocket, "make the rocket huge")
    assert the(huge, "rocket").y >= the(huge, "rocket").height


def test_counts_and_choices_among_several():
    assert arts(edit(CATS, "fewer cats")[0]) == {"cat": 2, "automobile": 1}
    assert arts(edit(CATS, "remove a cat")[0]) == {"cat": 3, "automobile": 1}
    assert arts(edit(CATS, "remove two of the cats")[0]) == {"cat": 2, "automobile": 1}
    assert arts(edit(CATS, "only one cat")[0]) == {"cat": 1, "automobile": 1}
    assert arts(edit(CATS, "remove the cats")[0]) == {"automobile": 1}
    left = min((thing for thing in CATS.things if thing.noun == "cat"), key=lambda thing: thing.x)
    assert left.id not in {thing.id for thing in edit(CATS, "remove the cat on the left")[0].things}
    assert the(edit(CATS, "add another car")[0], "car").colour == "blue"
    assert the(edit(CATS, "make the car red")[0], "car").colour == "red"


def test_it_means_what_was_spoken_of_last():
    scene, _ = edit(BASE, "add a rocket and make it red, then move it to the left")
    assert the(scene, "rocket").colour == "red"
    assert the(scene, "rocket").x <= 0.5
    assert the(scene, "fox") == the(BASE, "fox")


def test_a_sign_can_be_written_anew():
    scene, _ = edit(BASE, 'add a sign saying "WELCOME"')
    scene, _ = edit(scene, "change the words to GO AWAY")
    assert the(scene, "sign").words == "GO AWAY"
    titled, _ = edit(BASE, "write HELLO on it")
    assert edit(titled, "remove the text")[0].poster == ""


def test_a_long_conversation_keeps_the_first_things_in_place():
    scene = BASE
    for words in ("make it night", "add a rocket", "add two cats", "make it rain", "write HI on it", "remove the cats"):
        scene, _ = edit(scene, words)
    assert [thing for thing in scene.things if thing.id <= 2] == list(BASE.things)
    assert Scene.from_json(scene.to_json()) == scene


@pytest.mark.parametrize(
    ("words", "named"),
    [("asdf qwerty", "asdf qwerty"), ("add a rocket launcher", "rocket launcher"), ("remove the elephant", "elephant"),
     ("", ""), ("that is lovely, thank you", None), ("make the zebra blue", "zebra")],
)  # fmt: skip
def test_nothing_understood_is_refused(words, named):
    with pytest.raises(Refused) as caught:
        edit(BASE, words)
    assert caught.value.code == "sketch_nothing_edit"
    if named is not None:
        assert caught.value.params == {"words": named}


def test_what_is_understood_is_done_and_the_rest_named():
    scene, notes = edit(BASE, "make it night, add a sextant and remove the elephant")
    assert scene.time == "night"
    assert notes == [("sketch_missing", {"words": "sextant"}), ("sketch_not_there", {"words": "elephant"})]


def test_a_full_picture_says_so():
    scene, _ = compose("twenty cats and twenty dogs", 1, 1.0)
    scene, notes = edit(scene, "add ten foxes")
    assert notes == [("sketch_fewer", {"asked": "10", "drawn": "0"})]
    assert len(scene.things) == 40


PHOTO = Scene(photo=True)


def test_a_photo_takes_additions_light_and_words_only():
    scene, notes = edit(PHOTO, "add a rocket, make it night, let it snow and write HELLO on it")
    assert (scene.time, scene.weather, scene.poster, notes) == ("night", "snow", "HELLO", [])
    assert arts(scene) == {"rocket": 1}
    _, notes = edit(PHOTO, "add a cat and remove the dog")
    assert notes == [("sketch_photo_kept", {"words": "dog"})]
    for words in ("remove the dog", "put it in the city", "make it winter", "make it day"):
        with pytest.raises(Refused, match="sketch_photo_only_adds"):
            edit(PHOTO, words)


def test_light_goes_by_steps():
    dark, _ = compose("a cabin and a moose at night", 5, 1.5)
    lighter, _ = edit(dark, "less dark please")
    assert (dark.time, lighter.time) == ("night", "dusk")
    assert edit(lighter, "too bright")[0].time == "night"
    assert lighter.things == dark.things


def test_what_someone_wears_is_no_thing_of_the_scene():
    scene, _ = compose("a goalkeeper in front of a goal", 5, 1.5)
    after, notes = edit(scene, "his shirt must be orange, we are the orange team")
    assert [(thing.colour, thing.wears) for thing in after.things if thing.wears] == [("orange", "orange shirt")]
    assert arts(after) == arts(scene)
    assert not notes


@pytest.mark.parametrize(
    ("words", "cakes"), [("someone ate two, leave four", 4), ("take those out", 0), ("cupcakes away please", 0)]
)
def test_numbers_left_and_things_taken_away(words, cakes):
    scene, _ = compose("six cupcakes", 5, 1.5)
    assert len(edit(scene, words)[0].things) == cakes
