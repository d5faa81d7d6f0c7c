from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.model import Model, TokenPrice
from domain.operation import Quality
from domain.plan import MOST_COUNT, MOST_REFERENCES, Note, Parent, parse_quality, plan
from domain.size import Size, SizeRule, SizeWish
from domain.sizes import legal, parse_size

HOSTED = Model(
    id="hosted",
    engine="openai",
    title="Hosted",
    operations=frozenset({"generate", "edit", "vary"}),
    sizes=SizeRule(),
    usual=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)),
    qualities=(Quality.LOW, Quality.MEDIUM, Quality.HIGH),
    quality=Quality.MEDIUM,
    price=TokenPrice(),
    transparent=True,
    most_inputs=16,
)
SMALL = replace(
    HOSTED,
    id="small",
    title="Small",
    operations=frozenset({"generate"}),
    sizes=SizeRule(only=(Size(512, 512), Size(768, 512))),
    usual=(Size(512, 512), Size(768, 512)),
    qualities=(),
    transparent=False,
    most_inputs=0,
)


def codes(made):
    return [note.code for note in made.notes]


def test_nothing_wished_is_the_usual_and_needs_no_word():
    made = plan(HOSTED, "generate")
    assert (made.size, made.quality, made.count, made.transparent, made.references) == (
        Size(1024, 1024),
        Quality.MEDIUM,
        1,
        False,
        0,
    )
    assert made.notes == ()
    assert plan(SMALL, "generate").size == Size(512, 512)


def test_what_the_model_can_is_asked_for_as_wished():
    made = plan(
        HOSTED,
        "generate",
        size=parse_size("landscape"),
        quality="High",
        count=4,
        transparent=True,
        references=4,
    )
    assert (made.size, made.quality, made.count, made.transparent, made.references) == (
        Size(1536, 1024),
        Quality.HIGH,
        4,
        True,
        4,
    )
    assert made.notes == ()


def test_all_that_changes_is_said():
    made = plan(
        SMALL, "generate", size=parse_size("1920x1080"), quality="high", count=99, transparent=True, references=2
    )
    assert (made.size, made.quality, made.count, made.transparent, made.references) == (
        Size(768, 512),
        Quality.MEDIUM,
        4,
        False,
        0,
    )
    assert made.notes == (
        Note("size_cropped", {"made": "768x512", "exact": "1920x1080", "asked": ""}),
        Note("quality_changed", {"asked": "high", "made": "medium", "model": "Small"}),
        Note("count_limited", {"asked": "99", "made": "4", "limit": "4"}),
        Note("transparent_dropped", {"model": "Small"}),
        Note("references_dropped", {"asked": "2", "made": "0", "model": "Small"}),
    )


@pytest.mark.parametrize(("asked", "made"), [(0, 1), (-3, 1), (1, 1), (4, 4), (5, 4), (99, 4)])
def test_a_count_is_held_between_one_and_four(asked, made):
    planned = plan(HOSTED, "generate", count=asked)
    assert planned.count == made
    assert codes(planned) == ([] if asked == made else ["count_limited"])


def test_a_count_of_thousands_of_digits_is_held_too():
    assert plan(HOSTED, "generate", count=10**5_000).notes == (
        Note("count_limited", {"asked": "9999", "made": "4", "limit": "4"}),
    )


def test_an_operation_the_model_has_not_is_refused():
    with pytest.raises(BadInput) as told:
        plan(SMALL, "edit", parent=Parent(Size(512, 512)))
    assert (told.value.code, told.value.params) == ("operation_unsupported", {"model": "Small", "operation": "edit"})


@pytest.mark.parametrize(
    ("said", "quality"),
    [
        ("low", Quality.LOW),
        ("Draft", Quality.LOW),
        ("medium", Quality.MEDIUM),
        ("standard", Quality.MEDIUM),
        ("high quality", Quality.HIGH),
        ("xhigh", Quality.XHIGH),
        ("x-high", Quality.XHIGH),
        ("max", Quality.MAX),
        ("best", Quality.MAX),
    ],
)
def test_a_quality_is_read(said, quality):
    assert parse_quality(said) is quality


@pytest.mark.parametrize("said", ["", "shiny", "low high", "x" * 999])
def test_an_unknown_quality_is_refused_with_those_that_are_known(said):
    with pytest.raises(BadInput) as told:
        parse_quality(said)
    assert told.value.code == "quality_unknown"
    assert told.value.params == {"asked": said[:60], "known": "low, medium, high, xhigh, max"}


def test_an_unknown_quality_is_refused_by_the_plan_too():
    with pytest.raises(BadInput, match="quality_unknown"):
        plan(HOSTED, "generate", quality="shiny")


