"""More of real discord.py against the fake: its command tree, restarts, direct messages, forwards, pings, absences."""

import enum
import re

import pytest

from tests.fakes.discord_bot import EDIT, IMAGINE, png, running, upload
from tests.fakes.discord_client import discord, discord_hosts
from tests.fakes.discord_errors import UiRefused
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import File


@pytest.fixture
async def fake():
    async with FakeDiscord(pace=0.05, ack_seconds=60) as server:
        with discord_hosts(server):
            yield server


@pytest.fixture
def home(fake):
    return fake.guild("Studio", locale="de", tier=2)


@pytest.fixture
def art(fake, home):
    return fake.channel(home, "art", nsfw=True)


@pytest.fixture
def mira(fake, home):
    return fake.user("mira", guilds=[home])


class Size(enum.Enum):
    square = "1024x1024"
    wide = "1536x1024"


def tree_of(bot, done):
    tree = discord.app_commands.CommandTree(bot)

    @tree.command(description="Make a picture")
    @discord.app_commands.allowed_installs(guilds=True, users=True)
    @discord.app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def imagine(
        interaction: discord.Interaction,
        prompt: discord.app_commands.Range[str, 1, 6000],
        size: Size = Size.square,
        count: discord.app_commands.Range[int, 1, 4] = 1,
        image: discord.Attachment | None = None,
    ):
        done.append((prompt, size, count, await image.read() if image else None))
        done.append((interaction.locale.value, interaction.guild_locale and interaction.guild_locale.value))
        await interaction.response.send_message("on it", ephemeral=True)

    library = discord.app_commands.Group(name="library", description="What was made")

    @library.command(description="Look")
    async def show(interaction: discord.Interaction, who: discord.User):
        done.append(who.id)
        await interaction.response.defer()

    tree.add_command(library)

    @tree.context_menu(name="Edit this image")
    async def edit(interaction: discord.Interaction, message: discord.Message):
        done.append(message.content)
        await interaction.response.defer(ephemeral=True)

    return tree


async def test_a_command_tree_is_synced_and_used(fake, art, mira):
    done = []
    async with running(fake) as bot:
        tree = tree_of(bot, done)
        await tree.sync()
        options = {"prompt": "a fox", "size": "wide", "count": 2, "image": File("a.png", png())}
        asked = fake.slash(mira, art, "imagine", options, locale="fr")
        assert (await asked.acknowledged()).ephemeral
        assert done == [("a fox", Size.wide, 2, png()), ("fr", "de")]
        shown = fake.slash(mira, art, "library show", {"who": mira})
        await shown.acknowledged()
        menu = fake.context_menu(mira, fake.say(mira, art, "look"), "Edit this image")
        await menu.acknowledged()
        assert done[2:] == [mira.id, "look"]
        done.clear()
        fake.install_for(fake.app, mira)
        private = fake.slash(mira, fake.group_dm(mira, fake.user("leo")), "imagine", {"prompt": "us"})
        await private.acknowledged()
        assert (private.context, private.owners) == (2, {"1": str(mira.id)})
        ids = [each["id"] for each in fake.app.commands[None]]
        await tree.sync()
        assert [each["id"] for each in fake.app.commands[None]] == ids
    assert fake.refused == []


async def test_another_process_ends_what_one_began(fake, art, mira):
    async def defer(interaction):
        await interaction.response.defer(thinking=True)

    async with running(fake) as bot:
        bot.on_ask = defer
        asked = fake.slash(mira, art, "imagine", {"prompt": "x"})
        await asked.acknowledged()
    async with discord.Client(intents=discord.Intents.none()) as worker:
        await worker.login(fake.token)
        hook = discord.Webhook.partial(fake.app.id, asked.token, client=worker)
        await hook.edit_message(asked.original.id, content="half", attachments=[upload()])
        fake.clock.advance(901)
        with pytest.raises(discord.HTTPException) as failed:
            await hook.edit_message(asked.original.id, content="late")
        assert (failed.value.status, failed.value.code) == (401, 50027)
        message = worker.get_partial_messageable(art.id).get_partial_message(asked.original.id)
        await message.edit(content="done", attachments=[upload("blue")])
    assert (asked.response().content, asked.response().pictures) == ("done", [png("blue")])


