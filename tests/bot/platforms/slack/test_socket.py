"""Socket Mode: two connections, replaced without a gap, and brought back whatever happens to them."""

from __future__ import annotations

import asyncio

from tests.bot.platforms.slack.inward import Ear, eventually, listening
from tests.fakes.slack_clock import Timing
from tests.fakes.slack_script import Fault


def ask(ear: Ear, words: str = "a fox"):
    return ear.fake.person("ada").command("/imagine", words, ear.fake.channel("general"))


async def test_two_connections_hear(ear: Ear) -> None:
    assert ear.fake.socket.opened == 2
    assert ear.face.healthy() is None
    for number in range(4):
        await ask(ear, f"a fox {number}").acked()
    await ear.ran(4)


async def test_a_warning_opens_successors_before_the_old_ones_leave(ear: Ear) -> None:
    old = list(ear.fake.socket.connections)
    await ear.fake.socket.warn()
    await ear.fake.connected(4)
    deliveries = [ask(ear, f"a fox {number}") for number in range(8)]
    for each in old:
        each.leaving = True
        await each.websocket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
        deliveries += [ask(ear, f"a cat {number}") for number in range(4)]
        for delivery in deliveries:
            assert (await delivery.acked()).attempt == 0
        await each.websocket.close()
    await ear.ran(16)
    assert ear.fake.shown == []
    # Each line has its successor: asked to leave once more the old ones do no more than that.
    assert ear.fake.socket.opened == 4
    assert ear.face.healthy() is None


async def test_a_refresh_loses_nothing_that_was_on_its_way(ear: Ear) -> None:
    ear.dispatch.held = asyncio.Event()
    ear.fake.socket.acks_cross_connections = False
    delivery = ask(ear)
    await ear.fake.until(lambda: ear.fake.socket.sent)
    await ear.fake.socket.refresh()
    ear.dispatch.held.set()
    await delivery.acked()
    await ear.fake.until(lambda: ear.fake.socket.opened >= 4)
    await ear.fake.until(lambda: sum(not each.leaving for each in ear.fake.socket.connections) >= 2)
    await ask(ear).acked()
    assert ear.fake.shown == []


async def test_what_a_connection_brought_that_is_gone_is_acknowledged_on_another(ear: Ear) -> None:
    ear.dispatch.held = asyncio.Event()
    deliveries = [ask(ear), ask(ear)]
    await ear.fake.until(lambda: len(ear.fake.socket.sent) == 2)
    (first, _) = ear.fake.socket.connections
    first.leaving = True
    first.request.transport.abort()
    await ear.fake.until(lambda: first not in ear.fake.socket.connections)
    ear.dispatch.held.set()
    for delivery in deliveries:
        await delivery.acked()


async def test_cut_connections_come_back_and_events_of_the_gap_are_answered() -> None:
    async with listening(timing=Timing(speed=0)) as ear:
        root = ear.own_thread()
        ear.fake.socket.drop()
        said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root)
        (delivery,) = said.deliveries
        await ear.fake.until(lambda: ear.fake.socket.opened >= 4)
        await ear.fake.connected(2)
        for seconds in (4, 61):
            if not delivery.done.is_set():
                ear.fake.clock.advance(seconds)
                await asyncio.sleep(0)
        if not delivery.done.is_set():
            await ear.fake.until(lambda: delivery.done.is_set() or delivery.rests is not None)
            ear.fake.clock.advance(61)
        assert (await ear.call_of(said)).words == "make it blue"


async def test_connections_that_are_refused_for_a_while_are_tried_again() -> None:
    async with listening(ready=False) as ear:
        ear.fake.fault("apps.connections.open", Fault("status", status=503), n=2)
        ear.fake.fault("apps.connections.open", Fault("error", error="internal_error"), n=2)
        ear.fake.fault("apps.connections.open", Fault("close"), n=2)
        await ear.fake.connected(2)
        await eventually(lambda: ear.face.healthy() is None)
        assert ear.told == []


async def test_socket_mode_turned_off_is_told_to_the_operator_and_comes_back(ear: Ear) -> None:
    await ear.fake.socket.disable()
    await ear.fake.until(lambda: "slack_socket_off" in ear.told)
    await ear.fake.until(lambda: ear.fake.socket.opened >= 4)
    await ear.fake.connected(2)
    await ask(ear).acked()


async def test_a_wrong_app_token_is_told_to_the_operator_once_and_nothing_falls() -> None:
    async with listening(ready=False, wrong=True, app_token="xapp-wrong") as ear:
        await ear.fake.call_of("apps.connections.open", count=4)
        assert ear.told == ["slack_app_token"]
        assert "connecting" in ear.face.healthy()


async def test_an_envelope_that_comes_twice_is_answered_once(ear: Ear) -> None:
    root = ear.own_thread()
    await ear.fake.idle()
    ear.fake.socket.duplicate()
    said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root)
    await ear.call_of(said)
    await ear.fake.until(lambda: ear.dispatch.again)
    assert len(ear.dispatch.ran) == 1


async def test_an_acknowledgement_lost_on_its_way_leads_to_no_second_answer() -> None:
    async with listening(timing=Timing(speed=0)) as ear:
        root = ear.own_thread()
        await ear.fake.idle()
        ear.fake.socket.ignore_acks()
        said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root)
        await ear.call_of(said)
        ear.fake.clock.advance(4)
        await ear.fake.until(lambda: ear.dispatch.again)
        assert len(ear.dispatch.ran) == 1


async def test_closing_finishes_what_is_being_acknowledged() -> None:
    async with listening() as ear:
        ear.dispatch.held = asyncio.Event()
        delivery = ask(ear)
        await ear.fake.until(lambda: ear.fake.socket.sent)
        closing = asyncio.ensure_future(ear.face.close())
        ear.dispatch.held.set()
        await closing
        await delivery.acked()
        await ear.fake.until(lambda: not ear.fake.socket.connections)
