"""Misconfigurations that operators meet, each planted alone: the doctor names it and its mend, and the exit code tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.identity import derived
from bot.vault import SealedVault
from tests.bot.doctor_plants import PLANTS, Plant, Variables, planted, running_on_sqlite
from tests.bot.doctoring import PASSWORD, CommandLine, World, easel, world
from tests.fakes.s3 import S3Server, s3_server

__all__ = ["easel", "world"]

pytestmark = pytest.mark.may_block("nothing else is served while a set-up is examined")


@pytest.mark.parametrize("plant", PLANTS, ids=lambda each: each.name)
async def test_it_is_named_with_its_mend(plant: Plant, world: World, easel: CommandLine):
    variables = world.good() | await planted(plant, world)
    arguments = ("doctor", "--mode", "serve") if plant.name == "serve on sqlite" else ("doctor",)
    said = await easel(variables, *arguments)
    mark = "FAIL" if plant.fatal else "note"
    found = [line for line in said.of(plant.part) if line.startswith(mark) and plant.says in line]
    assert found, said.lines
    assert plant.mend in found[0].partition(plant.says)[2]
    assert said.code == (1 if plant.fatal else 0)
    # Nothing else is called broken for it.
    assert said.failing == ({plant.part} if plant.fatal else set())


async def test_a_good_set_up_has_nothing_to_mend(world: World, easel: CommandLine):
    said = await easel(world.good())
    assert said.code == 0
    marks = {
        line.split()[0]
        for part in ("discord", "slack", "openai", "database", "data", "clock")
        for line in said.of(part)
    }
    assert marks == {"ok"}
    assert not (world.data / "easel.db").exists()


async def test_a_running_easel_is_no_fault(world: World, easel: CommandLine):
    running = await running_on_sqlite(world)
    said = await easel(world.good() | running | {"EASEL_PUBLIC_URL": f"http://127.0.0.1:{running['EASEL_HTTP_PORT']}"})
    assert (said.code, said.failing) == (0, set())
    assert "ok An Easel is running on this folder, which is no fault." in said.of("database")
    assert f"ok An Easel answers on port {running['EASEL_HTTP_PORT']}, which is no fault." in said.of("address")
    assert any(line.startswith("ok Easel answers at") for line in said.of("address"))


def changed(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(
    ("revision", "says"),
    [
        ("9999", "FAIL The tables belong to a newer Easel (revision 9999"),
        ("0001", "ok The tables are at revision 0001; the next start brings them to"),
    ],
)
async def test_tables_of_another_easel_are_named(
    world: World, easel: CommandLine, sqlite_url: str, revision: str, says: str
):
    changed(Path(sqlite_url.removeprefix("sqlite:///")), f"UPDATE alembic_version SET version_num = '{revision}'")
    said = await easel(world.good() | {"EASEL_DATABASE_URL": sqlite_url})
    (line,) = said.of("database")
    assert line.startswith(says)
    assert said.code == says.startswith("FAIL")


async def test_a_file_that_cannot_be_written_is_named(
    world: World, easel: CommandLine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    # Root may write whatever its mode says.
    monkeypatch.setattr("storage.examine.os.access", lambda *_: False)
    said = await easel(world.good() | {"EASEL_DATABASE_URL": sqlite_url})
    assert any(line.startswith("FAIL The database can be read and not written.") for line in said.of("database"))
    assert said.code == 1


async def test_a_secret_that_was_changed_is_named(world: World, easel: CommandLine, sqlite_url: str):
    sealed = SealedVault(derived("the one from before", "vault")).seal("xoxb-of-somebody")
    row = f"('slack', 'T1', '{sealed}', '2026-01-01T00:00:00+00:00')"
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    changed(path, f"INSERT INTO installations (platform, team, sealed, written_at) VALUES {row}")
    said = await easel(world.good() | {"EASEL_DATABASE_URL": sqlite_url})
    assert said.code == 1
    assert any("sealed with another secret" in line and "Set EASEL_SECRET_KEY" in line for line in said.of("database"))
    said = await easel(world.good() | {"EASEL_DATABASE_URL": sqlite_url, "EASEL_SECRET_KEY": "the one from before"})
    assert (said.code, len(said.of("database"))) == (0, 1)


async def test_what_postgres_lacks_is_named(world: World, easel: CommandLine, postgres_url: str):
    good = world.good() | {"EASEL_DATABASE_URL": postgres_url}
    said = await easel(good)
    assert (said.code, said.of("database")[0][:2]) == (0, "ok")
    assert said.of("processes") == [
        "note No process makes pictures, so what is asked waits. Start easel work beside easel serve, or easel run alone."
    ]
    said = await easel(good | {"EASEL_SECRET_KEY": ""})
    assert any("EASEL_SECRET_KEY is not set" in line for line in said.of("data"))
    name = postgres_url.partition("@/")[2].partition("?")[0]
    said = await easel(good | {"EASEL_DATABASE_URL": postgres_url.replace(name, "nowhere")})
    assert (said.code, said.failing) == (1, {"database"})
    assert "The server is there, the database is not. Make it (createdb)" in said.of("database")[0]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    said = await easel(good)
    assert said.code == 1
    assert "FAIL The database can be read and not written." in said.of("database")[1]


@pytest.mark.parametrize(("silent", "says"), [("1 hour", "has been silent for 36"), ("0 seconds", "")])
async def test_workers_that_do_not_beat_are_named(
    world: World, easel: CommandLine, postgres_url: str, silent: str, says: str
):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        beat = f"now() - interval '{silent}'"
        connection.execute(f"INSERT INTO workers (id, started_at, beat_at) VALUES ('w', {beat}, {beat})".encode())
    serving = {"EASEL_DATABASE_URL": postgres_url, "EASEL_HTTP_PORT": str(await world.easel())}
    said = await easel(world.good() | serving)
    (line,) = said.of("processes")
    if says:
        assert says in line
        assert "Start easel work" in line
        assert (said.code, said.failing) == (1, {"processes"})
    else:
        assert line.startswith("ok A process that makes pictures was heard of")


async def test_serving_without_any_worker_is_named(world: World, easel: CommandLine, postgres_url: str):
    serving = {"EASEL_DATABASE_URL": postgres_url, "EASEL_HTTP_PORT": str(await world.easel())}
    said = await easel(world.good() | serving)
    assert (said.code, said.failing) == (1, {"processes"})
    assert said.of("processes")[0].startswith("FAIL No process makes pictures, so what is asked waits.")


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "ok Pictures can be kept and read."),
        ({"EASEL_ASSETS_URL": "s3://nowhere"}, "FAIL There is no bucket nowhere. Make it, or correct EASEL_ASSETS_URL"),
        ({"AWS_SECRET_ACCESS_KEY": PASSWORD}, "FAIL The bucket easel is closed to these keys. Correct AWS_ACCESS_KEY"),
        ({"EASEL_S3_ENDPOINT": "http://127.0.0.1:9"}, "FAIL The server of the bucket easel does not answer. Correct"),
    ],
    ids=["good", "no bucket", "wrong keys", "away"],
)
async def test_what_a_bucket_lacks_is_named(
    world: World, easel: CommandLine, s3: S3Server, change: Variables, says: str
):
    bucket = {
        "EASEL_ASSETS_URL": f"s3://{s3.bucket}",
        "EASEL_S3_ENDPOINT": s3.endpoint,
        "AWS_REGION": s3.region,
        "AWS_ACCESS_KEY_ID": s3.key_id,
        "AWS_SECRET_ACCESS_KEY": s3.secret,
    }
    said = await easel(world.good() | bucket | change)
    (line,) = said.of("pictures")
    assert line.startswith(says)
    assert said.code == says.startswith("FAIL")


async def test_a_process_without_a_face_needs_no_address(world: World, easel: CommandLine):
    taken = {"EASEL_HTTP_PORT": str(await world.stranger())}
    said = await easel(world.good() | taken, "doctor", "--mode", "work")
    assert said.of("address") == []
    assert said.failing == {"processes"}
    assert said.of("processes")[0].startswith("FAIL easel work needs Postgres")
