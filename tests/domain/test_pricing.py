from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model import Model, TokenPrice
from domain.operation import Quality
from domain.pricing import MOST_INPUT_TOKENS, Usage, cost, estimate, input_tokens, output_tokens, text_tokens
from domain.size import Size, SizeRule

NEW = {Quality.LOW: 16, Quality.MEDIUM: 24, Quality.HIGH: 48, Quality.XHIGH: 64, Quality.MAX: 96}
OLD = {Quality.LOW: 16, Quality.MEDIUM: 48, Quality.HIGH: 96}
PRICE = TokenPrice(Decimal("5.00"), Decimal("8.00"), Decimal("30.00"), tuple(NEW.items()))


def model(price: TokenPrice = PRICE, partials: int = 0) -> Model:
    return Model(
        id="m",
        engine="openai",
        title="M",
        operations=frozenset({"generate"}),
        sizes=SizeRule(),
        usual=(),
        qualities=tuple(NEW),
        quality=Quality.MEDIUM,
        price=price,
        partials=partials,
    )


PUBLISHED = [
    (1024, 1024, (196, 439, 1756, 3122, 7024), (".0059", ".0132", ".0527", ".0937", ".2107")),
    (1536, 1024, (158, 343, 1372, 2459, 5488), (".0047", ".0103", ".0412", ".0738", ".1646")),
    (1024, 1536, (158, 343, 1372, 2459, 5488), (".0047", ".0103", ".0412", ".0738", ".1646")),
    (1536, 864, (120, 280, 1078, 1917, 4312), (".0036", ".0084", ".0323", ".0575", ".1294")),
    (2048, 2048, (397, 892, 3568, 6343, 14272), (".0119", ".0268", ".1070", ".1903", ".4282")),
    (3840, 2160, (371, 865, 3336, 5930, 13342), (".0111", ".0260", ".1001", ".1779", ".4003")),
]


@pytest.mark.parametrize(("width", "height", "tokens", "dollars"), PUBLISHED)
def test_tokens_and_dollars_are_the_published_ones(width, height, tokens, dollars):
    counted = [output_tokens(Size(width, height), factor) for factor in NEW.values()]
    assert counted == list(tokens)
    for count, price in zip(counted, dollars, strict=True):
        spent = cost(PRICE, Usage(text_in=0, image_in=0, output=count))
        assert round(Decimal(spent) / 1_000_000, 4) == Decimal(price)


@pytest.mark.parametrize(
    ("size", "quality", "tokens"),
    [
        (Size(1024, 1024), Quality.LOW, 196),
        (Size(1024, 1024), Quality.MEDIUM, 1756),
        (Size(1024, 1024), Quality.HIGH, 7024),
        (Size(1536, 1024), Quality.HIGH, 5488),
        (Size(1792, 1024), Quality.HIGH, 5063),
        (Size(3584, 2048), Quality.HIGH, 12329),
    ],
)
def test_the_older_model_counts_by_its_own_factors(size, quality, tokens):
    assert output_tokens(size, OLD[quality]) == tokens


