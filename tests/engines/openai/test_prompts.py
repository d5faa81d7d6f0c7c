import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.openai.prompts import CLEAR, KEEP, KEEP_AROUND_MASK, LETTERING, MOST_LETTERS, NOTHING_EXTRA, prompt_for


def test_words_alone_are_the_prompt():
    assert prompt_for("generate", "  a red fox ") == "a red fox"


def test_an_edit_names_the_change_first_then_what_stays():
    lines = prompt_for("edit", "make the sky dramatic", inputs=1).splitlines()
    assert lines == ["Edit Image 1. Make this one change:", "make the sky dramatic", KEEP, NOTHING_EXTRA]


def test_a_masked_edit_keeps_what_is_outside():
    prompt = prompt_for("edit", "a hat", inputs=1, masked=True)
    assert KEEP_AROUND_MASK in prompt
    assert KEEP not in prompt


@pytest.mark.parametrize(
    ("operation", "inputs", "says"),
    [
        ("edit", 2, "Image 2 is given for reference"),
        ("edit", 4, "Images 2 to 4 are given for reference"),
        ("generate", 1, "Image 1 is given for reference"),
        ("generate", 3, "Images 1 to 3 are given for reference"),
    ],
)
def test_references_are_numbered_after_the_base(operation, inputs, says):
    assert says in prompt_for(operation, "like this", inputs=inputs)


@pytest.mark.parametrize("words", ['a sign "OPEN"', "a sign “OPEN”", "ein Schild „OFFEN“", "「開店」 on a door"])
def test_words_in_quotation_marks_are_to_be_written_as_they_stand(words):
    assert prompt_for("generate", words).splitlines() == [words, LETTERING]


def test_an_inch_mark_is_no_quotation():
    assert LETTERING not in prompt_for("generate", 'a 5" disk')


def test_a_clear_background_is_asked_for_in_words_too():
    assert prompt_for("generate", "a cup", transparent=True).splitlines() == ["a cup", CLEAR]


def test_another_take_says_what_the_picture_was_made_from():
    near = prompt_for("vary", "a red fox", inputs=1)
    far = prompt_for("vary", "a red fox", inputs=1, strong=True)
    assert "another take" in near
    assert "bold new take" in far
    assert "a red fox" in near
    assert "a red fox" in far
    assert "made from" not in prompt_for("vary", "", inputs=1)


@given(
    st.sampled_from(["generate", "edit", "vary"]),
    st.text(min_size=1, max_size=200),
    st.integers(0, 5),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_the_words_stand_unchanged_and_the_whole_fits(operation, words, inputs, masked, transparent, strong):  # noqa: PLR0917 -- what is drawn
    more = {"inputs": inputs, "masked": masked, "transparent": transparent, "strong": strong}
    assert words.strip() in prompt_for(operation, words, **more)
    long = words * (MOST_LETTERS // len(words))
    prompt = prompt_for(operation, long, **more)
    assert len(prompt) <= MOST_LETTERS
    assert long.strip() in prompt
