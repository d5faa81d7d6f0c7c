"""Sealed secrets: read by who has the key, and by nobody who changed them."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from bot.vault import SealedVault

SECRET = "aW50ZXJhY3Rpb246MTIz-token"
KEY, OTHER = bytes(range(32)), bytes(32)


@pytest.mark.parametrize("secret", [SECRET, "", "ünïcode ☃ \0", "x" * 100_000])
def test_what_was_sealed_is_read_again(secret: str):
    sealed = SealedVault(KEY).seal(secret)
    assert SealedVault(KEY).unseal(sealed) == secret
    assert re.fullmatch(r"[\w-]+", sealed, re.ASCII)


def test_neither_the_secret_nor_a_repeat_shows():
    vault = SealedVault(KEY)
    one, two = vault.seal(SECRET), vault.seal(SECRET)
    assert one != two
    assert SECRET.encode() not in urlsafe_b64decode(one + "==")


def test_another_key_reads_nothing():
    with pytest.raises(ValueError, match="not sealed here"):
        SealedVault(OTHER).unseal(SealedVault(KEY).seal(SECRET))


def test_any_change_is_seen():
    vault = SealedVault(KEY)
    sealed = vault.seal(SECRET)
    assert len(sealed) % 4, "its last letter has bits that decoding drops"
    for at in range(len(sealed)):
        changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(ValueError):  # noqa: PT011 -- which one is no promise
            vault.unseal(changed)
    for broken in (sealed[:-1], sealed + "A", sealed + "=", f" {sealed}", sealed + "\n", f"{sealed[:8]}!{sealed[8:]}"):
        with pytest.raises(ValueError):  # noqa: PT011 -- which one is no promise
            vault.unseal(broken)


@pytest.mark.parametrize("text", ["", "A", "AQ", "☃", "AQEB", "=" * 9, "AQ" * 9, SECRET])
def test_what_was_never_sealed_is_refused(text: str):
    with pytest.raises(ValueError):  # noqa: PT011 -- which one is no promise
        SealedVault(KEY).unseal(text)


def test_a_version_to_come_is_refused():
    data = urlsafe_b64decode(SealedVault(KEY).seal("12345") + "==")
    with pytest.raises(ValueError, match="not sealed here"):
        SealedVault(KEY).unseal(urlsafe_b64encode(b"\x02" + data[1:]).rstrip(b"=").decode())
