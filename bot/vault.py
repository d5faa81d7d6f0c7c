"""Secrets as text that may be stored: encrypted, and proved unchanged when they are read."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12


class SealedVault:
    """Implements the port Vault with AES-GCM. The same secret is sealed otherwise every time."""

    def __init__(self, key: bytes) -> None:
        """Take a key of 32 bytes that serves nothing else."""
        self._cipher = AESGCM(key)

    def seal(self, secret: str) -> str:
        """Return the secret encrypted, as URL-safe text."""
        nonce = os.urandom(_NONCE)
        return _text(_VERSION + nonce + self._cipher.encrypt(nonce, secret.encode(), _VERSION))

    def unseal(self, sealed: str) -> str:
        """Return the secret. Raise ValueError where it was sealed with another key or changed; it names neither."""
        data = urlsafe_b64decode(sealed.encode("ascii", "replace") + b"=" * (-len(sealed) % 4))
        # Decoding forgives letters that encoding never writes.
        if _text(data) != sealed or not data.startswith(_VERSION):
            raise ValueError("not sealed here")
        nonce, rest = data[1 : 1 + _NONCE], data[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, rest, _VERSION).decode()
        except InvalidTag:
            raise ValueError("not sealed here") from None


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
