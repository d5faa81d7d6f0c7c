"""The command line: ``easel run``, its two halves ``serve`` and ``work``, and ``doctor`` and ``manifest``."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack
from typing import TextIO

from bot.settings import Settings, SetupError, given


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the process's exit code. Whether somebody reads what it prints changes nothing."""
    try:
        return _main(arguments)
    finally:
        # What waits to be printed would be tried for at the interpreter's end, and complained about.
        _print("", end="")


def _main(arguments: list[str] | None) -> int:
    asked = _parser().parse_args(arguments)
    # Heavy imports wait until it is known what to do, so that --help is quick.
    from bot.logs import configure
    from engines.worker import shield

    # Before there is a secret in memory: the worker, which decodes what strangers send, must not read this process.
    shield()
    try:
        settings = Settings()
    except (ValueError, OSError) as error:
        return _unreadable(error, asked.command)
    configure(settings.log_level, settings.log_format)
    if asked.command == "doctor":
        from bot.doctor.leaving import finish
        from bot.setup import doctor

        return finish(doctor(settings, _print, mode=asked.mode, variables=given()))
    if asked.command == "manifest":
        from bot.setup import manifest

        return 0 if manifest(settings, asked.platform, _print, http=asked.http) else 2
    return asyncio.run(_run(settings, asked.command))


async def _run(settings: Settings, command: str) -> int:
    from bot.jobs.runner import Mode
    from bot.memory import settle
    from bot.wiring import facing, parts, unseen, working
    from domain.errors import StorageError

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    mode = {"run": Mode.RUN, "serve": Mode.SERVE, "work": Mode.WORK}[command]
    try:
        async with AsyncExitStack() as stack:
            all_parts = await stack.enter_async_context(parts(settings, mode=command))
            jobs = await stack.enter_async_context(working(all_parts, mode))
            if mode is Mode.WORK:
                await stack.enter_async_context(unseen(all_parts))
            else:
                address = await stack.enter_async_context(facing(all_parts, jobs))
                _greet(address, offline=all_parts.studio.engines == {"sketch"})
            settle()
            await stop.wait()
    except SetupError as error:
        _complain(f"{error}")
        return 2
    except StorageError as error:
        _complain(f"the database or the assets cannot be used: {error.code} {error.detail}")
        return 2
    return 0


def _greet(address: str, *, offline: bool) -> None:
    _print(f"\n  Easel is ready: {address}\n")
    if offline:
        _print("  Drawing offline from clip-art. Set OPENAI_API_KEY for GPT Image.\n")


def _unreadable(error: Exception, command: str) -> int:
    """Say which settings cannot be used and what they take; return the exit code."""
    from bot.doctor.report import Report, sentence
    from bot.doctor.values import value_findings

    if command == "doctor":
        report = Report(_print)
        for finding in value_findings(error):
            report.add(finding)
        return 0 if report.end() else 1
    for finding in value_findings(error):
        _complain(sentence(finding))
    return 2


def _complain(words: str) -> None:
    _print(f"easel: {words}", to=sys.stderr)


def _print(line: str, *, end: str = "\n", to: TextIO | None = None) -> None:
    """Print a line at once, since a check may take its time; where its reader has gone, nothing more is printed."""
    stream = to or sys.stdout
    try:
        print(line, end=end, file=stream, flush=True)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="easel", description="A picture studio that lives in a team's chat.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="everything in one process")
    commands.add_parser("serve", help="the faces: chat platforms and web, for many machines")
    commands.add_parser("work", help="the jobs: makes and delivers pictures, for many machines")
    doctor = commands.add_parser("doctor", help="examine the set-up and say how to mend it")
    doctor.add_argument("--mode", choices=("run", "serve", "work"), default="", help="what is to be run here")
    manifest = commands.add_parser("manifest", help="print what a platform needs to add Easel")
    manifest.add_argument("platform", choices=("discord", "slack"))
    manifest.add_argument("--http", action="store_true", help="Slack: by HTTP at EASEL_PUBLIC_URL, not by Socket Mode")
    return parser


if __name__ == "__main__":
    sys.exit(main())
