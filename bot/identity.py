"""Ids, and the deployment's secret."""

from __future__ import annotations

import os
import secrets
import time
from hashlib import sha256
from itertools import combinations
from pathlib import Path

from bot.settings import Settings
from bot.vault import SealedVault

KEY_FILE = "secret.key"
"""Where the data folder keeps the secret that was made at the first start."""

_TIME_CHARS = 8
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Return a new id of 22 characters, in the order of time to the second, not to be guessed."""
    stamp, digits = int(time.time()), ""
    for _ in range(_TIME_CHARS):
        stamp, digit = divmod(stamp, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits + "".join(secrets.choice(_ALPHABET) for _ in range(14))


def secret_of(given: str, data_dir: Path) -> str:
    """Return the secret that was given, else the one of the data folder, made at the first start."""
    if given:
        return given
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / KEY_FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text("ascii").strip()


def vault_of(settings: Settings, secret: str) -> SealedVault:
    """Return the vault of a deployment's secret, which opens what its old ones sealed."""
    old = _listed(settings.secret_keys_old.get_secret_value())
    return SealedVault(derived(secret, "vault"), [derived(each, "vault") for each in old])


def _listed(text: str) -> list[str]:
    """Return every secret that a list with commas can mean: one may hold commas itself, or begin or end with a space."""
    parts = text.split(",")
    places = range(len(parts) + 1)
    runs = [",".join(parts[start:end]) for start, end in combinations(places, 2)]
    return list(dict.fromkeys(each for run in runs for each in (run.strip(), run) if each))


def derived(secret: str, purpose: str) -> bytes:
    """Return a key for one purpose, so that no key serves two."""
    return sha256(f"{purpose}\0{secret}".encode()).digest()
