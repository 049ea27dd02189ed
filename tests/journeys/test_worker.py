"""What is to happen by itself, in the process that serves and in processes of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.public import Engine
from tests.case import people
from tests.journeys.conftest import ROOT, Served
from tests.timed_routine import Edge, jobs, opened, publish, start, timed

pytestmark = pytest.mark.slow

NYCKELFRI = [str(ROOT / ".venv" / "bin" / "nyckelfri")]


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def due_at_once(folder: Path) -> tuple[Engine, uuid.UUID]:
    """A case in the served database whose time is up as soon as it has begun."""
    engine = Engine(f"sqlite:///{folder / 'nyckelfri.db'}")
    publish(engine, timed(Edge("soon", "PT0S", interrupting=True)))
    return engine, start(engine, "timed", people(engine)["bistand"])


def await_(what: Callable[[], bool]) -> None:
    for _ in range(600):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_whoever_serves_works_too_and_stops_when_told(
    tmp_path: Path, processes: list[subprocess.Popen[bytes]], how: signal.Signals
) -> None:
    server = Served(tmp_path, "--demo").wait()
    processes.append(server.process)
    engine, instance = due_at_once(tmp_path)
    await_(lambda: opened(engine, instance) == ["then_soon"])
    engine.close()
    assert server.stop(how) == 0
    assert "Traceback" not in server.log.read_text()


def test_what_a_server_leaves_to_others_is_done_by_a_worker(
    tmp_path: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    server = Served(tmp_path, "--demo", "--no-worker").wait()
    processes.append(server.process)
    engine, instance = due_at_once(tmp_path)
    environment = os.environ | {"NYCKELFRI_DATABASE_URL": f"sqlite:///{tmp_path / 'nyckelfri.db'}"}
    for how in (signal.SIGTERM, signal.SIGINT):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        worker = subprocess.Popen([*NYCKELFRI, "worker"], env=environment, **pipes)
        processes.append(worker)
        assert worker.stdout is not None
        assert b"works" in worker.stdout.readline()
        await_(lambda: opened(engine, instance) == ["then_soon"])
        worker.send_signal(how)
        assert worker.communicate(timeout=60)[1] == b""
        assert worker.returncode == 0
    assert jobs(engine) == []
    engine.close()
    assert server.stop() == 0