@pytest.mark.parametrize(
    ("said", "made", "noted"),
    [
        ("max", Quality.HIGH, ["quality_changed"]),
        ("best", Quality.HIGH, []),
        ("draft", Quality.LOW, []),
        ("auto", Quality.MEDIUM, []),
        ("", Quality.MEDIUM, []),
    ],
)
def test_the_nearest_quality_is_made_and_the_best_is_the_best_there_is(said, made, noted):
    planned = plan(HOSTED, "generate", quality=said)
    assert planned.quality is made
    assert codes(planned) == noted


def test_between_two_as_near_the_cheaper_quality_is_made():
    gap = replace(HOSTED, qualities=(Quality.LOW, Quality.HIGH), quality=Quality.LOW)
    assert plan(gap, "generate", quality="medium").quality is Quality.LOW


def test_an_edit_keeps_what_its_parent_has():
    parent = Parent(Size(1536, 864), "high", transparent=True)
    made = plan(HOSTED, "edit", parent=parent)
    assert (made.size, made.quality, made.transparent, made.notes) == (Size(1536, 864), Quality.HIGH, True, ())
    assert plan(HOSTED, "edit", parent=parent, size=parse_size("square")).size == Size(1024, 1024)
    assert plan(HOSTED, "edit", parent=parent, quality="low").quality is Quality.LOW


def test_an_edit_says_where_its_parent_cannot_be_kept():
    opaque = replace(HOSTED, transparent=False)
    made = plan(opaque, "vary", parent=Parent(Size(1000, 1000), "max", transparent=True))
    assert (made.size, made.quality, made.transparent) == (Size(1008, 1008), Quality.HIGH, False)
    assert made.notes == (
        Note("parent_size_snapped", {"parent": "1000x1000", "made": "1008x1008", "model": "Hosted"}),
        Note("quality_changed", {"asked": "max", "made": "high", "model": "Hosted"}),
        Note("transparent_dropped", {"model": "Hosted"}),
    )


def test_a_large_photograph_keeps_its_shape_but_not_its_price():
    made = plan(HOSTED, "edit", parent=Parent(Size(6000, 4000)))
    assert made.size == Size(1536, 1024)
    assert codes(made) == ["parent_size_snapped"]
    assert plan(HOSTED, "edit", parent=Parent(Size(3840, 2160))).size == Size(3840, 2160)


def test_the_base_of_an_edit_takes_an_input():
    two = replace(HOSTED, most_inputs=2)
    parent = Parent(Size(1024, 1024))
    assert plan(two, "edit", parent=parent, references=3).references == 1
    assert plan(two, "generate", references=3).references == 2
    assert plan(HOSTED, "generate", references=9).references == 4


MODELS = st.builds(
    replace,
    st.sampled_from([HOSTED, SMALL]),
    operations=st.just(frozenset({"generate", "edit", "vary"})),
    qualities=st.lists(st.sampled_from(Quality), unique=True).map(tuple),
    quality=st.sampled_from(Quality),
    transparent=st.booleans(),
    most_inputs=st.integers(0, 16),
)
SIDES = st.integers(1, 9_000)


PARENTS = st.builds(Parent, st.builds(Size, SIDES, SIDES), st.sampled_from(["", "odd", *Quality]), st.booleans())


@given(
    MODELS,
    st.sampled_from(["generate", "edit", "vary"]),
    st.fixed_dictionaries(
        {
            "size": st.none() | st.builds(SizeWish, SIDES, SIDES, st.booleans(), st.just("said")),
            "quality": st.none() | st.sampled_from([*Quality, "draft", "best", "auto"]),
            "count": st.none() | st.integers(-9, 99),
            "transparent": st.booleans(),
            "references": st.integers(0, 9),
            "parent": st.none() | PARENTS,
        }
    ),
)
def test_a_plan_never_asks_for_more_than_the_model_can_and_says_every_drop(model, operation, wish):
    made = plan(model, operation, **wish)
    said = codes(made)
    size, parent, count = wish["size"], wish["parent"], wish["count"]
    assert legal(made.size, model.sizes)
    assert made.quality in (model.qualities or (model.quality,))
    assert 1 <= made.count <= MOST_COUNT
    assert model.transparent or not made.transparent
    assert made.references <= MOST_REFERENCES
    assert made.references + (operation != "generate") <= max(model.most_inputs, 1)
    assert (made.count != count and count is not None) == ("count_limited" in said)
    assert (made.references < wish["references"]) == ("references_dropped" in said)
    wanted = wish["transparent"] or (parent is not None and parent.transparent)
    assert (wanted and not made.transparent) == ("transparent_dropped" in said)
    if size is not None and size.exact:
        told = {"size_snapped", "size_cropped", "size_scaled", "size_limited"} & set(said)
        assert (made.size != Size(size.width, size.height)) == bool(told)
    if size is None and parent is not None:
        assert (made.size != parent.size) == ("parent_size_snapped" in said)
    if wish["quality"] in set(Quality):
        assert (made.quality != wish["quality"]) == ("quality_changed" in said)
    assert len(said) == len(set(said))
    assert all(isinstance(value, str) for note in made.notes for value in note.params.values())