def test_halves_are_rounded_up_where_python_would_round_to_even():
    assert output_tokens(Size(64, 32), 1) == output_tokens(Size(64, 64), 1) == 1
    assert output_tokens(Size(1600, 1000), 100) == -(-100 * 63 * 3_600_000 // 4_000_000)


@pytest.mark.parametrize(
    ("size", "tokens"),
    [(Size(1024, 1024), 1024), (Size(32, 33), 2), (Size(2048, 2048), 1536), (Size(1, 1), 1)],
)
def test_input_pictures_count_tiles_up_to_a_cap(size, tokens):
    assert input_tokens(size) == tokens


def test_an_estimate_adds_words_inputs_and_partials():
    size = Size(1024, 1024)
    bare = estimate(model(), size, Quality.MEDIUM)
    assert bare == 439 * 30 + text_tokens(0) * 5
    assert estimate(model(), size, Quality.MEDIUM, letters=200) == 439 * 30 + text_tokens(200) * 5
    assert estimate(model(), size, Quality.MEDIUM, inputs=2) - bare == 2 * MOST_INPUT_TOKENS * 8
    assert estimate(model(partials=3), size, Quality.MEDIUM) - bare == 3 * 100 * 30


def test_a_row_may_multiply_a_quality():
    multiplied = TokenPrice(
        PRICE.text_in, PRICE.image_in, PRICE.image_out, PRICE.factors, ((Quality.LOW, 4), (Quality.MEDIUM, 4))
    )
    size, words = Size(1024, 1024), text_tokens(0) * 5
    assert estimate(model(multiplied), size, Quality.LOW) == 4 * 196 * 30 + words
    assert estimate(model(multiplied), size, Quality.MEDIUM) == 4 * 439 * 30 + words
    assert estimate(model(multiplied), size, Quality.HIGH) == 1756 * 30 + words


def test_an_unknown_quality_is_priced_as_the_dearest():
    few = TokenPrice(image_out=Decimal(30), factors=((Quality.LOW, 16), (Quality.HIGH, 96)))
    assert estimate(model(few), Size(1024, 1024), Quality.MAX) == 7024 * 30


def test_a_flat_price_is_the_whole_estimate():
    assert estimate(model(TokenPrice(flat=1234)), Size(1024, 1024), Quality.LOW, inputs=5, letters=900) == 1234


def test_cost_counts_split_output_and_cached_input():
    assert cost(PRICE, Usage(100, 1024, 2000)) == 500 + 8192 + 60_000
    assert cost(PRICE, Usage(100, 1024, 2000, image_out=1756)) == 500 + 8192 + 52_680
    assert cost(PRICE, Usage(100, 1024, 0, cached_text=100, cached_image=1024)) == 125 + 2048
    assert cost(PRICE, Usage(100, 0, 0, cached_text=900)) == 125


def test_cost_is_exact_and_rounded_up_once():
    tenth = TokenPrice(text_in=Decimal("0.1"), image_in=Decimal("0.1"), image_out=Decimal("0.1"))
    assert cost(tenth, Usage(1, 1, 1)) == 1
    assert cost(tenth, Usage(3, 3, 4)) == 1
    assert cost(tenth, Usage(3, 3, 5)) == 2


edges = st.integers(4, 240).map(lambda sixteenths: sixteenths * 16)
sizes = st.builds(Size, edges, edges)


@given(sizes, st.sampled_from([16, 24, 48, 64, 96]))
def test_a_picture_counts_the_same_on_its_side(size, factor):
    assert output_tokens(size, factor) == output_tokens(Size(size.height, size.width), factor)


@given(sizes, st.sampled_from([16, 24, 48, 64, 96]))
def test_tokens_follow_the_formula_in_exact_numbers(size, factor):
    longer, shorter = max(size.width, size.height), min(size.width, size.height)
    rows = int(Decimal(factor * shorter) / Decimal(longer) + Decimal("0.5"))
    exact = Decimal(factor) * rows * (2_000_000 + size.pixels) / 4_000_000
    assert 0 <= output_tokens(size, factor) - exact < 1


@given(sizes, st.integers(0, 5), st.integers(0, 32_000))
def test_an_estimate_never_falls_with_more_care_inputs_or_words(size, inputs, letters):
    spent = [estimate(model(), size, quality, inputs=inputs, letters=letters) for quality in NEW]
    assert spent == sorted(spent)
    assert estimate(model(), size, Quality.LOW, inputs=inputs + 1, letters=letters) > spent[0]
    assert estimate(model(), size, Quality.LOW, inputs=inputs, letters=letters + 2) > spent[0]


@given(sizes, st.lists(sizes, max_size=5), st.integers(0, 32_000), st.sampled_from(list(NEW)))
def test_an_estimate_covers_what_such_a_call_is_billed(size, inputs, letters, quality):
    billed = Usage(
        text_in=letters // 3 + 6,
        image_in=sum(input_tokens(each) for each in inputs),
        output=output_tokens(size, NEW[quality]),
    )
    assert cost(PRICE, billed) <= estimate(model(), size, quality, inputs=len(inputs), letters=letters)