async def test_an_answer_that_comes_late_is_for_nobody(fake, art, mira):
    async def late(interaction):
        fake.clock.advance(61)
        with pytest.raises(discord.NotFound) as failed:
            await interaction.response.defer()
        assert failed.value.code == 10062

    async with running(fake) as bot:
        bot.on_ask = late
        asked = fake.slash(mira, art, "imagine", {"prompt": "x"})
        await fake.until(lambda: asked.refusals)
    assert asked.ack is None


async def test_people_and_bots_write_to_each_other_privately(fake, mira):
    async with running(fake, IMAGINE | {"contexts": [0, 1, 2]}) as bot:
        user = await bot.fetch_user(mira.id)
        await user.send("Your picture", file=upload())
        dm = fake.dm(mira)
        said = await fake.message_in(dm)
        fake.say(mira, dm, "thanks", reply_to=said)
        await fake.until(lambda: bot.heard)
        assert bot.heard[0].guild is None
        asked = fake.slash(mira, dm, "imagine", {"prompt": "x"})
        await fake.until(lambda: bot.asked)
        assert (asked.context, bot.asked[0].user.id) == (1, mira.id)
        mira.dms_open = False
        with pytest.raises(discord.Forbidden) as failed:
            await user.send("Again")
        assert failed.value.code == 50007


async def test_a_forward_brings_the_picture(fake, home, art, mira):
    async with running(fake) as bot:
        first = fake.say(mira, art, "look", files=[File("a.png", png())])
        fake.say(mira, fake.channel(home, "talk"), forward_of=first)
        await fake.until(lambda: len(bot.heard) == 2)
        snapshot = bot.heard[1].message_snapshots[0]
        assert (snapshot.content, await snapshot.attachments[0].read()) == ("look", png())


async def test_who_is_pinged_is_known(fake, art, mira):
    fake.allow(art, fake.app, "MENTION_EVERYONE")
    async with running(fake) as bot:
        channel = bot.get_channel(art.id)
        await channel.send(f"{mira.mention} @everyone")
        await channel.send(f"{mira.mention} @everyone", allowed_mentions=discord.AllowedMentions.all())
    assert [(each.mentions, each.everyone) for each in art.messages] == [([], False), ([mira], True)]


async def test_a_dynamic_button_is_found_by_its_id(fake, art, mira):
    pressed = []

    class Again(discord.ui.DynamicItem[discord.ui.Button], template=r"e:again:(?P<id>\d+)"):
        def __init__(self, id_):
            super().__init__(discord.ui.Button(label="Again", custom_id=f"e:again:{id_}"))
            self.id_ = id_

        @classmethod
        async def from_custom_id(cls, _interaction, _item, match: re.Match[str]):
            return cls(int(match["id"]))

        async def callback(self, interaction):
            pressed.append(self.id_)
            await interaction.response.defer()

    async with running(fake) as bot:
        bot.add_dynamic_items(Again)
        view = discord.ui.View(timeout=None)
        view.add_item(Again(7))
        sent = fake.message((await bot.get_channel(art.id).send("v1", view=view)).id)
        assert (await fake.press(mira, sent, "Again").acknowledged()).type == 6
        with pytest.raises(UiRefused):
            fake.press(mira, sent, "Other")
    assert pressed == [7]


async def test_a_bot_that_was_put_out_is_told_and_finds_nothing(fake, home, art, mira):
    async with running(fake) as bot:
        channel = bot.get_channel(art.id)
        fake.ban(home, fake.app)
        fake.say(mira, art, "gone?")
        with pytest.raises(discord.Forbidden) as failed:
            await channel.send("x")
        assert failed.value.code == 50001
        fake.install(fake.app, home)
        fake.say(mira, art, "back?")
        await fake.until(lambda: bot.heard)
    assert [each.content for each in bot.heard] == ["back?"]


async def test_a_private_channel_is_silent_for_who_is_not_in_it(fake, home, mira):
    closed = fake.channel(home, "closed", private=True, members=[mira])
    shared = fake.channel(home, "shared", private=True, members=[mira, fake.app])
    async with running(fake, IMAGINE, EDIT) as bot:
        fake.say(mira, closed, "secret")
        thread = fake.private_thread(mira, shared, "ours", members=[fake.app])
        fake.say(mira, fake.private_thread(mira, shared, "mine"), "secret")
        fake.say(mira, thread, "hello")
        await fake.until(lambda: bot.heard)
        assert [each.content for each in bot.heard] == ["hello"]
        assert bot.get_channel(closed.id) is None
