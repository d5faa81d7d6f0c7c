"""What a row of a catalogue file looks like, and the model or server it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, model_validator

from domain.model import Model, TokenPrice
from domain.operation import Quality
from domain.size import Size, SizeRule

OPENAI_URL = "https://api.openai.com/v1"
EDITS_ROUTE = "/images/edits"

Kind = Literal["generate", "edit", "vary"]
Edits = Literal["all", "masked", "none"]
Polarity = Literal["alpha", "white_repaint"]
Format = Literal["png", "webp", "jpeg"]
Scalar = str | int | float | bool

_TAKEN = frozenset({"openai", "sketch", "replicate", "fal", "local"})


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible server: where it is, and what it lacks.

    ``edits`` says which edits it takes, ``polarity`` what marks the part of a mask to repaint, ``mask_route`` the path
    that takes masks, ``formats`` what it answers in, ``omit`` fields never sent, ``extra`` fields always sent,
    ``query`` what every address carries. ``key_env`` names the variable that holds its key.
    """

    name: str = "openai"
    base_url: str = OPENAI_URL
    key_env: str = "OPENAI_API_KEY"
    edits: Edits = "all"
    polarity: Polarity = "alpha"
    mask_route: str = EDITS_ROUTE
    formats: tuple[Format, ...] = ("png", "webp", "jpeg")
    sends_quality: bool = True
    omit: frozenset[str] = frozenset()
    extra: tuple[tuple[str, Scalar], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    images_per_minute: int = 20


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _size(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,4}x[1-9]\d{0,4}", text):
        raise ValueError("a size is written 1024x768")
    return text


SizeText = Annotated[str, AfterValidator(_size)]


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("an address is http or https, with a host and without user, query or fragment")
    return text.rstrip("/")


def _env(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", text):
        raise ValueError("this names an environment variable; the key itself does not belong in the file")
    return text


def _route(text: str) -> str:
    if not re.fullmatch(r"/[a-z0-9/_-]+", text):
        raise ValueError("a route is a path below the address, such as /images/edits")
    return text


class ShapeRow(_Row):
    """What sizes a model makes, and the ones that are usual."""

    multiple: PositiveInt = 16
    most_edge: PositiveInt = 3840
    least_pixels: PositiveInt = 655_360
    most_pixels: PositiveInt = 8_294_400
    most_ratio: PositiveFloat = 3.0
    only: tuple[SizeText, ...] = ()
    usual: tuple[SizeText, ...] = ()

    def rule(self) -> SizeRule:
        """Return the domain's rule."""
        bounds = (self.multiple, self.most_edge, self.least_pixels, self.most_pixels, self.most_ratio)
        return SizeRule(*bounds, only=tuple(map(_as_size, self.only)))

    def usual_sizes(self) -> tuple[Size, ...]:
        """Return the usual sizes; those of ``only`` where none are named."""
        return tuple(map(_as_size, self.usual or self.only))


class PriceRow(_Row):
    """Dollars a million tokens as text, or ``flat`` micro-dollars a picture."""

    text_in: Decimal = Decimal(0)
    image_in: Decimal = Decimal(0)
    image_out: Decimal = Decimal(0)
    factors: dict[Quality, PositiveInt] = {}
    multiples: dict[Quality, PositiveInt] = {}
    flat: int = Field(default=0, ge=0)

    def price(self) -> TokenPrice:
        """Return the domain's price."""
        factors, multiples = tuple(self.factors.items()), tuple(self.multiples.items())
        return TokenPrice(self.text_in, self.image_in, self.image_out, factors, multiples, self.flat)


class ModelRow(_Row):
    """One model; ``shape`` and ``price`` name a table of the file, or are one."""

    engine: str = ""
    title: str
    operations: tuple[Kind, ...] = ("generate",)
    shape: str | ShapeRow = ShapeRow()
    price: str | PriceRow = PriceRow()
    qualities: tuple[Quality, ...] = (Quality.MEDIUM,)
    quality: Quality = Quality.MEDIUM
    transparent: bool = False
    mask: bool = False
    most_inputs: int = Field(default=0, ge=0, le=16)
    partials: int = Field(default=0, ge=0, le=3)
    usage: bool = True
    seconds: PositiveInt = 30
    ends: date | None = None
    successor: str | None = None
    good_for: str = ""
    label: str = ""
    vendor_id: str = ""

    @model_validator(mode="after")
    def _default_quality_is_one_of_them(self) -> ModelRow:
        if self.quality not in self.qualities:
            raise ValueError("quality is not among qualities")
        return self


class RetiredRow(_Row):
    """A model no longer offered."""

    ends: date
    successor: str


class ServerRow(_Row):
    """An OpenAI-compatible server of the operator's, and its models."""

    base_url: Annotated[str, AfterValidator(_url)]
    api_key_env: Annotated[str, AfterValidator(_env)] | Literal[""] = ""
    edits: bool | Literal["masked"] = True
    mask_polarity: Polarity = "alpha"
    mask_route: Annotated[str, AfterValidator(_route)] = EDITS_ROUTE
    formats: tuple[Format, ...] = Field(default=("png", "webp", "jpeg"), min_length=1)
    stream: bool = False
    usage: bool = False
    sends_quality: bool = True
    omit: frozenset[str] = frozenset()
    extra: dict[str, Scalar] = {}
    query: dict[str, str] = {}
    images_per_minute: PositiveInt = 20
    models: dict[str, ModelRow] = Field(min_length=1)

    def server(self, name: str) -> Server:
        """Return how the engine speaks to it."""
        return Server(
            name=name,
            base_url=self.base_url,
            key_env=self.api_key_env,
            edits=self.edits if isinstance(self.edits, str) else "all" if self.edits else "none",
            polarity=self.mask_polarity,
            mask_route=self.mask_route,
            formats=self.formats,
            sends_quality=self.sends_quality,
            omit=self.omit,
            extra=tuple(self.extra.items()),
            query=tuple(self.query.items()),
            images_per_minute=self.images_per_minute,
        )


class CatalogFile(_Row):
    """A whole catalogue file."""

    shapes: dict[str, ShapeRow] = {}
    prices: dict[str, PriceRow] = {}
    models: dict[str, ModelRow] = {}
    retired: dict[str, RetiredRow] = {}
    servers: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], ServerRow] = {}

    @model_validator(mode="after")
    def _names_fit_together(self) -> CatalogFile:
        for id_, row in self._rows():
            if isinstance(row.shape, str) and row.shape not in self.shapes:
                raise ValueError(f"models.{id_}.shape names no table of shapes")
            if isinstance(row.price, str) and row.price not in self.prices:
                raise ValueError(f"models.{id_}.price names no table of prices")
        for id_, row in self.models.items():
            if not row.engine:
                raise ValueError(f"models.{id_}.engine is missing")
        if _TAKEN & self.servers.keys():
            raise ValueError(f"servers: the name {min(_TAKEN & self.servers.keys())} is taken")
        ids = [id_ for id_, _ in self._rows()]
        twice = {id_ for id_ in ids if ids.count(id_) > 1}
        if twice:
            raise ValueError(f"models: {min(twice)} is there twice")
        return self

    def all_models(self) -> list[Model]:
        """Return every model, those of servers filed under the server's name and held to what it can do."""
        models = [self._model(id_, row, row.engine) for id_, row in self.models.items()]
        for name, server in self.servers.items():
            for id_, row in server.models.items():
                held: Mapping[str, object] = {
                    "operations": tuple(kind for kind in row.operations if server.edits or kind == "generate"),
                    "partials": row.partials if server.stream else 0,
                    "usage": row.usage and server.usage,
                }
                models.append(self._model(id_, row.model_copy(update=held), name))
        return models

    def all_servers(self) -> list[Server]:
        """Return every server."""
        return [row.server(name) for name, row in self.servers.items()]

    def _rows(self) -> list[tuple[str, ModelRow]]:
        of_servers = (item for server in self.servers.values() for item in server.models.items())
        return [*self.models.items(), *of_servers]

    def _model(self, id_: str, row: ModelRow, engine: str) -> Model:
        shape = self.shapes[row.shape] if isinstance(row.shape, str) else row.shape
        price = self.prices[row.price] if isinstance(row.price, str) else row.price
        return Model(
            id=id_,
            engine=engine,
            title=row.title,
            operations=frozenset(row.operations),
            sizes=shape.rule(),
            usual=shape.usual_sizes(),
            qualities=row.qualities,
            quality=row.quality,
            price=price.price(),
            transparent=row.transparent,
            mask=row.mask,
            most_inputs=row.most_inputs,
            partials=row.partials,
            usage=row.usage,
            seconds=row.seconds,
            ends=row.ends,
            successor=row.successor,
            good_for=row.good_for,
            label=row.label,
            vendor_id=row.vendor_id,
        )


def _as_size(text: str) -> Size:
    width, height = text.split("x")
    return Size(int(width), int(height))
