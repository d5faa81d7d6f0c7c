"""The command line: ``easel run``, its two halves ``serve`` and ``work``, and ``doctor`` and ``manifest``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import AsyncExitStack

from bot.settings import Settings, names


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the process's exit code."""
    asked = _parser().parse_args(arguments)
    # Heavy imports wait until it is known what to do, so that --help is quick.
    from pydantic import ValidationError

    from bot.logs import configure
    from engines.worker import shield

    # Before there is a secret in memory: the worker, which decodes what strangers send, must not read this process.
    shield()
    try:
        settings = Settings()
    except ValidationError as error:
        print(f"easel: {_settings_wrong(error)}", file=sys.stderr)
        return 2
    configure(settings.log_level, settings.log_format)
    if asked.command == "doctor":
        from bot.setup import doctor

        return 0 if asyncio.run(doctor(settings, print)) else 1
    if asked.command == "manifest":
        from bot.setup import manifest

        return 0 if manifest(settings, asked.platform, print, http=asked.http) else 2
    return asyncio.run(_run(settings, asked.command))


async def _run(settings: Settings, command: str) -> int:
    from bot.jobs.runner import Mode
    from bot.wiring import SetupError, facing, parts, working
    from domain.errors import StorageError

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    mode = {"run": Mode.RUN, "serve": Mode.SERVE, "work": Mode.WORK}[command]
    try:
        async with AsyncExitStack() as stack:
            all_parts = await stack.enter_async_context(parts(settings))
            jobs = await stack.enter_async_context(working(all_parts, mode))
            if mode is not Mode.WORK:
                address = await stack.enter_async_context(facing(all_parts, jobs))
                _greet(address, offline=all_parts.studio.engines == {"sketch"})
            await stop.wait()
    except SetupError as error:
        print(f"easel: {error}", file=sys.stderr)
        return 2
    except StorageError as error:
        print(f"easel: the database or the assets cannot be used: {error.code} {error.detail}", file=sys.stderr)
        return 2
    return 0


def _greet(address: str, *, offline: bool) -> None:
    print(f"\n  Easel is ready: {address}\n", flush=True)
    if offline:
        print("  Drawing offline from clip-art. Set OPENAI_API_KEY for GPT Image.\n", flush=True)


def _settings_wrong(error: Exception) -> str:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    known = names()
    # Never the value: it may be a secret.
    lines = [f"{known.get(str(each['loc'][0]), each['loc'][0])}: {each['msg']}" for each in error.errors()]
    return "; ".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="easel", description="A picture studio that lives in a team's chat.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="everything in one process")
    commands.add_parser("serve", help="the faces: chat platforms and web, for many machines")
    commands.add_parser("work", help="the jobs: makes and delivers pictures, for many machines")
    commands.add_parser("doctor", help="examine the set-up and say how to mend it")
    manifest = commands.add_parser("manifest", help="print what a platform needs to add Easel")
    manifest.add_argument("platform", choices=("discord", "slack"))
    manifest.add_argument("--http", action="store_true", help="Slack: by HTTP at EASEL_PUBLIC_URL, not by Socket Mode")
    return parser


if __name__ == "__main__":
    sys.exit(main())
