from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound
from domain.picture import Picture, Thread, before, meant, undone

NOW = datetime(2026, 11, 22, tzinfo=UTC)
THREAD = Thread("t", "browser:easel", "general", False, "pt", "a fox", "p3", NOW)


def picture(version, parent=None, *, deleted=False):
    return Picture(
        id=f"p{version}",
        team_id="browser:easel",
        thread_id="t",
        version=version,
        parent_id=None if parent is None else f"p{parent}",
        operation="edit",
        words="make it night",
        model="sketch",
        engine="sketch",
        quality="medium",
        digest=f"d{version}",
        media_type="image/png",
        width=1024,
        height=1024,
        alt="",
        person_id="anna",
        person_name="Anna",
        cost=0,
        created_at=NOW,
        deleted=deleted,
    )


def refusal(call):
    with pytest.raises(NotFound) as told:
        call()
    return told.value.code


LINE = (picture(1), picture(2, 1), picture(3, 2))


def test_the_replied_to_picture_goes_before_the_version_and_the_head():
    assert meant(THREAD, LINE, replied_to="p1", version=2).version == 1
    assert meant(THREAD, LINE, version=2).version == 2
    assert meant(THREAD, LINE).version == 3


def test_a_picture_that_is_not_there_is_never_replaced_by_another():
    gone = (picture(1), picture(2, 1, deleted=True), picture(3, 2))
    assert refusal(lambda: meant(THREAD, gone, replied_to="p2", version=1)) == "picture_deleted"
    assert refusal(lambda: meant(THREAD, gone, replied_to="elsewhere", version=1)) == "picture_unknown"
    assert refusal(lambda: meant(THREAD, gone, version=2)) == "picture_deleted"
    assert refusal(lambda: meant(THREAD, gone, version=9)) == "version_unknown"
    assert refusal(lambda: meant(replace(THREAD, head_id=None), gone)) == "thread_empty"
    assert refusal(lambda: meant(THREAD, ())) == "thread_empty"
    with pytest.raises(NotFound) as told:
        meant(THREAD, gone, version=9)
    assert told.value.params == {"version": 9, "newest": 3}


def test_going_back_follows_the_branch_and_skips_deleted_pictures():
    tree = (picture(1), picture(2, 1, deleted=True), picture(3, 2), picture(4, 1), picture(5, 3))
    by_version = {each.version: each for each in tree}
    assert before(by_version[3], tree).version == 1
    assert before(by_version[5], tree).version == 3
    assert before(by_version[5], tree, 2).version == 1
    assert before(by_version[4], tree).version == 1
    assert before(by_version[4], tree, 0).version == 4
    assert refusal(lambda: before(by_version[1], tree)) == "nothing_before"
    assert refusal(lambda: before(by_version[5], tree, 3)) == "nothing_before"
    assert refusal(lambda: before(by_version[5], tree, 9_999)) == "nothing_before"


def test_going_back_ends_where_the_first_version_is_deleted():
    tree = (picture(1, deleted=True), picture(2, 1))
    assert refusal(lambda: before(tree[1], tree)) == "nothing_before"


@st.composite
def trees(draw):
    size = draw(st.integers(1, 12))
    parents = [None, *(draw(st.none() | st.integers(1, version - 1)) for version in range(2, size + 1))]
    gone = draw(st.sets(st.integers(1, size)))
    tree = [picture(at + 1, parent, deleted=at + 1 in gone) for at, parent in enumerate(parents)]
    head = draw(st.none() | st.sampled_from(tree))
    return replace(THREAD, head_id=head.id if head else None), draw(st.permutations(tree))


@given(trees(), st.none() | st.integers(1, 14), st.none() | st.integers(1, 14))
def test_what_is_meant_is_exactly_what_was_said_or_nothing(tree, replied_to, version):
    thread, pictures = tree
    said = f"p{replied_to}" if replied_to else (f"p{version}" if version else thread.head_id)
    alive = {each.id for each in pictures if not each.deleted}
    asked = {"replied_to": f"p{replied_to}" if replied_to else None, "version": version}
    if said in alive:
        assert meant(thread, pictures, **asked).id == said
    else:
        with pytest.raises(NotFound):
            meant(thread, pictures, **asked)


@given(trees(), st.data())
def test_steps_back_are_the_living_ancestors_in_order(tree, data):
    _, pictures = tree
    by_id = {each.id: each for each in pictures}
    start = data.draw(st.sampled_from(pictures))
    ancestors, at = [], start
    while at.parent_id is not None:
        at = by_id[at.parent_id]
        if not at.deleted:
            ancestors.append(at)
    for steps, ancestor in enumerate(ancestors, start=1):
        assert before(start, pictures, steps) == ancestor
        assert before(start, pictures, steps) == before(before(start, pictures, steps - 1), pictures)
    assert refusal(lambda: before(start, pictures, len(ancestors) + 1)) == "nothing_before"


def test_an_undo_is_undone_along_the_way_it_went():
    family = [picture(1), picture(2, 1), picture(3, 2), picture(4, 1)]
    by = {each.version: each for each in family}

    def undone_at(version: int, *moves: tuple[int, int]) -> int | None:
        found = undone(by[version], family, [(by[a].id, by[b].id) for a, b in moves])
        return None if found is None else found.version

    assert undone_at(2, (3, 2)) == 3
    assert undone_at(1, (2, 1), (3, 2)) == 2
    assert undone_at(2, (1, 2), (2, 1), (3, 2)) == 3
    assert undone_at(1, (3, 1)) == 3
    assert undone_at(3, (2, 3), (3, 2)) is None
    assert undone_at(4, (3, 4), (2, 1)) is None
    assert undone_at(1) is None
