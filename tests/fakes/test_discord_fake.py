"""The fake Discord through real discord.py: what a bot of ours will do, and what can happen to it."""

import asyncio
import contextlib

import aiohttp
import pytest

from tests.fakes.discord_bot import Bot, png, running, upload
from tests.fakes.discord_client import PLAIN_INTENTS, discord, discord_hosts
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import File

POST = "POST /channels/{channel}/messages"


@pytest.fixture
async def fake():
    async with FakeDiscord(pace=0.05, ack_seconds=60) as server:
        with discord_hosts(server):
            yield server


@pytest.fixture
def home(fake):
    return fake.guild("Studio")


@pytest.fixture
def art(fake, home):
    return fake.channel(home, "art")


@pytest.fixture
def mira(fake, home):
    return fake.user("mira", guilds=[home])


async def test_a_picture_is_asked_for_shown_forming_and_discussed(fake, home, art, mira):
    source = png("blue", (32, 16))

    async def make(interaction):
        given = interaction.data["resolved"]["attachments"]
        attachment = discord.Attachment(data=next(iter(given.values())), state=interaction._state)
        assert await attachment.read() == source
        deferred = await interaction.response.defer(thinking=True)
        for color in ("red", "green"):
            await interaction.edit_original_response(attachments=[upload(color)])
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Again", custom_id="e:again:1"))
        last = await interaction.edit_original_response(content="Done", attachments=[upload("white")], view=view)
        assert last.id == deferred.message_id
        thread = await last.create_thread(name="A fox")
        await thread.send("Here", file=upload("white", description="A fox"), nonce="job-1")

    async with running(fake) as bot:
        bot.on_ask = make
        asked = fake.slash(mira, art, "imagine", {"prompt": "a fox", "image": File("in.png", source)})
        assert (await asked.acknowledged()).type == 5
        thread = await fake.until(lambda: art.threads and art.threads[0])
        said = await fake.message_in(thread)
        assert (thread.id, thread.kind) == (asked.response().id, 11)
        assert asked.response().pictures == [png("white")]
        assert [each.attachments[0].data for each in asked.response().versions[1:]] == [
            png("red"),
            png("green"),
            png("white"),
        ]
        assert asked.response().button("Again")["custom_id"] == "e:again:1"
        assert (said.text, said.attachments[0].description, said.nonce) == ("Here", "A fox", "job-1")

        fake.say(mira, thread, "make it warmer", reply_to=said)
        await fake.until(lambda: bot.heard)
        heard = bot.heard[0]
        assert (heard.content, heard.channel.id, heard.reference.message_id) == ("make it warmer", thread.id, said.id)
        await heard.reply("Warmer", file=upload("orange"))
        answer = await fake.message_in(thread, lambda m: m.reply_to is not None)
        assert answer.pictures == [png("orange")]
    assert fake.refused == []


async def test_the_same_nonce_makes_one_message_though_the_reply_was_lost(fake, art):
    async with running(fake) as bot:
        fake.lose_reply(POST, status=502)
        channel = bot.get_channel(art.id)
        sent = await channel.send("once", nonce="job-2")
    assert [each.id for each in art.messages] == [sent.id]
    assert fake.count(POST) == 2


async def test_a_lost_connection_loses_the_reply_and_not_the_effect(fake, art):
    async with running(fake) as bot:
        fake.lose_reply(POST)
        with pytest.raises(aiohttp.ClientError):
            await bot.get_channel(art.id).send("once", nonce="job-3")
        await bot.get_channel(art.id).send("once", nonce="job-3")
    assert len(art.messages) == 1


async def test_the_pace_of_a_channel_is_kept_and_a_429_waited_out(fake, art):
    async with running(fake) as bot:
        channel = bot.get_channel(art.id)
        for number in range(7):
            await channel.send(str(number))
        fake.fail(POST, status=429, retry_after=0.01)
        await channel.send("after")
    assert [each.content for each in art.messages] == ["0", "1", "2", "3", "4", "5", "6", "after"]
    assert len(fake.limited) == 1


async def test_an_error_may_do_nothing_or_come_from_a_proxy(fake, art):
    async with running(fake) as bot:
        channel = bot.get_channel(art.id)
        fake.fail(POST, status=503)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("x")
        fake.fail(POST, status=429, html=True)
        with pytest.raises(discord.HTTPException) as failed:
            await channel.send("x")
        assert failed.value.status == 429
    assert art.messages == []


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(fake, art, mira):
    async with running(fake) as bot:
        gateway = fake.gateway
        disturbances = [gateway.drop, gateway.reconnect]
        disturbances += [lambda: gateway.invalidate(resumable=True), lambda: gateway.drop(1006)]
        for round_, disturb in enumerate(disturbances):
            disturb()
            fake.say(mira, art, f"round {round_}")
            await fake.until(lambda n=round_: len(bot.heard) == n + 1)
            await fake.until(lambda n=round_: len(fake.gateway.resumes) == n + 1)
            await fake.ready()
    assert [each.content for each in bot.heard] == [f"round {round_}" for round_ in range(4)]
    assert len(fake.gateway.identifies) == 1
    assert fake.gateway.compressed == 5


