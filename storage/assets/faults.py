"""What goes wrong with a disk or a bucket, as errors of Easel."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from domain.errors import StorageBusy, StorageError, StorageFull

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
# The names that S3 servers give: MinIO and its kin, Ceph, SeaweedFS, Wasabi.
_FULL_NAMES = re.compile(r"<Code>\w*(?:StorageFull|QuotaExceeded|InsufficientStorage\w*)</Code>|status code: 507")
_DENIED_NAMES = re.compile(r"status code: 40[13]\b")
_NO_BUCKET = re.compile(r"<Code>NoSuchBucket</Code>")
_NAME = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d+)")
_ERRNO = re.compile(r"\(os error (\d+)\)")


class Absent(Exception):
    """There is no object of that key."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the store raises into StorageFull, StorageBusy, StorageError, or Absent; pass all else."""
    try:
        yield
    except FileNotFoundError as error:
        if _NO_BUCKET.search(str(error)):
            raise StorageError("storage_misplaced", detail=_short(error)) from error
        raise Absent from error
    except OSError as error:
        raise _by_number(error.errno, _short(error)) from error
    except BaseError as error:
        raise _by_text(error) from error


def _by_number(number: int | None, detail: str) -> StorageError:
    if number in _FULL:
        return StorageFull(detail)
    if number in _DENIED:
        return StorageError("storage_denied", detail=detail)
    return StorageBusy(detail)


def _by_text(error: Exception) -> StorageError:
    text = str(error)
    if found := _ERRNO.search(text):
        return _by_number(int(found[1]), _short(error))
    if _FULL_NAMES.search(text):
        return StorageFull(_short(error))
    if isinstance(error, PermissionDeniedError | UnauthenticatedError) or _DENIED_NAMES.search(text):
        return StorageError("storage_denied", detail=_short(error))
    if _NO_BUCKET.search(text):
        return StorageError("storage_misplaced", detail=_short(error))
    return StorageBusy(_short(error))


def _short(error: Exception) -> str:
    """Return what a log may hold: a server's own words can carry key ids and signatures."""
    text = str(error)
    known = [type(error).__name__, *_STATUS.findall(text)[:1], *_NAME.findall(text)[:1], *_ERRNO.findall(text)[:1]]
    if isinstance(error, OSError) and error.errno is not None:
        known.append(errno.errorcode.get(error.errno, str(error.errno)))
    return " ".join(known)
