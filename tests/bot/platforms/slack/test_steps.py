"""The workflow step."""

from __future__ import annotations

from tests.bot.platforms.slack.inward import Ear, listening


def inputs(ear: Ear, **more: str) -> dict[str, str]:
    given = {"prompt": " a fox ", "channel_id": ear.fake.channel("general").id, "user_id": ear.fake.person("ben").id}
    return given | more


async def test_a_step_becomes_a_call_of_its_person(either: Ear) -> None:
    delivery = either.fake.person("ada").run_step("imagine_generate", inputs(either))
    await delivery.acked()
    call = await either.ran()
    execution = next(iter(either.fake.executions))
    assert (call.id, call.command, call.words) == (f"slack:{execution}", "imagine", "a fox")
    assert (call.person.name, call.locale, call.place.channel_name) == ("ben", "de-DE", "general")
    answer_to = call.answer_to
    assert (answer_to["how"], answer_to["execution"], answer_to["root"]) == ("step", execution, "")
    assert (answer_to["channel"], answer_to["url"]) == (either.fake.channel("general").id, "")
    await either.fake.redeliver(delivery)
    await either.fake.until(lambda: either.dispatch.again)
    assert len(either.dispatch.ran) == 1


async def test_a_step_without_a_channel_or_a_person_fails_in_plain_words(ear: Ear) -> None:
    ear.fake.person("ada").run_step("imagine_generate", inputs(ear, user_id="nobody"))
    await ear.fake.until(lambda: [each.error for each in ear.fake.executions.values() if each.error])
    assert "needs a channel and a person" in next(iter(ear.fake.executions.values())).error
    assert ear.dispatch.claimed == {}


async def test_a_step_for_someone_who_may_not_fails() -> None:
    async with listening(guests=False) as ear:
        ear.fake.person("ada").run_step("imagine_generate", inputs(ear, user_id=ear.fake.person("gus").id))
        await ear.fake.until(lambda: [each.error for each in ear.fake.executions.values() if each.error])
        assert "Guests may not" in next(iter(ear.fake.executions.values())).error
        await ear.fake.until(lambda: ear.dispatch.withdrawn)
        assert ear.dispatch.ran == []


async def test_a_step_of_another_kind_is_acknowledged(ear: Ear) -> None:
    delivery = ear.fake.person("ada").run_step("something_else", {})
    assert (await delivery.acked()).attempt == 0
    assert ear.dispatch.claimed == {}
