"""Pictures and bills of the fake OpenAI: small, right in size, the same for the same words."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from tests.fakes.openai_rules import Asked

FACTORS = {"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96}
OLD_FACTORS = {"low": 16, "medium": 48, "high": 96}
MANIFEST = b"caBX manifest: c2pa.created by "


def draw(asked: Asked, *, frame: int | None = None, opaque: bool = False) -> bytes:
    """Return the picture asked for; ``frame`` makes a plain partial of it."""
    digest = hashlib.sha256(str(asked["prompt"]).encode()).digest()
    size = asked.pixels
    if frame is not None:
        picture = Image.new("RGB", size, (digest[0], digest[1], 80 * frame))
    else:
        ramp = Image.linear_gradient("L").resize(size)
        picture = ImageOps.colorize(ramp, tuple(digest[0:3]), tuple(digest[3:6]))
        ImageDraw.Draw(picture).text((16, 16), digest.hex()[:16], fill=tuple(digest[6:9]))
    if asked["background"] == "transparent" and not opaque:
        picture.putalpha(Image.new("L", size, 0))
    kept = io.BytesIO()
    if asked["output_format"] == "png":
        picture.save(kept, "PNG", compress_level=1)
        return with_manifest(kept.getvalue(), str(asked["model"]))
    picture.save(kept, str(asked["output_format"]).upper())
    return kept.getvalue()


def with_manifest(png: bytes, model: str) -> bytes:
    """Return the PNG with a provenance chunk after its header, as the vendor's carry one."""
    body = MANIFEST + model.encode()
    chunk = struct.pack(">I", len(body)) + b"caBX" + body + struct.pack(">I", zlib.crc32(b"caBX" + body))
    return png[:33] + chunk + png[33:]


def bomb(width: int, height: int) -> bytes:
    """Return a PNG whose header claims a size that its bytes do not have."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


def output_tokens(asked: Asked) -> int:
    """Return the output tokens of one picture, by the published calculator and the measured multiple of 2.6."""
    model, quality = str(asked["model"]), asked.resolved_quality
    width, height = asked.pixels
    factor = (FACTORS if model.startswith("gpt-image-2.") else OLD_FACTORS)[quality]
    rows = math.floor(factor * min(width, height) / max(width, height) + 0.5)
    times = 3.5 if model.startswith("gpt-image-2.6") and quality in {"low", "medium"} else 1
    return math.ceil(times * math.ceil(factor * rows * (2_000_000 + width * height) / 4_000_000))


def usage(asked: Asked, partials: int = 0) -> dict[str, Any]:
    """Return the bill of a call that sent ``partials`` frames."""
    text = math.ceil(len(str(asked["prompt"])) / 4) + 6
    image = sum(min(1536, math.ceil(width / 32) * math.ceil(height / 32)) for width, height in asked.images)
    out = output_tokens(asked) * int(asked["n"]) + 100 * partials
    return {
        "input_tokens": text + image,
        "input_tokens_details": {"text_tokens": text, "image_tokens": image},
        "output_tokens": out,
        "total_tokens": text + image + out,
    }
