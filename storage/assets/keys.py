"""Where objects are kept: keys made of checked parts only, so that nothing a person sends can name another place."""

from __future__ import annotations

import re
from hashlib import sha256

from domain.errors import NotFound

ORIGINALS = "originals"
RENDITIONS = "renditions"
PREVIEWS = "previews"

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9_-][a-z0-9_.-]{0,39}")
_JOB = re.compile(r"[0-9a-zA-Z_-]{1,100}")


def is_digest(text: str) -> bool:
    """Return whether a text is a SHA-256 in lower-case hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def original(digest: str) -> str:
    """Return the key of an asset. Raise NotFound for what is no digest."""
    return f"{ORIGINALS}/{_fanned(digest)}"


def rendition(digest: str, name: str) -> str:
    """Return the key of a rendition. Raise NotFound for what is no digest or no name."""
    if _NAME.fullmatch(name) is None:
        raise NotFound("asset_missing")
    return f"{RENDITIONS}/{_fanned(digest)}.{name}"


def preview(job_id: str, index: int) -> str:
    """Return the key of the latest frame of one engine call of a job. Raise NotFound for what is no job's id."""
    if index < 0 or _JOB.fullmatch(job_id) is None:
        raise NotFound("asset_missing")
    return f"{PREVIEWS}/{sha256(job_id.encode()).hexdigest()[:2]}/{job_id}.{index}"


def siblings(key: str) -> tuple[str, str]:
    """Return where to list, and how a key begins, of all renditions of that asset or previews of that job."""
    folder, _, name = key.rpartition("/")
    return folder, f"{folder}/{name.partition('.')[0]}."


def digest_in(key: str) -> str | None:
    """Return the digest that a listed key of an original or a rendition belongs to."""
    digest = key.rpartition("/")[2].partition(".")[0]
    return digest if is_digest(digest) else None


def _fanned(digest: str) -> str:
    if not is_digest(digest):
        raise NotFound("asset_missing")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
