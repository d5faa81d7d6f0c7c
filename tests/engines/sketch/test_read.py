"""What prompts become: each row is what someone types and what must be in the scene."""

import time
from collections import Counter

import pytest

from domain.errors import Refused
from engines.sketch.compose import compose


def facts(words, ratio=1.5):
    scene, notes = compose(words, 5, ratio)
    counts = Counter(thing.art for thing in scene.things)
    return scene, counts, dict(notes)


# words, pictures with their counts, and what else holds of the scene
PROMPTS = [
    ("a red fox and a cactus in the desert at sunset", {"fox": 1, "cactus": 1}, {"setting": "desert", "time": "sunset"}),
    ("three cats sitting on a sofa in a living room", {"cat": 3, "couch-and-lamp": 1}, {"setting": "room"}),
    ("a tiny dog in front of a huge house at night", {"dog": 1, "house": 1}, {"time": "night"}),
    ("an old woman feeding ducks by the lake in autumn", {"old-woman": 1, "duck": 3}, {"setting": "lake", "season": "autumn"}),
    ("a dragon flying over a castle in the mountains", {"dragon": 1, "castle": 1}, {"setting": "mountains"}),
    ("snowy forest with a deer and two rabbits", {"deer": 1, "rabbit": 2}, {"setting": "forest", "weather": "snow"}),
    ("a ship on the sea in a storm", {"ship": 1}, {"setting": "sea", "weather": "storm"}),
    ("a city street in the rain with a yellow taxi", {"taxi": 1}, {"setting": "street", "weather": "rain"}),
    ("no people, just a lighthouse on the coast", {"drawn:lighthouse": 1}, {"setting": "beach"}),
    ("a white rabbit between a red rose and a mushroom", {"rabbit": 1, "rose": 1, "mushroom": 1}, {}),
    ("two astronauts on the moon and the earth in the sky", {"astronaut": 2, "globe-showing-europe-africa": 1}, {"setting": "moon"}),
    ("a woman running on the beach at sunrise", {"woman-running": 1}, {"setting": "beach", "time": "dawn"}),
    ("an underwater scene with a whale, a jellyfish and coral", {"whale": 1, "jellyfish": 1, "coral": 1}, {"setting": "underwater"}),
    ("a horse in a meadow full of flowers", {"horse": 1, "blossom": 3}, {"setting": "meadow"}),
    ("the moon over a lake", {"sky:moon": 1}, {"setting": "lake", "time": "night"}),
    ("a cat wearing a hat", {"cat": 1, "top-hat": 1}, {}),
    ("five red balloons over the hills", {"balloon": 5}, {"setting": "hills"}),
    ("a foggy morning in the jungle with a tiger", {"tiger": 1}, {"setting": "jungle", "weather": "fog", "time": "dawn"}),
    ("an elephant and a giraffe in the savanna at dawn", {"elephant": 1, "giraffe": 1}, {"setting": "savanna", "time": "dawn"}),
    ("a rocket in space", {"rocket": 1}, {"setting": "space"}),
    ("a robot cooking in the kitchen", {"robot": 1}, {"setting": "kitchen"}),
    ("a bed and a lamp in a bedroom at night", {"bed": 1, "drawn:lamp": 1}, {"setting": "bedroom", "time": "night"}),
    ("a singer on a stage with a guitar", {"singer": 1, "guitar": 1}, {"setting": "stage"}),
    ("a bat in a cave", {"bat": 1}, {"setting": "cave"}),
    ("a palm tree and a crab on a desert island", {"palm-tree": 1, "crab": 1}, {"setting": "island"}),
    ("penguins in the arctic, snowing", {"penguin": 3}, {"setting": "snow", "weather": "snow"}),
    ("a bench in the park in spring", {"drawn:bench": 1}, {"setting": "park", "season": "spring"}),
    ("a scarecrow and a pumpkin in the garden", {"drawn:scarecrow": 1, "drawn:pumpkin": 1}, {"setting": "garden"}),
    ("a cow, a pig and two sheep in a field in winter", {"cow": 1, "pig": 1, "ewe": 2}, {"setting": "field", "season": "winter"}),
    ("an orange on a table", {"tangerine": 1, "drawn:table": 1}, {}),
    ("a vase on plain white background", {"amphora": 1}, {"setting": "studio"}),
    ("Ein fox, s'il vous plaît!", {"fox": 1}, {}),
    ("fox cactus rocket", {"fox": 1, "cactus": 1, "rocket": 1}, {}),
    ("a dozen roses", {"rose": 12}, {}),
    ("a couple of dogs chasing a ball", {"dog": 2, "soccer-ball": 1}, {}),
    ("a hot air balloon drifting above the clouds", {"drawn:hotairballoon": 1}, {"setting": "sky"}),
    ("children playing in the park under a rainbow", {"sky:rainbow": 1}, {"setting": "park"}),
    ("a fish", {"fish": 1}, {"setting": "underwater"}),
    ("a skyscraper in the city at dusk", {"office-building": 1}, {"setting": "city", "time": "dusk"}),
    ("a desert under a starry sky", {"sky:stars": 1}, {"setting": "desert", "time": "night"}),
    ("a planet with a robot on an alien planet", {"ringed-planet": 1, "robot": 1}, {"setting": "planet"}),
    ("a fox jumps over the lazy dog", {"fox": 1, "dog": 1}, {}),
    ("flying quickly, a bird", {"bird": 1}, {}),
    ("a house in the countryside without clouds", {"house": 1}, {"setting": "field", "clouds": False}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "arts", "holds"), PROMPTS, ids=[row[0] for row in PROMPTS])
