"""One call as it goes over the wire: which route, which fields, which files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Literal

from PIL import Image

from domain.errors import BadRequest
from engines.base import Input, Request
from engines.openai.prompts import MOST_LETTERS, prompt_for
from engines.rows import EDITS_ROUTE, Server

MOST_INPUTS = 16
MOST_INPUT_BYTES = 50_000_000
MOST_MASK_BYTES = 4_000_000
MOST_PARTIALS = 3

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

File = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call ready to be sent. ``route`` is empty for the SDK's own methods, ``extra`` fields it has no name for."""

    kind: Literal["generate", "edit"]
    fields: dict[str, Any]
    extra: dict[str, Any]
    images: tuple[File, ...] = ()
    mask: File | None = None
    route: str = ""

    @property
    def streamed(self) -> bool:
        """Return whether partial frames are asked for."""
        return "stream" in self.fields


def outgoing(request: Request, server: Server) -> Outgoing:
    """Return the call for a request; blocks where it has a mask. Raise BadRequest where the server cannot take it."""
    _check(request, server)
    words = prompt_for(
        request.operation,
        request.words,
        inputs=len(request.inputs),
        masked=request.mask is not None,
        transparent=request.transparent,
        strong=request.strong,
    )
    if len(words) > MOST_LETTERS:
        raise BadRequest("prompt_too_long", length=len(words), limit=MOST_LETTERS)
    fields = _fields(request, server, words)
    if not request.inputs:
        return Outgoing("generate", _kept(fields | {"moderation": "auto"}, server), dict(server.extra))
    extra = _kept({"moderation": "auto"}, server) | dict(server.extra)
    images = tuple(_file(f"image-{number}", each) for number, each in enumerate(request.inputs, 1))
    if request.mask is None:
        return Outgoing("edit", _kept(fields, server), extra, images)
    mask = _mask(request.mask, request.inputs[0].data, server)
    route = "" if server.mask_route == EDITS_ROUTE else server.mask_route
    return Outgoing("edit", _kept(fields, server), extra, images, ("mask.png", mask, "image/png"), route)


def _fields(request: Request, server: Server, words: str) -> dict[str, Any]:
    model = request.model
    fields: dict[str, Any] = {
        "model": model.vendor_id or model.id,
        "prompt": words,
        "n": 1,
        "size": str(request.size),
        "quality": request.quality.value,
        "output_format": server.formats[0],
    }
    if not server.sends_quality:
        del fields["quality"]
    if request.person_hash:
        fields["safety_identifier"] = request.person_hash
    if request.transparent:
        fields["background"] = "transparent"
        fields["output_format"] = "png"
    if model.partials:
        fields["stream"] = True
        fields["partial_images"] = min(model.partials, MOST_PARTIALS)
    return fields


def _kept(fields: dict[str, Any], server: Server) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in server.omit}


def _check(request: Request, server: Server) -> None:
    model = request.model
    if request.operation not in model.operations:
        raise BadRequest("engine_cannot", model=model.title, operation=request.operation)
    if request.transparent and not (model.transparent and "png" in server.formats):
        raise BadRequest("engine_no_transparency", model=model.title)
    if request.operation == "generate" and not request.words.strip():
        raise BadRequest("prompt_empty")
    if request.operation != "generate" and not request.inputs:
        raise BadRequest("engine_bad_image", detail="no picture to work on")
    if len(request.inputs) > min(MOST_INPUTS, model.most_inputs):
        raise BadRequest("engine_too_many_images", model=model.title, most=min(MOST_INPUTS, model.most_inputs))
    if request.inputs or request.mask is not None:
        _check_inputs(request, server)


def _check_inputs(request: Request, server: Server) -> None:
    model = request.model
    if server.edits == "none":
        raise BadRequest("engine_cannot", model=model.title, operation="edit")
    if server.edits == "masked" and request.mask is None:
        raise BadRequest("engine_needs_mask", model=model.title)
    if request.mask is not None and not (model.mask and request.inputs):
        raise BadRequest("engine_no_mask", model=model.title)
    for each in request.inputs:
        if each.media_type not in ENDINGS or not 0 < len(each.data) < MOST_INPUT_BYTES:
            raise BadRequest("engine_bad_image", detail=f"{each.media_type}, {len(each.data)} bytes")


def _file(stem: str, given: Input) -> File:
    return f"{stem}.{ENDINGS[given.media_type]}", given.data, given.media_type


def _mask(mask: bytes, base: bytes, server: Server) -> bytes:
    if len(mask) >= MOST_MASK_BYTES:
        raise BadRequest("engine_bad_mask", detail=f"{len(mask)} bytes")
    alpha = _alpha(mask, base)
    if alpha is None:
        raise BadRequest("engine_bad_mask", detail="no whole PNG with alpha of the picture's size")
    if server.polarity == "alpha":
        return mask
    kept = io.BytesIO()
    alpha.point([255] + [0] * 255).save(kept, "PNG")
    return kept.getvalue()


def _alpha(mask: bytes, base: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(base), formats=["PNG", "JPEG", "WEBP"]) as picture:
            size = picture.size
        with Image.open(io.BytesIO(mask), formats=["PNG"]) as picture:
            if picture.size != size or "A" not in picture.getbands():
                return None
            picture.verify()
        with Image.open(io.BytesIO(mask), formats=["PNG"]) as picture:
            return picture.getchannel("A")
    except Exception:  # noqa: BLE001 -- Pillow raises many kinds on hostile bytes, and each means the same here
        return None
