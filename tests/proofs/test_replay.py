"""Replay and verification from the command line, in a process of their own under another hash seed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from engine.public import Engine
from engine.storage.tables.instance import instance
from engine.storage.tables.log import event
from tests.case import ROOT
from tests.databases import Databases, Templates
from tests.paths import VARIANTS
from tests.proofs.world import every_path

CLI = "from engine.cli import cli; cli()"


def nyckelfri(url: str, *arguments: str, source: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command line in a new process; `source` is where it finds the engine."""
    environment = os.environ | {"NYCKELFRI_DATABASE_URL": url, "PYTHONHASHSEED": "4711"}
    command = [sys.executable, "-c", CLI, *arguments]
    return subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def url(kind: str, databases: Databases, templates: Templates) -> str:
    """A database in which every path has been walked to its end, and half-way."""
    return databases.new(templates.keep(kind, "every path", every_path, templates.demo(kind)))


def test_every_instance_replays_the_same_in_a_new_process(url: str) -> None:
    engine = Engine(url)
    with engine.database.read() as connection:
        instances = connection.execute(select(func.count()).select_from(instance)).scalar_one()
        states = set(connection.execute(select(instance.c.state)).scalars())
        events = connection.execute(select(func.count()).where(func.length(event.c.stream) == 32)).scalar_one()
        all_events = connection.execute(select(func.count()).select_from(event)).scalar_one()
    engine.close()
    assert instances > len(VARIANTS)
    assert states == {"active", "completed"}
    replayed = nyckelfri(url, "replay", "--all")
    said = f"{instances} instances, {events} events: {instances} equal, 0 differ\n"
    assert (replayed.stdout, replayed.stderr, replayed.returncode) == (said, "", 0)
    verified = nyckelfri(url, "verify")
    assert re.search(rf"^{instances + 3} streams, {all_events} events, .*: 0 failures$", verified.stdout.strip())
    assert (verified.stderr, verified.returncode) == ("", 0)


def test_one_case_is_replayed_by_its_number(url: str) -> None:
    replayed = nyckelfri(url, "replay", "NYL-2026-00002")
    assert replayed.stdout.startswith("1 instances, ")
    assert replayed.returncode == 0
    missing = nyckelfri(url, "replay", "NYL-2026-00002", "NYL-2026-99999")
    assert missing.returncode == 1


def test_each_failure_is_a_line_and_the_exit_code_one(url: str) -> None:
    engine = Engine(url)
    with engine.database.write() as connection:
        some = connection.execute(select(instance.c.id, instance.c.number).order_by(instance.c.number).limit(2)).all()
        connection.execute(update(instance).where(instance.c.id.in_([row.id for row in some])).values(digest="0" * 64))
    engine.close()
    replayed = nyckelfri(url, "replay", "--all")
    lines = replayed.stdout.splitlines()
    assert {line.partition(":")[0] for line in lines[:-1]} == {row.number for row in some}
    assert len(lines) == 3
    assert lines[-1].endswith("2 differ")
    assert (replayed.stderr, replayed.returncode) == ("", 1)


def test_a_database_that_is_none_of_ours_is_said_in_one_line(databases: Databases) -> None:
    for act in (["replay", "--all"], ["verify"]):
        done = nyckelfri(databases.new(), *act)
        assert (done.stdout, done.returncode, done.stderr.count("\n")) == ("", 2, 1)
        assert "NYCKELFRI_DATABASE_URL" in done.stderr