def test_prompts(words, arts, holds):
    scene, counts, _ = facts(words)
    assert counts | arts == counts, counts
    assert {name: getattr(scene, name) for name in holds} == holds
    extra = {art for art in counts if art not in arts}
    assert extra <= {"girl", "boy", "child"}


def test_no_more_than_asked():
    scene, counts, _ = facts("a man, a woman and a baby at the beach")
    assert counts == {"man": 1, "woman": 1, "baby": 1}
    assert len({thing.id for thing in scene.things}) == 3


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("a rocket launcher, a sextant and a cat", "rocket launcher, sextant"),
        ("a hurdy gurdy beside a dragon", "hurdy gurdy"),
        ("a theodolite under a tree", "theodolite"),
        ("a fox with a theodolite in the desert", "theodolite"),
        ("a cat and two rocket launchers", "rocket launcher"),
    ],
)
def test_what_has_no_art_is_named_and_not_drawn(words, missing):
    scene, counts, notes = facts(words)
    assert notes["sketch_missing"] == {"words": missing}
    assert not {"rocket", "panda"} & counts.keys()
    assert scene.things


def test_no_verb_or_adverb_is_taken_for_a_noun():
    _, counts, notes = facts("a cat quickly jumping, running and happily sleeping near a big old wooden house at noon")
    assert counts == {"cat": 1, "house": 1}
    assert notes == {}


def test_styles_are_named():
    _, _, notes = facts("an oil painting of a horse, photorealistic")
    assert notes["sketch_style"] == {"words": "oil painting, photorealistic"}


@pytest.mark.parametrize(
    ("words", "noun", "colour"),
    [
        ("a blue car next to a green tree", "car", "blue"),
        ("a red fox", "fox", ""),
        ("a purple fox", "fox", "purple"),
        ("the car is yellow", "car", "yellow"),
        ("a woman in a red dress", "woman", "red"),
        ("an orange cat and an orange", "orange", ""),
    ],
)
def test_colours(words, noun, colour):
    scene, _, _ = facts(words)
    assert {thing.noun: thing.colour for thing in scene.things}[noun] == colour


def the(scene, noun):
    return next(thing for thing in scene.things if thing.noun == noun)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.78])
def test_places_and_sizes(seed, ratio):
    def scene(words):
        return compose(words, seed, ratio)[0]

    sides = scene("on the left a cat, on the right a dog")
    assert the(sides, "cat").x < 0.5 < the(sides, "dog").x
    left = scene("a cat to the left of a dog")
    assert the(left, "cat").x < the(left, "dog").x
    on = scene("a vase on a table")
    table = the(on, "table")
    assert table.y - table.height < the(on, "vase").y < table.y
    assert the(on, "vase").depth > table.depth
    behind = scene("a fox behind a tree")
    assert the(behind, "fox").depth < the(behind, "tree").depth
    front = scene("a fox in front of a house")
    assert the(front, "fox").depth > the(front, "house").depth
    between = scene("a cat between a dog and a horse")
    assert the(between, "dog").x < the(between, "cat").x < the(between, "horse").x
    over = scene("a bird over a house")
    house = the(over, "house")
    assert the(over, "bird").y < house.y - 0.5 * house.height
    tiny, huge = scene("a tiny cat and a huge cat").things
    assert 2 * tiny.height < huge.height
    scale = scene("an ant, a cat and a castle")
    assert the(scale, "ant").height < the(scale, "cat").height < the(scale, "castle").height
    for thing in (*sides.things, *on.things, *between.things, *scale.things):
        assert 0 <= thing.x <= 1
        assert 0 < thing.y - 0.9 * thing.height < 1


