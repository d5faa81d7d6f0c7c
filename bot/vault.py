"""Secrets as text that may be stored: encrypted, and proved unchanged when they are read."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FIRST, _VERSION = b"\x01", b"\x02"
"""What was sealed in the first way is bound to nothing, and still read."""
_NONCE, _NAME = 12, 8


class SealedVault:
    """Implements the port Vault with AES-GCM. The same secret is sealed otherwise every time."""

    def __init__(self, key: bytes, old: Sequence[bytes] = ()) -> None:
        """Take a key of 32 bytes that serves nothing else, and those that it took the place of: they only open."""
        self._key = _name(key)
        self._keys = {_name(each): each for each in (key, *old)}

    def seal(self, secret: str, about: str = "") -> str:
        """Return the secret encrypted, as URL-safe text; it opens only for what it is ``about``."""
        nonce, head = os.urandom(_NONCE), _VERSION + self._key
        return _text(head + nonce + self._ciphers[self._key].encrypt(nonce, secret.encode(), head + about.encode()))

    def unseal(self, sealed: str, about: str = "") -> str:
        """Return the secret. Raise ValueError where it was sealed with another key, about something else, or changed."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 -- as the ciphers

        data = _data(sealed)
        if data.startswith(_FIRST):
            ciphers, bound = list(self._ciphers.values()), _FIRST
        else:
            head = data[: 1 + _NAME]
            ciphers, bound = [each for name, each in self._ciphers.items() if name == head[1:]], head + about.encode()
            data = data[_NAME:]
        nonce, rest = data[1 : 1 + _NONCE], data[1 + _NONCE :]
        for cipher in ciphers:
            try:
                return cipher.decrypt(nonce, rest, bound).decode()
            except (InvalidTag, ValueError):
                continue
        raise ValueError("not sealed here")

    def outdated(self, sealed: str) -> bool:
        """Return whether what it opens is better sealed anew: it was sealed with an old key, or in the first way."""
        return not _data(sealed).startswith(_VERSION + self._key)

    def has_key_of(self, sealed: str) -> bool:
        """Return whether it has the key with which this was sealed, whatever it is about."""
        try:
            data = _data(sealed)
            if data.startswith(_VERSION):
                return data[1 : 1 + _NAME] in self._keys
            self.unseal(sealed)
        except ValueError:
            return False
        return True

    @cached_property
    def _ciphers(self) -> dict[bytes, AESGCM]:
        # Seven megabytes, which only those need who have a chat platform.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 -- as said

        return {name: AESGCM(key) for name, key in self._keys.items()}


def _data(sealed: str) -> bytes:
    data = urlsafe_b64decode(sealed.encode("ascii", "replace") + b"=" * (-len(sealed) % 4))
    # Decoding forgives letters that encoding never writes.
    if _text(data) != sealed or data[:1] not in {_FIRST, _VERSION}:
        raise ValueError("not sealed here")
    return data


def _name(key: bytes) -> bytes:
    """Return what tells a key from others, and nothing of it."""
    return sha256(b"name\0" + key).digest()[:_NAME]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