async def test_a_session_that_cannot_be_resumed_is_begun_anew(fake, art, mira):
    async with running(fake, heartbeat_timeout=30) as bot:
        fake.gateway.invalidate()
        await fake.until(lambda: len(fake.gateway.identifies) == 2)
        await fake.ready()
        fake.say(mira, art, "still there?")
        await fake.until(lambda: bot.heard)


async def test_a_connect_is_refused_and_the_next_one_not(fake, home):
    fake.gateway.refuse_connects(1)
    async with aiohttp.ClientSession() as http:
        address = f"{fake.gateway_url}/?v=10&encoding=json"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(address)
        async with http.ws_connect(address) as socket:
            assert (await socket.receive_json())["op"] == 10
    assert fake.gateway.compressed == 0


async def test_a_malformed_event_ends_an_unguarded_client(fake, home):
    bot = Bot(fake)
    async with bot:
        task = asyncio.create_task(bot.start(fake.token))
        await fake.ready()
        fake.gateway.malformed()
        with pytest.raises(KeyError):
            await task


async def test_an_event_comes_twice_and_out_of_order(fake, art, mira):
    async def answer(interaction):
        with contextlib.suppress(discord.HTTPException):
            await interaction.response.defer()

    async with running(fake) as bot:
        bot.on_ask = answer
        asked = fake.slash(mira, art, "imagine", {"prompt": "x"})
        await asked.acknowledged()
        fake.gateway.redeliver(asked)
        await fake.until(lambda: asked.refusals)
        assert asked.refusals[0].code == 40060
        fake.gateway.hold()
        fake.say(mira, art, "one")
        fake.say(mira, art, "two")
        fake.gateway.release(reverse=True)
        await fake.until(lambda: len(bot.heard) == 2)
        assert [each.content for each in bot.heard] == ["two", "one"]


async def test_without_the_intent_words_are_hidden_but_for_the_exceptions(fake, home, art, mira):
    async with running(fake, intents=PLAIN_INTENTS) as bot:
        fake.app.message_content = False
        own = await bot.get_channel(art.id).send("mine")
        own = fake.message(own.id)
        picture = File("a.png", png())
        hidden = fake.say(mira, art, "hidden", files=[picture])
        fake.say(mira, art, "quiet reply", reply_to=own, ping=False)
        fake.say(mira, art, "for you", mention=[fake.app], files=[picture])
        fake.say(mira, art, "loud reply", reply_to=own)
        fake.say(mira, fake.dm(mira), "in private", files=[picture])
        await fake.until(lambda: len(bot.heard) == 5)
        told = [(each.content.split("> ")[-1], len(each.attachments)) for each in bot.heard]
        assert told == [("", 0), ("", 0), ("for you", 1), ("loud reply", 0), ("in private", 1)]
        assert bot.heard[3].reference.resolved.content == "mine"
        read = [message.content async for message in bot.get_channel(art.id).history(limit=5)]
        assert (read[-1], read[-2]) == ("mine", "")
        fake.context_menu(mira, hidden, "Edit this image")
        await fake.until(lambda: bot.asked)
        shown = next(iter(bot.asked[0].data["resolved"]["messages"].values()))
        assert (shown["content"], len(shown["attachments"])) == ("hidden", 1)


async def test_a_reply_to_an_interactions_answer_is_no_mention(fake, art, mira):
    async def answer(interaction):
        await interaction.response.send_message("here")

    async with running(fake, intents=PLAIN_INTENTS) as bot:
        bot.on_ask = answer
        asked = fake.slash(mira, art, "imagine", {"prompt": "x"})
        fake.say(mira, art, "louder", reply_to=await asked.answered())
        await fake.until(lambda: bot.heard)
        assert bot.heard[0].content == ""


async def test_an_intent_that_is_not_allowed_closes_with_4014(fake, home):
    fake.app.message_content = False
    bot = Bot(fake)
    async with bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(fake.token)
    assert fake.gateway.closed == [4014]