@pytest.mark.parametrize(
    ("words", "poster"),
    [
        ('a poster saying "SUMMER SALE" with a palm tree', "SUMMER SALE"),
        ("a birthday card saying 'Happy birthday Anna'", "Happy birthday Anna"),
        ("a poster with the words GRAND OPENING on a beach", "GRAND OPENING"),
        ("a banner that reads “Déjà vu”", "Déjà vu"),
        ("a poster titled Late Night Jazz", "Late Night Jazz"),
    ],
)
def test_poster_words_are_kept_to_the_letter(words, poster):
    assert facts(words)[0].poster == poster


def test_a_sign_carries_its_words():
    scene, _, _ = facts("a sign that says OPEN next to a coffee cup")
    assert the(scene, "sign").words == "OPEN"
    assert scene.poster == ""


@pytest.mark.parametrize(
    "words", ["flying quickly", "a sextant", "xyzzy plugh", "", "!!! ???", "123", "love and happiness"]
)
def test_nothing_drawable_is_refused(words):
    with pytest.raises(Refused) as caught:
        compose(words, 1, 1.0)
    assert caught.value.code == "sketch_nothing"
    assert not caught.value.billed


def test_crowds_are_bounded_and_said():
    _, counts, notes = facts("a thousand cats and a dog")
    assert counts == {"cat": 24, "dog": 1}
    assert notes["sketch_fewer"] == {"asked": "1001", "drawn": "25"}
    assert len(facts("a million cats, a million dogs, a million foxes and a million horses")[0].things) == 40


@pytest.mark.parametrize("piece", ["fox ", '"', "'a ", "a fox and ", "in the ", "-a", "saying ", "no ", "between "])
def test_long_input_is_read_in_linear_time(piece):
    words = "a fox, " + (piece * 40_000)[:40_000]
    began = time.process_time()
    _, notes = compose(words, 1, 1.0)
    assert time.process_time() - began < 2
    assert len(str(notes)) < 1000


@pytest.mark.parametrize(
    "noun", ["blackberry", "oboe", "sitar", "zither", "strudel", "scone", "dingo", "walnut", "quiche", "samurai"]
)
def test_what_no_picture_shows_is_named_not_drawn_as_another(noun):
    _, counts, notes = facts(f"a fox and a {noun}")
    assert counts == {"fox": 1}
    assert noun in notes["sketch_missing"]["words"]


@pytest.mark.parametrize(
    ("words", "arts"),
    [
        ("My son is 4 and loves anything with wheels. A yellow digger please", {"drawn:digger": 1}),
        ("my daughter is 5 and wants a unicorn", {"unicorn": 1}),
        ("We are bakers, we need a loaf of bread", {"bread": 1}),
        ("A cactus. I'll add the arrows myself.", {"cactus": 1}),
        ("zoo trip letter: a lion on a rock", {"lion": 1, "rock": 1}),
        ("a cactus for grandma. Thx, Petra", {"cactus": 1}),
        ("a baby elephant and its mother", {"elephant": 2}),
        ("a cherry tree on a hill, a bench under the tree", {"drawn:cherrytree": 1, "drawn:bench": 1}),
        ("a fox in front of a cave", {"fox": 1, "drawn:tunnel": 1}),
        ("two hands and a heart", {"raised-hand": 2, "red-heart": 1}),
    ],
)
def test_only_what_is_to_be_seen_is_drawn(words, arts):
    _, counts, notes = facts(words)
    assert counts == arts
    assert not notes


def test_what_them_and_it_stand_for():
    scene, _, _ = facts("a digger, a fire engine and a helicopter above them")
    digger, engine, helicopter = scene.things
    assert helicopter.y < min(digger.y, engine.y) - 0.1
    assert not any(thing.air for thing in (digger, engine))
    scene, _, _ = facts("a barrel, on it two glasses, a bottle of wine and a cheese")
    assert [thing.air for thing in scene.things] == [thing.noun != "barrel" for thing in scene.things]
