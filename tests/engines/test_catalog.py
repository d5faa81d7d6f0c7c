from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from domain.errors import BadInput
from domain.model import Model
from domain.operation import Quality
from domain.size import Size
from engines.catalog import Catalog, CatalogError

TODAY = date(2026, 11, 22)
OFFERED = [
    "gpt-image-2.6-flare",
    "gpt-image-2.6-sunburst",
    "gpt-image-2.5-flare",
    "gpt-image-2.5-sunburst",
    "gpt-image-2",
    "sketch",
]
ROW = """
[models.{id}]
engine = "openai"
title = "{id}"
{more}
"""


def row(id_: str, more: str = "") -> str:
    return ROW.format(id=id_, more=more)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


def found(catalog: Catalog, id_: str) -> Model:
    model = catalog.get(id_)
    assert model is not None
    return model


def test_the_offered_models_and_their_order(catalog):
    assert list(catalog.models) == OFFERED
    assert [model.id for model in catalog.available({"sketch"}, TODAY)] == ["sketch"]
    assert [model.id for model in catalog.available({"openai"}, TODAY)] == OFFERED[:-1]
    assert [model.id for model in catalog.available(None, TODAY)] == OFFERED


def test_usual_sizes_keep_the_models_own_rule(catalog):
    for model in catalog.models.values():
        rule = model.sizes
        assert model.usual[0] == Size(1024, 1024)
        for size in model.usual:
            longer, shorter = max(size.width, size.height), min(size.width, size.height)
            assert not size.width % rule.multiple
            assert not size.height % rule.multiple
            assert longer <= rule.most_edge
            assert rule.least_pixels <= size.pixels <= rule.most_pixels
            assert longer <= rule.most_ratio * shorter
            assert Size(size.height, size.width) in model.usual


def test_each_shape_has_its_everyday_size_before_larger_ones(catalog):
    usual = found(catalog, "gpt-image-2.6-flare").usual
    for earlier, later in pairwise([size for size in usual if size.ratio == "16:9"]):
        assert earlier.pixels < later.pixels
    assert next(size for size in usual if size.ratio == "1:1") == Size(1024, 1024)


def test_what_models_can_do(catalog):
    flare, older, sketch = (found(catalog, id_) for id_ in ("gpt-image-2.6-flare", "gpt-image-2", "sketch"))
    assert flare.transparent
    assert not older.transparent
    assert Quality.MAX in flare.qualities
    assert older.qualities == (Quality.LOW, Quality.MEDIUM, Quality.HIGH)
    assert dict(flare.price.multiples) == {Quality.LOW: 4, Quality.MEDIUM: 4}
    assert not older.price.multiples
    assert sketch.label == "Drawn offline from clip-art; no image model is configured."
    assert sketch.price.flat == 0
    assert sketch.sizes.multiple == 1
    assert all(set(model.qualities) == set(dict(model.price.factors)) for model in catalog.available({"openai"}, TODAY))


@pytest.mark.parametrize("name", ["gpt-image-2.6-flare", " GPT-Image-2.6-Flare ", "gpt image 2.6 flare"])
def test_a_model_is_known_by_id_or_title_in_any_case(catalog, name):
    assert catalog.resolve(name, TODAY) == (found(catalog, "gpt-image-2.6-flare"), ())


@pytest.mark.parametrize(
    ("asked", "used", "ended"),
    [
        ("dall-e-2", "gpt-image-2.6-flare", "2026-05-12"),
        ("DALL-E-3", "gpt-image-2.6-flare", "2026-05-12"),
        ("gpt-image-1", "gpt-image-2.5-sunburst", "2026-10-23"),
        ("gpt-image-1-mini", "gpt-image-2.5-flare", "2026-12-01"),
        ("gpt-image-1.5", "gpt-image-2.5-sunburst", "2026-12-01"),
        ("chatgpt-image-latest", "gpt-image-2.6-flare", "2026-12-01"),
    ],
)
def test_a_retired_model_becomes_its_successor_and_says_so(catalog, asked, used, ended):
    model, notes = catalog.resolve(asked, TODAY)
    assert model.id == used
    assert notes == (("model_replaced", {"asked": asked.casefold(), "used": used, "ended": ended}),)


def test_successors_are_followed_as_far_as_they_have_ended():
    extra = (
        row("a", 'ends = 2026-11-21\nsuccessor = "b"')
        + row("b", 'ends = 2026-11-22\nsuccessor = "c"')
        + row("c", "ends = 2026-12-30")
    )
    catalog = Catalog.load(None, extra)
    assert catalog.resolve("b", date(2026, 11, 22))[0].id == "b"
    assert catalog.resolve("a", date(2026, 11, 22))[0].id == "b"
    model, notes = catalog.resolve("a", date(2026, 11, 23))
    assert model.id == "c"
    assert notes == (("model_replaced", {"asked": "a", "used": "c", "ended": "2026-11-21"}),)
    with pytest.raises(BadInput) as caught:
        catalog.resolve("a", date(2026, 12, 31))
    assert caught.value.code == "model_ended"
    assert caught.value.params["asked"] == "a"


