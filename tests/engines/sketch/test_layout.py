"""Where things go: on furniture that fits them, in the hand, on a mount, clear of a title."""

from dataclasses import replace

import pytest

from engines.sketch import figures, layout, stances
from engines.sketch.layout import Frame
from engines.sketch.scene import Scene, Thing

FRAME = Frame("park", 1.5, 3)


def thing(art, number=1, **more):
    return Thing(number, art, art, **{"x": 0.5, "y": 0.9, "height": 0.4, "depth": 0.9} | more)


def test_furniture_grows_with_those_who_sit_on_it():
    assert layout.roomy("couch-and-lamp", []) == 1.0
    assert layout.roomy("couch-and-lamp", [("cat", 1, 1.0)]) == 1.0
    assert layout.roomy("chair", [("cat", 3, 1.0)]) > 1.5
    assert layout.roomy("fox", [("cat", 9, 1.0)]) == 1.0


@pytest.mark.parametrize("seat", ["couch-and-lamp", "drawn:bench"])
def test_people_sit_on_seats_with_their_feet_below(seat):
    below = thing(seat)
    woman = stances.relate(thing("woman", 2), "on", [below], FRAME)
    assert woman.pose == "sit"
    assert below.y - below.height < woman.y <= below.y
    assert woman.depth > below.depth
    assert woman.height < 0.4


def test_people_ride_animals_with_a_leg_down_their_side():
    horse = thing("horse")
    rider = stances.relate(thing("astronaut", 2), "on", [horse], FRAME)
    assert rider.pose == "ride"
    assert horse.y - 0.75 * horse.height < rider.y < horse.y
    assert figures.drawn("astronaut", pose="ride").height < figures.drawn("astronaut").height


def test_animals_stand_on_what_they_are_on():
    assert stances.relate(thing("cat", 2), "on", [thing("couch-and-lamp")], FRAME).pose == ""


@pytest.mark.parametrize(
    ("art", "least", "most"), [("hot-beverage", 0.04, 0.1), ("umbrella", 0.25, 0.4), ("bouquet", 0.06, 0.16)]
)
def test_what_is_held_is_as_large_as_a_hand_holds_it(art, least, most):
    woman = thing("woman")
    for word in ("hold", "beside"):
        held = stances.relate(thing(art, 2), word, [woman], FRAME)
        assert least < held.height < most
        assert abs(held.x - woman.x) < layout.width(woman, FRAME)
        assert woman.y - woman.height < held.y < woman.y
        assert held.air
        assert (held.depth < woman.depth) == (art == "umbrella")


def test_what_lives_or_is_large_is_not_held():
    woman = thing("woman")
    for art in ("dog", "house", "automobile"):
        assert not stances.relate(thing(art, 2), "beside", [woman], FRAME).air


def test_two_things_are_held_in_two_hands():
    man = thing("man")
    one, other = (stances.relate(thing("rose", 2), "hold", [man], FRAME, at=at, of=2) for at in (0, 1))
    assert (one.x - man.x) * (other.x - man.x) < 0


def test_a_title_keeps_its_room():
    frame = replace(FRAME, top=layout.TITLE)
    for seed in range(8):
        for art in ("cat", "house", "balloon", "giraffe"):
            put = layout.put(thing(art), 1.5, [], replace(frame, seed=seed))
            assert put.y - put.height >= layout.TITLE - 0.02


def test_what_would_stand_out_above_is_drawn_smaller_with_all_that_belongs_to_it():
    castle, dragon = thing("castle", height=0.6), thing("dragon", 2, y=0.28, height=0.4, air=True)
    small = layout.fitted([castle, dragon], FRAME)
    assert min(each.y - each.height for each in small) >= 0
    assert small[1].height / small[0].height == pytest.approx(0.4 / 0.6, rel=0.01)
    assert layout.fitted([castle], FRAME) == (castle,)


def test_a_thing_around_the_neck_lies_below_the_head():
    man = thing("man")
    scarf = stances.relate(thing("scarf", 2), "neck", [man], FRAME)
    assert man.y - 0.75 * man.height < scarf.y < man.y - 0.2 * man.height


def test_people_differ_in_a_picture_and_stay_the_same():
    scene = Scene(seed=4)
    bodies = {figures.of(thing("woman", number), scene).body for number in range(1, 12)}
    assert len(bodies) > 5
    assert figures.of(thing("woman", 3), scene) == figures.of(thing("woman", 3, x=0.1), scene)


@pytest.mark.parametrize("garment", ["coat", "dress", "apron", "suit", "cape"])
def test_garments_change_how_a_person_is_dressed(garment):
    plain, dressed = (figures.drawn("man", wears=wears) for wears in ("", f"blue {garment}"))
    assert plain.body != dressed.body
    assert (plain.width, plain.height) == (dressed.width, dressed.height)