async def test_a_modal_is_opened_filled_in_and_answered(fake, art, mira):
    got = {}

    class Form(discord.ui.Modal, title="Refine"):
        words = discord.ui.Label(text="What", component=discord.ui.TextInput(max_length=100))
        size = discord.ui.Label(
            text="Size",
            component=discord.ui.Select(options=[discord.SelectOption(label=each) for each in ("Small", "Large")]),
        )
        files = discord.ui.Label(text="Files", component=discord.ui.FileUpload(required=False, max_values=2))

        async def on_submit(self, interaction):
            got.update(words=self.words.component.value, size=self.size.component.values)
            got["files"] = [await each.read() for each in self.files.component.values]
            await interaction.response.edit_message(content="Refining")

    async def answer(interaction):
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_modal(Form())

    async with running(fake) as bot:
        bot.on_ask = answer
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Refine", custom_id="refine"))
        sent = fake.message((await bot.get_channel(art.id).send("v1", view=view)).id)
        pressed = fake.press(mira, sent, "Refine")
        modal = await pressed.modal()
        names = [part["component"]["custom_id"] for part in modal["components"]]
        values = {names[0]: "warmer", names[1]: ["Large"]}
        done = fake.submit_modal(pressed, values, {names[2]: [File("a.png", png())]})
        assert (await done.acknowledged()).type == 7
        assert sent.content == "Refining"
        with pytest.raises(AssertionError, match="letters"):
            fake.submit_modal(pressed, values | {names[0]: ""})
    assert got == {"words": "warmer", "size": ["Large"], "files": [png()]}


async def test_autocomplete_suggests(fake, art, mira):
    async def answer(interaction):
        await interaction.response.autocomplete([discord.app_commands.Choice(name="Flare", value="flare")])

    async with running(fake) as bot:
        bot.on_ask = answer
        typing = fake.autocomplete(mira, art, "imagine", {"model": "fl"}, focused="model")
        assert [each["value"] for each in await typing.choices()] == ["flare"]
        assert bot.asked[0].data["options"][0]["focused"] is True


async def test_attachments_are_kept_by_id_and_added_by_file(fake, art):
    async with running(fake) as bot:
        sent = await bot.get_channel(art.id).send(files=[upload("red", "a.png"), upload("green", "b.png")])
        edited = await sent.edit(attachments=[sent.attachments[1], upload("blue", "c.png")])
        assert [each.filename for each in edited.attachments] == ["b.png", "c.png"]
        embed = discord.Embed(title="Seen").set_image(url="attachment://d.png")
        shown = await edited.edit(attachments=[upload("white", "d.png")], embed=embed)
        assert (shown.attachments, shown.embeds[0].image.url.split("?")[0].endswith("/d.png")) == ([], True)
    assert fake.message(sent.id).pictures == [png("white")]


async def test_two_bots_share_the_loopback_and_neither_sees_the_others_guild(fake, home, art, mira):
    second = fake.application("Second")
    away = fake.guild("Away", app=False)
    fake.install(second, away)
    there = fake.channel(away, "there")
    leo = fake.user("leo", guilds=[away])
    async with running(fake) as one, running(fake, app=second) as two:
        fake.say(mira, art, "to the first")
        fake.say(leo, there, "to the second")
        await fake.until(lambda: one.heard and two.heard)
        assert ([m.content for m in one.heard], [m.content for m in two.heard]) == (["to the first"], ["to the second"])


async def test_shards_divide_the_guilds(fake):
    fake.shards = 2
    guilds = [fake.guild(f"G{index}", id_=(1000 + index) << 22) for index in range(2)]
    channels = [fake.channel(each) for each in guilds]
    async with running(fake) as bot:
        await fake.ready(sessions=2)
        for guild, channel in zip(guilds, channels, strict=True):
            fake.say(fake.user(guild.name, guilds=[guild]), channel, guild.name)
        await fake.until(lambda: len(bot.heard) == 2)
        assert sorted(each.guild.shard_id for each in bot.heard) == [0, 1]


async def test_a_client_of_the_real_hosts_runs_unpatched():
    async with FakeDiscord(tls=True, ack_seconds=60) as fake:
        home = fake.guild("Studio")
        art, mira = fake.channel(home, "art"), fake.user("mira", guilds=[home])

        async def answer(interaction):
            assert await (interaction_file(interaction)).read() == png()
            await interaction.response.send_message("here", file=upload())

        async with running(fake, connector=fake.connector()) as bot:
            assert discord.http.Route.BASE == "https://discord.com/api/v10"
            bot.on_ask = answer
            asked = fake.slash(mira, art, "imagine", {"prompt": "x", "image": File("a.png", png())})
            message = await asked.answered()
            assert message.pictures == [png()]
        assert fake.refused == []


def interaction_file(interaction):
    given = next(iter(interaction.data["resolved"]["attachments"].values()))
    assert given["url"].startswith("https://cdn.discordapp.com/ephemeral-attachments/")
    return discord.Attachment(data=given, state=interaction._state)


async def test_what_discord_py_stands_on_is_put_back(fake):
    with discord_hosts():
        discord.http.Route.BASE = "http://elsewhere"
    assert fake.api_url == discord.http.Route.BASE
