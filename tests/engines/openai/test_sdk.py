import asyncio
import json
import sys
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]

CALLS = """
import asyncio, json, sys
from engines.openai import OpenAIEngine, OpenAIModerator, OpenAISettings
from engines.openai.check import check
from tests.engines.openai.conftest import Frames, edit, request
from tests.fakes.openai import KEY, FakeOpenAI
from tests.fakes.openai_script import Step

async def calls():
    async with FakeOpenAI() as fake:
        settings = OpenAISettings(api_key=KEY, base_url=fake.base_url)
        engine, moderator = OpenAIEngine(settings), OpenAIModerator(settings)
        await moderator.check("a fox", ())
        made = [await engine.make(each, Frames()) for each in (request(), edit())]
        fake.script(Step("user_error"))
        try:
            await engine.make(request(), Frames())
        except Exception as error:
            made.append(error)
        await check(settings, model="gpt-image-2", moderation=True)
        await engine.close()
        await moderator.close()
        return [type(each).__name__ for each in made]

print(json.dumps([asyncio.run(calls()), sorted(name for name in sys.modules if name.startswith("openai."))]))
"""

WHOLE = """
import engines.openai.sdk as ours
import json, openai
from openai import OpenAI, pydantic_function_tool, types
from openai.types import Image
from openai.types.responses import Response
found = [openai.__version__ > "", types.responses.Response is Response, types.Image is Image, OpenAI is openai.OpenAI]
found += [openai.APIError is ours.APIError, openai.AsyncOpenAI is ours.AsyncOpenAI, callable(pydantic_function_tool)]
found += [not hasattr(each, "no_such_name") for each in (openai, types)]
print(json.dumps(found))
"""


async def said(script: str):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return json.loads(out.splitlines()[-1])


async def test_every_kind_of_call_goes_without_the_types_of_other_apis():
    made, modules = await said(CALLS)
    assert made == ["Made", "Made", "BadRequest"]
    assert "openai.resources.images" in modules
    others = ("openai.types.responses", "openai.types.chat", "openai.types.beta", "openai.resources.chat")
    assert not [name for name in modules if name.startswith(others)]


async def test_the_whole_sdk_is_there_for_who_asks_for_it():
    assert await said(WHOLE) == [True] * 9
