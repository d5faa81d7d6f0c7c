"""A vendor whose pictures weigh what real ones do: two megabytes each, frames too, where a gradient has sixteen kilobytes.

``python -m bench.vendor --port 0`` prints its port on a line, as the fake that it is.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import itertools
import random

from PIL import Image

from tests.fakes import openai_pictures
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_rules import Asked

SIZE = (1024, 1024)
_NOISY = 32
"""Of 256 shades, how many are noise: it decides what the picture weighs."""
_number = itertools.count()


def noise() -> bytes:
    """Return a picture that no format makes much smaller."""
    width, height = SIZE
    shades = random.Random(1).randbytes(width * height * 3).translate(bytes(each % _NOISY for each in range(256)))
    kept = io.BytesIO()
    Image.frombytes("RGB", SIZE, shades).save(kept, "PNG", compress_level=1)
    return kept.getvalue()


async def main(port: int) -> None:
    """Serve until ended; each picture is another one by a few bytes, and none is drawn anew."""
    picture = noise()

    def draw(asked: Asked, *, frame: int | None = None, opaque: bool = False) -> bytes:
        del frame, opaque
        if asked.pixels != SIZE or asked["output_format"] != "png":
            raise ValueError("it has pictures of one size and type alone")
        return openai_pictures.with_manifest(picture, f"{asked['model']} {next(_number)}")

    openai_pictures.draw = draw
    async with FakeOpenAI(port=port) as fake:
        print(fake.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(parser.parse_args().port))