def test_an_unknown_model_is_answered_with_what_there_is(catalog):
    with pytest.raises(BadInput) as caught:
        catalog.resolve("midjourney", TODAY, {"openai"})
    assert caught.value.code == "model_unknown"
    assert caught.value.params == {"asked": "midjourney", "known": ", ".join(OFFERED[:-1])}
    with pytest.raises(BadInput) as caught:
        catalog.resolve("gpt-image-2.6-flair", TODAY)
    assert caught.value.code == "model_unknown_close"
    assert caught.value.params["close"] == "gpt-image-2.6-flare"
    with pytest.raises(BadInput) as caught:
        catalog.resolve("x" * 4000, TODAY)
    assert len(str(caught.value.params["asked"])) == 60


def test_the_operator_hears_of_models_that_end():
    catalog = Catalog.load(
        None,
        row("gone", "ends = 2026-11-21")
        + row("soon", 'ends = 2026-12-22\nsuccessor = "sketch"')
        + row("later", "ends = 2026-12-23"),
    )
    assert catalog.warnings(TODAY) == (
        ("model_has_ended", {"model": "gone", "ends": "2026-11-21", "successor": ""}),
        ("model_ends_soon", {"model": "soon", "ends": "2026-12-22", "successor": "sketch"}),
    )
    named = catalog.warnings(TODAY, ["gpt-image-1.5", "dall-e-3", "gpt-image-2", "no such"])[2:]
    assert [(key, params["model"]) for key, params in named] == [
        ("model_ends_soon", "gpt-image-1.5"),
        ("model_has_ended", "dall-e-3"),
    ]
    assert not Catalog.load().warnings(TODAY)


def test_an_operators_keys_are_laid_over_a_known_row():
    catalog = Catalog.load(None, '[models."gpt-image-2.6-flare"]\npartials = 0\n')
    changed, known = found(catalog, "gpt-image-2.6-flare"), found(Catalog.load(), "gpt-image-2.6-flare")
    assert changed.partials == 0
    assert (changed.title, changed.price, changed.usual) == (known.title, known.price, known.usual)


def test_the_example_servers_load_as_documented():
    text = (Path(__file__).parents[2] / "docs" / "servers.example.toml").read_text(encoding="utf-8")
    catalog = Catalog.load(None, text)
    assert list(catalog.servers) == ["sdcpp", "localai", "vllm", "litellm"]
    sdcpp, localai, vllm, litellm = (catalog.servers[name] for name in ("sdcpp", "localai", "vllm", "litellm"))
    assert not sdcpp.sends_quality
    assert sdcpp.formats == ("png", "jpeg")
    assert (localai.edits, localai.polarity, localai.mask_route) == ("masked", "white_repaint", "/images/inpainting")
    assert localai.key_env == "LOCALAI_API_KEY"
    assert vllm.edits == "none"
    assert litellm.base_url == "http://127.0.0.1:4000/v1"
    models = {model.engine: model for model in catalog.available({"sdcpp", "localai", "vllm", "litellm"}, TODAY)}
    assert models["vllm"].operations == {"generate"}
    assert models["vllm"].price.flat == 2500
    assert models["sdcpp"].vendor_id == "sd-cpp-local"
    assert models["localai"].sizes.only == models["localai"].usual
    assert (models["litellm"].partials, models["litellm"].usage) == (1, True)


SERVER = """
[servers.{name}]
base_url = "{url}"
{more}
[servers.{name}.models.mine]
title = "Mine"
operations = ["generate", "edit", "vary"]
partials = 2
"""


def server(name: str = "mine", url: str = "http://127.0.0.1:1/v1", more: str = "") -> str:
    return SERVER.format(name=name, url=url, more=more)


def test_a_model_is_held_to_what_its_server_can_do():
    held = found(Catalog.load(None, server(more="edits = false")), "mine")
    assert (held.operations, held.partials, held.usage) == ({"generate"}, 0, False)
    free = found(Catalog.load(None, server(more="stream = true\nusage = true")), "mine")
    assert (free.operations, free.partials, free.usage) == ({"generate", "edit", "vary"}, 2, True)


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ("models = 3", "models"),
        ("= nonsense", "no valid TOML"),
        ('[models.x]\ntitle = "X"', "models.x.engine is missing"),
        (row("x", "colour = 1"), "models.x.colour"),
        (row("x", 'shape = "round"'), "models.x.shape"),
        (row("x", 'price = "dear"'), "models.x.price"),
        (row("x", "partials = 4"), "models.x.partials"),
        (row("x", 'qualities = ["low"]'), "quality is not among"),
        (row("x", 'shape = { only = ["12"] }'), "1024x768"),
        (row("x", 'successor = "nowhere"'), "nowhere is no row"),
        (row("x", 'successor = "y"') + row("y", 'successor = "x"'), "circle"),
        (row("dall-e-3"), "both offered and retired: dall-e-3"),
        (server(name="openai"), "openai is taken"),
        (server(name="Mine"), "servers"),
        (server(url="ftp://host/v1"), "address"),
        (server(url="http://user:pw@host/v1"), "address"),
        (server(more='api_key_env = "sk-abcdef"'), "environment variable"),
        (server(more='mask_route = "https://elsewhere/"'), "route"),
        (server() + row("mine"), "mine is there twice"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_row_and_key(extra, says):
    with pytest.raises(CatalogError) as caught:
        Catalog.load(None, extra)
    assert says in str(caught.value)
    assert "sk-abcdef" not in str(caught.value)
    assert "user:pw" not in str(caught.value)
