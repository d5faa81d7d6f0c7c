"""Assets: bytes by their SHA-256, in a folder or on S3, with renditions and the previews of running jobs."""

from storage.assets.bucket import S3Options
from storage.assets.store import Assets, Known, Stored

__all__ = ["Assets", "Known", "S3Options", "Stored"]
