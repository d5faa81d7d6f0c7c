"""What OpenAI's image routes accept, written from their documentation and apart from the product's own rules."""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

LATEST = ("low", "medium", "high", "xhigh", "max", "auto")
QUALITIES = {
    "gpt-image-2.6-flare": LATEST,
    "gpt-image-2.6-sunburst": LATEST,
    "gpt-image-2.5-flare": LATEST,
    "gpt-image-2.5-flare-2026-09-08": LATEST,
    "gpt-image-2.5-sunburst": LATEST,
    "gpt-image-2.5-sunburst-2026-09-08": LATEST,
    "gpt-image-2": ("low", "medium", "high", "auto"),
    "gpt-image-2-2026-04-21": ("low", "medium", "high", "auto"),
}
RETIRED = {"dall-e-2", "dall-e-3", "gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "chatgpt-image-latest"}
SHARED = {
    "prompt": str,
    "model": str,
    "n": int,
    "size": str,
    "quality": str,
    "complexity": str,
    "background": str,
    "moderation": str,
    "output_format": str,
    "output_compression": int,
    "stream": bool,
    "partial_images": int,
    "safety_identifier": str,
    "user": str,
}
PREVIEW = {"frame_count", "frame_duration_ms", "svg"}
TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
MOST_IMAGE_BYTES = 50_000_000
MOST_MASK_BYTES = 4_000_000


class Wrong(Exception):
    """A request the vendor refuses."""

    def __init__(
        self, message: str, *, status: int = 400, code: str | None = "invalid_value", param: str | None = None
    ):
        super().__init__(message)
        self.status, self.code, self.param = status, code, param


@dataclass(frozen=True)
class Part:
    """One file of a form."""

    name: str
    filename: str
    content_type: str
    data: bytes


@dataclass
class Asked:
    """An accepted request, its defaults filled in."""

    fields: dict[str, Any]
    images: list[tuple[int, int]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        defaults = {"n": 1, "size": "auto", "quality": "auto", "background": "auto", "output_format": "png"}
        return self.fields.get(name, defaults.get(name))

    @property
    def pixels(self) -> tuple[int, int]:
        if self["size"] == "auto":
            return self.images[0] if self.images else (1024, 1024)
        width, height = str(self["size"]).split("x")
        return int(width), int(height)

    @property
    def resolved_quality(self) -> str:
        return "medium" if self["quality"] == "auto" else str(self["quality"])


def check_generation(body: Any) -> Asked:
    """Return the request of a JSON body, or raise Wrong."""
    if not isinstance(body, dict):
        raise Wrong("We could not parse the JSON body of your request.", code=None)
    for name, value in body.items():
        if name in PREVIEW:
            raise Wrong(f"'{name}' needs preview access.", param=name)
        if name not in SHARED:
            raise Wrong(f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)
        kind = SHARED[name]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Wrong(f"Invalid type for '{name}'.", code="invalid_type", param=name)
    _check_fields(body)
    return Asked(body)


def check_edit(form: list[tuple[str, str]], parts: list[Part]) -> Asked:
    """Return the request of a form, or raise Wrong."""
    fields: dict[str, Any] = {}
    for name, text in form:
        _check_name(name)
        if name in fields:
            raise Wrong(f"Duplicate parameter: '{name}'.", code="duplicate_parameter", param=name)
        fields[name] = _typed(name, text)
    _check_fields(fields)
    by_name: dict[str, list[Part]] = {}
    for part in parts:
        if part.name not in {"image", "image[]", "mask", "markup"}:
            raise Wrong(f"Unknown parameter: '{part.name}'.", code="unknown_parameter", param=part.name)
        by_name.setdefault(part.name, []).append(part)
    if "image" in by_name and ("image[]" in by_name or len(by_name["image"]) > 1):
        raise Wrong(
            "Duplicate parameter: 'image'. Use 'image[]' for several.", code="duplicate_parameter", param="image"
        )
    images = by_name.get("image", []) + by_name.get("image[]", [])
    if not images:
        raise Wrong("Missing required parameter: 'image'.", code="missing_required_parameter", param="image")
    if len(images) > 16:
        raise Wrong("At most 16 images.", param="image")
    asked = Asked(fields, [_picture(part, MOST_IMAGE_BYTES).size for part in images])
    _check_overlays(asked, by_name.get("mask", []), by_name.get("markup", []))
    return asked


def check_moderation(body: Any) -> None:
    """Raise Wrong where a moderation request is not as documented."""
    if not isinstance(body, dict) or body.keys() - {"model", "input"} or "input" not in body:
        raise Wrong("A moderation takes 'model' and 'input'.", code="unknown_parameter")
    if body.get("model", "omni-moderation-latest") != "omni-moderation-latest":
        raise Wrong("Unknown model.", status=404, code="model_not_found", param="model")
    given = body["input"]
    if isinstance(given, str):
        return
    if not isinstance(given, list) or not given:
        raise Wrong("Invalid type for 'input'.", code="invalid_type", param="input")
    if all(isinstance(each, str) for each in given):
        return
    pictures = 0
    for each in given:
        match each:
            case {"type": "text", "text": str(), **rest} if not rest:
                continue
            case {"type": "image_url", "image_url": {"url": str(url), **more}, **rest} if not rest and not more:
                pictures += 1
                _check_data_url(url)
            case _:
                raise Wrong("Invalid part of 'input'.", code="invalid_type", param="input")
    if pictures > 1:
        raise Wrong("At most one image a call.", param="input")


def _check_name(name: str) -> None:
    if name == "input_fidelity":
        raise Wrong("input_fidelity is not supported by this model.", code="invalid_input_fidelity_model", param=name)
    if name in PREVIEW or name.startswith("svg["):
        raise Wrong(f"'{name}' needs preview access.", param=name)
    if name in {"image", "image[]", "mask", "markup"}:
        raise Wrong(f"'{name}' must be a file.", code="invalid_type", param=name)
    if name not in SHARED:
        raise Wrong(f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)


def _typed(name: str, text: str) -> Any:
    kind = SHARED[name]
    if kind is int:
        if not re.fullmatch(r"-?\d+", text):
            raise Wrong(f"Invalid type for '{name}'.", code="invalid_type", param=name)
        return int(text)
    if kind is bool:
        if text not in {"true", "false"}:
            raise Wrong(f"Invalid type for '{name}'.", code="invalid_type", param=name)
        return text == "true"
    return text


def _check_fields(fields: dict[str, Any]) -> None:
    _check_words(fields)
    model = str(fields["model"])
    _one_of(fields, "quality", QUALITIES[model])
    _one_of(fields, "background", ("transparent", "opaque", "auto"))
    _one_of(fields, "moderation", ("auto", "low"))
    _one_of(fields, "output_format", ("png", "webp", "jpeg"))
    if "complexity" in fields:
        if not model.startswith("gpt-image-2.6"):
            raise Wrong("complexity is not supported by this model.", param="complexity")
        _one_of(fields, "complexity", ("low", "medium", "high"))
    _between(fields, "n", 1, 10)
    _between(fields, "partial_images", 0, 3)
    _between(fields, "output_compression", 0, 100)
    if "output_compression" in fields and fields.get("output_format", "png") == "png":
        raise Wrong("output_compression is for jpeg and webp.", param="output_compression")
    _check_together(fields, model)
    _check_size(str(fields.get("size", "auto")))


def _check_words(fields: dict[str, Any]) -> None:
    prompt = fields.get("prompt")
    if not prompt or not str(prompt).strip():
        raise Wrong("Missing required parameter: 'prompt'.", code="missing_required_parameter", param="prompt")
    if len(prompt) > 32_000:
        raise Wrong("'prompt' is too long.", code="string_above_max_length", param="prompt")
    model = fields.get("model")
    if not model:
        raise Wrong("Missing required parameter: 'model'.", code="missing_required_parameter", param="model")
    if model not in QUALITIES:
        gone = "has been shut down" if model in RETIRED else "does not exist or you do not have access to it"
        raise Wrong(f"The model '{model}' {gone}.", status=404, code="model_not_found", param="model")


def _check_together(fields: dict[str, Any], model: str) -> None:
    if fields.get("partial_images") and not fields.get("stream"):
        raise Wrong("partial_images needs stream.", param="partial_images")
    if fields.get("stream") and fields.get("n", 1) > 1:
        raise Wrong("A stream carries one image.", param="n")
    if len(fields.get("safety_identifier", "")) > 64:
        raise Wrong("'safety_identifier' is too long.", code="string_above_max_length", param="safety_identifier")
    if fields.get("background") == "transparent":
        if fields.get("output_format") == "jpeg":
            raise Wrong("Transparent background needs png or webp.", param="background")
        if model.startswith("gpt-image-2") and not model.startswith("gpt-image-2."):
            raise Wrong("Transparent background is not supported for this model.", param="background")


def _check_size(size: str) -> None:
    if size == "auto":
        return
    matched = re.fullmatch(r"(\d{1,5})x(\d{1,5})", size)
    if not matched:
        raise Wrong(f"Invalid size '{size}'.", param="size")
    width, height = int(matched[1]), int(matched[2])
    longer, shorter = max(width, height), min(width, height)
    if width % 16 or height % 16:
        raise Wrong(f"Invalid size '{size}'. Width and height must both be divisible by 16.", param="size")
    if longer > 3840 or longer > 3 * shorter or not 655_360 <= width * height <= 8_294_400:
        raise Wrong(f"Invalid size '{size}'. It is outside the current limits.", param="size")


def _one_of(fields: dict[str, Any], name: str, values: tuple[str, ...]) -> None:
    if name in fields and fields[name] not in values:
        raise Wrong(f"Invalid value for '{name}'. Supported values are: {', '.join(values)}.", param=name)


def _between(fields: dict[str, Any], name: str, least: int, most: int) -> None:
    if name in fields and not least <= fields[name] <= most:
        raise Wrong(f"Invalid '{name}': expected a value between {least} and {most}.", param=name)


def _picture(part: Part, most: int) -> Image.Image:
    if not part.filename or part.content_type not in TYPES:
        message = f"Invalid file '{part.filename}': unsupported mimetype ('{part.content_type}')."
        raise Wrong(message, code="unsupported_file_mimetype", param=part.name)
    if len(part.data) >= most:
        raise Wrong("File is too large.", status=413, code="file_too_large", param=part.name)
    try:
        picture = Image.open(io.BytesIO(part.data), formats=[TYPES[part.content_type]])
        picture.load()
    except (OSError, SyntaxError) as error:
        raise Wrong("Invalid image file or mode.", code="invalid_image_file", param=part.name) from error
    return picture


def _check_overlays(asked: Asked, masks: list[Part], markups: list[Part]) -> None:
    if masks and markups:
        raise Wrong("markup cannot be combined with mask.", param="markup")
    if len(masks) + len(markups) > 1:
        raise Wrong("Duplicate parameter: 'mask'.", code="duplicate_parameter", param="mask")
    if markups and not asked["model"].startswith("gpt-image-2."):
        raise Wrong("markup is not supported by this model.", param="markup")
    for part in (*masks, *markups):
        if part.content_type != "image/png":
            raise Wrong("The mask must be a PNG.", code="invalid_mask_format", param=part.name)
        picture = _picture(part, MOST_MASK_BYTES)
        if picture.mode not in {"RGBA", "LA"}:
            raise Wrong("The mask must have an alpha channel.", code="invalid_mask_alpha", param=part.name)
        if picture.size != asked.images[0]:
            raise Wrong("The mask's size does not match the image.", code="mask_size_mismatch", param=part.name)


def _check_data_url(url: str) -> None:
    matched = re.fullmatch(r"data:(image/(?:png|jpeg|webp));base64,([A-Za-z0-9+/=]+)", url)
    if not matched:
        raise Wrong("Invalid image_url.", code="invalid_image_url", param="input")
    try:
        data = base64.b64decode(matched[2], validate=True)
    except binascii.Error as error:
        raise Wrong("Invalid base64.", code="invalid_image_url", param="input") from error
    _picture(Part("input", "input", matched[1], data), 2_000_000)
