"""The codes by which teams are linked."""

from __future__ import annotations

import pytest

from commands.link import _LETTERS, _code, _hash, _normal
from domain.errors import NotFound


def test_a_code_has_eight_letters_that_are_not_mistaken():
    codes = {_code(str(number)) for number in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 8 and set(code) <= set(_LETTERS) for code in codes)
    assert not set(_LETTERS) & set("0O1IL")
    assert _code("x") == _code("x")


@pytest.mark.parametrize("typed", ["ABCD-EFGH", "abcd efgh", " abcdefgh ", "`ABCD-EFGH`"])
def test_a_code_is_read_however_it_is_typed(typed: str):
    assert _normal(typed) == "ABCDEFGH"


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEFGHJ", "ÄBCDEFGH", "x" * 300, "'; DROP TABLE links; --"])
def test_what_is_no_code(typed: str):
    with pytest.raises(NotFound) as error:
        _normal(typed)
    assert error.value.code == "link_code"


def test_what_is_kept_is_a_hash():
    assert "ABCDEFGH" not in _hash("ABCDEFGH")
    assert _hash("ABCDEFGH") != _hash("ABCDEFGJ")
