"""Signed tokens: what is in one is true, for as long as it lasts, and open to whoever holds it."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta

from domain.clock import Clock


class Signer:
    """Signs words for one ``purpose``; a token of another purpose or key opens nothing."""

    def __init__(self, key: bytes, purpose: str, clock: Clock) -> None:
        self._key = key
        self._purpose = purpose
        self._clock = clock

    def sign(self, words: str, lasts: timedelta) -> str:
        """Return a token for the words, good for that long."""
        signed = f"{words}.{int((self._clock() + lasts).timestamp())}"
        return f"{signed}.{self._signature(signed)}"

    def open(self, token: str) -> str | None:
        """Return the words of a token, None where it is none of ours or its time is over."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(signed).encode(), signature.encode()):
            return None
        words, _, until = signed.rpartition(".")
        return words if self._clock().timestamp() < int(until) else None

    def _signature(self, signed: str) -> str:
        made = hmac.digest(self._key, f"{self._purpose}\0{signed}".encode(), "sha256")
        return urlsafe_b64encode(made).rstrip(b"=").decode("ascii")
