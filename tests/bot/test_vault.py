"""Sealed secrets: read by who has the key, and by nobody who changed them."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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
    sealed = vault.seal(f"{SECRET}!")
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
        SealedVault(KEY).unseal(urlsafe_b64encode(b"\x03" + data[1:]).rstrip(b"=").decode())


def first_way(secret: str) -> str:
    """Return what the first version made of a secret."""
    nonce = b"n" * 12
    sealed = b"\x01" + nonce + AESGCM(KEY).encrypt(nonce, secret.encode(), b"\x01")
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def test_what_is_sealed_about_one_thing_opens_about_no_other():
    vault = SealedVault(KEY)
    sealed = vault.seal(SECRET, "slack:T1:installation")
    assert vault.unseal(sealed, "slack:T1:installation") == SECRET
    for about in ("", "slack:T2:installation", "discord:T1:installation"):
        with pytest.raises(ValueError, match="not sealed here"):
            vault.unseal(sealed, about)


def test_an_old_key_opens_and_seals_no_more():
    sealed = SealedVault(KEY).seal(SECRET, "a")
    rotated = SealedVault(OTHER, [KEY])
    assert rotated.unseal(sealed, "a") == SECRET
    assert rotated.outdated(sealed) is True
    anew = rotated.seal(SECRET, "a")
    assert rotated.outdated(anew) is False
    assert SealedVault(OTHER).unseal(anew, "a") == SECRET
    with pytest.raises(ValueError, match="not sealed here"):
        SealedVault(KEY).unseal(anew, "a")


def test_what_was_sealed_in_the_first_way_is_read_and_is_outdated():
    sealed = first_way(SECRET)
    for vault in (SealedVault(KEY), SealedVault(OTHER, [KEY])):
        assert vault.unseal(sealed, "whatever") == SECRET
        assert vault.outdated(sealed) is True
        assert vault.has_key_of(sealed) is True
    assert SealedVault(OTHER).has_key_of(sealed) is False


def test_it_is_known_whose_key_sealed_without_opening():
    sealed = SealedVault(KEY).seal(SECRET, "a")
    assert SealedVault(KEY).has_key_of(sealed) is True
    assert SealedVault(OTHER, [KEY]).has_key_of(sealed) is True
    assert SealedVault(OTHER).has_key_of(sealed) is False
    assert SealedVault(KEY).has_key_of("nonsense") is False
