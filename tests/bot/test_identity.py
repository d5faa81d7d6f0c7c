"""The deployment's secret: whatever it was before, what it sealed is read."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.identity import vault_of
from bot.settings import Settings

ABOUT = "slack:T1:installation"


def with_old(old: str) -> Settings:
    return Settings(_env_file=None, secret_keys_old=SecretStr(old))


@pytest.mark.parametrize("secret", ["plain", "a,b", "a, b", ",", "a,,b,", " padded ", " a , b ", "tab\t"])
@pytest.mark.parametrize("listed", ["{}", "first,{}", "{},last", "first,{},last"])
def test_what_any_old_secret_sealed_is_read(secret: str, listed: str):
    sealed = vault_of(with_old(""), secret).seal("token", ABOUT)
    rotated = vault_of(with_old(listed.format(secret)), "new")
    assert rotated.unseal(sealed, ABOUT) == "token"
    assert rotated.has_key_of(sealed)
    assert rotated.outdated(sealed)


def test_spaces_around_a_comma_are_no_part_of_a_secret():
    sealed = vault_of(with_old(""), "one").seal("token", ABOUT)
    assert vault_of(with_old("zero , one , two"), "new").unseal(sealed, ABOUT) == "token"


@pytest.mark.parametrize("old", ["", " ", ",", "other", "on,e"])
def test_no_other_secret_reads_it(old: str):
    sealed = vault_of(with_old(""), "one").seal("token", ABOUT)
    assert not vault_of(with_old(old), "new").has_key_of(sealed)
