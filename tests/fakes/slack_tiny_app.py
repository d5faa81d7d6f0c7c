"""A small Bolt app that tests of the fake speak to: commands, threads, clicks, a modal, a Home tab, a step."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_server import FakeSlack

FIELD = {
    "type": "input",
    "block_id": "words",
    "label": {"type": "plain_text", "text": "Words"},
    "element": {"type": "plain_text_input", "action_id": "prompt"},
}
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A picture"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [FIELD],
}
BUTTONS = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "again", "text": {"type": "plain_text", "text": "Again"}, "value": "v1"}
    ],
}


def said(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


class TinyApp:
    """The app and what it heard."""

    def __init__(self, client: AsyncWebClient, fake: FakeSlack) -> None:
        self.client, self.fake = client, fake
        self.heard: list[dict[str, Any]] = []
        self.retries: list[str] = []
        self.app = AsyncApp(client=client, signing_secret=fake.signing_secret, raise_error_for_unhandled_request=False)
        app = self.app
        app.command("/imagine")(self.imagine)
        app.action("again")(self.again)
        app.shortcut("create_image")(self.open_form)
        app.shortcut("edit_image")(self.open_form)
        app.view("form")(self.take_form)
        app.options("style")(self.styles)
        app.event("message")(self.hear)
        app.event("app_home_opened")(self.home)
        app.function("imagine_generate")(self.step)
        for name in ("app_mention", "app_uninstalled", "tokens_revoked", "file_deleted", "member_joined_channel"):
            app.event(name)(self.hear)

    async def imagine(self, ack: Any, command: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        if not command["text"]:
            await ack("Say what to draw.")
            return
        await ack()
        posted = await client.chat_postMessage(
            channel=command["channel_id"], text="Working on it", blocks=[said("Working")]
        )
        where = {"channel": command["channel_id"], "ts": posted["ts"]}
        await client.chat_update(**where, text="Half way", blocks=[said("Half way"), BUTTONS])
        await respond(text="Done", response_type="ephemeral")

    async def again(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        root = body["message"].get("thread_ts") or body["message"]["ts"]
        await client.chat_postMessage(channel=body["channel"]["id"], thread_ts=root, text="Again it is")

    async def open_form(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def take_form(self, ack: Any, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        text = view["state"]["values"]["words"]["prompt"]["value"]
        if text == "no":
            await ack(response_action="errors", errors={"words": "Say more."})
            return
        await ack()
        opened = await client.conversations_open(users=body["user"]["id"])
        await client.chat_postMessage(channel=opened["channel"]["id"], text=f"You said {text}")

    async def styles(self, ack: Any) -> None:
        await ack(options=[{"text": {"type": "plain_text", "text": "Ink"}, "value": "ink"}])

    async def hear(
        self, event: dict[str, Any], body: dict[str, Any], context: Any, client: AsyncWebClient, request: Any
    ) -> None:
        self._note(event)
        self.retries += request.headers.get("x-slack-retry-num", [])
        if event["type"] == "message" and event.get("files") and event.get("thread_ts"):
            shown = await client.files_info(file=event["files"][0]["id"])
            headers = {"authorization": f"Bearer {client.token}"}
            async with client.session.get(shown["file"]["url_private_download"], headers=headers) as answer:
                data = await answer.read()
            uploaded = await client.files_upload_v2(file=data, filename="back.png", alt_txt="The same again")
            self._note({"type": "uploaded", "id": uploaded["file"]["id"], "thread_ts": event["thread_ts"]})

    def _note(self, event: dict[str, Any]) -> None:
        self.heard.append(event)
        self.fake.changed()

    async def home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [said("Your pictures")]})

    async def step(self, inputs: dict[str, Any], complete: Any) -> None:
        await complete(outputs={"file_id": f"F-{inputs['prompt']}"})


@asynccontextmanager
async def tiny(fake: FakeSlack, *, http: bool = False, sockets: int = 1, ping: float = 10):
    """Run the app against the fake, by Socket Mode or as a server of its own."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(fake.bot_token, base_url=fake.api_url, session=session)
        made = TinyApp(client, fake)
        if http:
            runner = web.AppRunner(made.app.web_app("/slack/events"), access_log=None)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            fake.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            yield made
            await runner.cleanup()
            return
        handlers = [AsyncSocketModeHandler(made.app, fake.app_token, ping_interval=ping) for _ in range(sockets)]
        for handler in handlers:
            await handler.connect_async()
        await fake.connected(sockets)
        yield made
        for handler in handlers:
            await handler.close_async()
