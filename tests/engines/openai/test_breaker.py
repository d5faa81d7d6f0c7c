import asyncio

import pytest

from domain.errors import BadRequest, Broken, NoAccess, Refused
from tests.engines.openai.conftest import Frames, request
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE


async def refused(engine, model: str = "gpt-image-2.5-flare") -> NoAccess:
    with pytest.raises(NoAccess) as caught:
        await engine.make(request(model=model), Frames())
    return caught.value


@pytest.mark.parametrize(
    "case",
    [
        ("insufficient_quota", "engine_quota", 5),
        ("billing_limit", "engine_billing", 15),
        ("unauthorized", "engine_key", 5),
    ],
)
async def test_an_account_fault_stops_every_model_until_a_probe_succeeds(fake, engine, time, operator, case):
    kind, code, minutes = case
    fake.script(Step(kind), Step(kind))
    for model in ("gpt-image-2.5-flare", "gpt-image-2", "gpt-image-2.6-flare"):
        assert (await refused(engine, model)).code == code
    assert fake.count() == 1
    time.seconds += minutes * 60 - 1
    assert (await refused(engine)).code == code
    assert fake.count() == 1
    time.seconds += 1
    assert (await refused(engine)).code == code
    assert fake.count() == 2
    assert (await refused(engine)).code == code
    assert fake.count() == 2
    assert operator.told == [(code, {"engine": "openai"})]
    time.seconds += minutes * 60
    assert (await engine.make(request(), Frames())).width == 1024
    assert (await engine.make(request(model="gpt-image-2"), Frames())).width == 1024
    assert operator.told == [(code, {"engine": "openai"}), ("engine_recovered", {"engine": "openai"})]


@pytest.mark.parametrize(
    "case", [("unverified", "engine_unverified", 15), ("denied", "engine_denied", 15), ("model_gone", "model_gone", 60)]
)
async def test_a_models_fault_stops_that_model_alone(fake, engine, time, operator, case):
    kind, code, minutes = case
    fake.script(Step(kind))
    assert (await refused(engine)).params == {"model": "gpt-image-2.5-flare"}
    assert (await refused(engine)).code == code
    assert (await engine.make(request(model="gpt-image-2"), Frames())).width == 1024
    assert fake.count() == 2
    time.seconds += minutes * 60
    await engine.make(request(), Frames())
    assert operator.codes == [code, "engine_recovered"]
    assert operator.told[0][1] == {"engine": "openai", "model": "gpt-image-2.5-flare"}


async def test_one_probe_goes_at_a_time(fake, engine, time):
    fake.script(Step("unauthorized"), Step(held=True))
    await refused(engine)
    time.seconds += 300
    probe = asyncio.create_task(engine.make(request(), Frames()))
    async with asyncio.timeout(PATIENCE):
        await fake.until(2)
        await refused(engine)
        await refused(engine, "gpt-image-2")
        fake.release()
        assert (await probe).width == 1024
    assert fake.count() == 2
    assert (await engine.make(request(), Frames())).width == 1024


async def test_a_cancelled_probe_leaves_room_for_the_next(fake, engine, time, operator):
    fake.script(Step("unauthorized"), Step("hang"))
    await refused(engine)
    time.seconds += 300
    probe = asyncio.create_task(engine.make(request(), Frames()))
    async with asyncio.timeout(PATIENCE):
        await fake.until(2)
        probe.cancel()
        with pytest.raises(asyncio.CancelledError):
            await probe
    assert operator.codes == ["engine_key"]
    assert (await engine.make(request(), Frames())).width == 1024
    assert operator.codes == ["engine_key", "engine_recovered"]


@pytest.mark.parametrize(
    "case",
    [("moderation_blocked", Refused, True), ("user_error", BadRequest, False), ("garbage", Broken, False)],
)
async def test_only_what_proves_access_closes_the_breaker(fake, engine, time, operator, case):
    kind, error, closes = case
    fake.script(Step("insufficient_quota"), Step(kind))
    await refused(engine)
    time.seconds += 300
    with pytest.raises(error):
        await engine.make(request(), Frames())
    assert ("engine_recovered" in operator.codes) == closes


async def test_many_at_once_tell_the_operator_once(fake, engine, operator):
    fake.script(*[Step("insufficient_quota", held=True)] * 6)
    calls = [asyncio.create_task(refused(engine)) for _ in range(6)]
    async with asyncio.timeout(PATIENCE):
        await fake.until(6)
        fake.release()
        await asyncio.gather(*calls)
    assert fake.most_at_once == 6
    assert operator.codes == ["engine_quota"]


async def test_another_fault_of_the_account_is_news(fake, engine, time, operator):
    fake.script(Step("insufficient_quota"), Step("unauthorized"))
    await refused(engine)
    time.seconds += 300
    assert (await refused(engine)).code == "engine_key"
    assert operator.codes == ["engine_quota", "engine_key"]


async def test_a_rate_limit_or_a_refusal_opens_nothing(fake, engine, operator):
    fake.script(Step("moderation_blocked"), Step("rate_limit"))
    with pytest.raises(Refused):
        await engine.make(request(), Frames())
    assert (await engine.make(request(), Frames())).width == 1024
    assert operator.told == []
