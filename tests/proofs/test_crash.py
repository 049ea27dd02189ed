"""The process is killed at every statement and every commit: afterwards all of it has happened, or nothing."""

from __future__ import annotations

import multiprocessing
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from engine import task
from engine.errors import AlreadyStarted, TaskGone
from engine.instance import row as rows_of
from engine.public import Engine
from engine.verify import Report, verify
from tests.case import Case, people
from tests.commands.state import rows, task_of
from tests.databases import Databases, Templates
from tests.paths import EXTERNAL, WITHOUT_UNIT, Variant, run
from tests.proofs import crashing
from tests.proofs.crashing import Act, acts
from tests.proofs.judging import failures

pytestmark = pytest.mark.slow

Perform = Callable[[str, Act, int], int]
processes = multiprocessing.get_context("forkserver")  # the engine is read once, and each process is a copy of that
processes.set_forkserver_preload(["tests.proofs.crashing"])


def up_to_approval(engine: Engine) -> None:
    run(engine, engine.clock, Variant(EXTERNAL, "", {}, WITHOUT_UNIT))  # type: ignore[arg-type]


@pytest.fixture
def source(kind: str, templates: Templates) -> str:
    """A database with a case in which `check_approval` is open."""
    return templates.keep(kind, "up to approval", up_to_approval, templates.demo(kind))


@pytest.fixture
def approval(databases: Databases, source: str, open_engine: Callable[[str], Engine]) -> uuid.UUID:
    engine = open_engine(databases.new(source))
    with engine.database.read() as connection:
        (instance,) = [row[0] for row in rows(engine)["instance"]]
        found = next(t for t in task.open_of_instance(connection, instance) if t.element == "check_approval")
    return found.id


@pytest.fixture
def perform() -> Iterator[Perform]:
    """Performs an act in a process of its own, which dies at the point given, 0 for none."""
    here, there = processes.Pipe()
    server = processes.Process(target=crashing.serve, args=(there,))
    server.start()
    there.close()

    def one(url: str, act: Act, fatal: int) -> int:
        here.send((url, act, fatal))
        return int(here.recv())

    yield one
    here.close()
    server.join()


@pytest.mark.parametrize("name", ["start", "claim", "complete"])
def test_killed_at_any_point_a_command_has_happened_or_not_and_can_be_repeated(
    databases: Databases,
    source: str,
    approval: uuid.UUID,
    perform: Perform,
    open_engine: Callable[[str], Engine],
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    *earlier, act = acts(approval)[: [a.name for a in acts(approval)].index(name) + 1]
    url = databases.new(source)
    for each in earlier:
        assert perform(url, each, 0) > 0
    fresh, before = templates_of(databases, url), rows(open_engine(url))
    done = fresh()
    points = perform(done, act, 0)
    after = rows(open_engine(done))
    assert before != after
    assert points > 20
    with capsys.disabled():
        print(f"\n{databases.kind}: {name} is killed at {points} points")

    url = fresh()
    engine = open_engine(url)
    happened = []
    for fatal in range(1, points + 1):
        assert perform(url, act, fatal) == -signal.SIGKILL
        now = rows(engine)
        assert now in (before, after), fatal
        happened.append(now == after)
        with engine.database.read() as connection:
            assert failures(connection, engine._executor.bundles) == []
        if happened[
            -1
        ]:  # repeated, it does nothing more; and the next one dies in a database where it has not happened
            with suppress(AlreadyStarted, TaskGone):
                engine.execute(act.command, people(engine)[act.login])
            assert rows(engine) == after
            url = fresh()
            engine = open_engine(url)
    assert happened == sorted(happened)
    assert set(happened) == {False, True}
    # where it has died so often and never happened it happens when it is let
    assert perform(url, act, 0) == points
    assert rows(engine) == after


def templates_of(databases: Databases, url: str) -> Callable[[], str]:
    """Makes copies of a database that is left alone from now on."""
    kept = databases.new(url)
    return lambda: databases.new(kept)


def test_killed_under_load_it_keeps_what_it_has_told_and_goes_on(databases: Databases, engine: Engine) -> None:
    url = databases.made[0]
    engine.close()
    for _ in range(2):
        told, tell = processes.Pipe(duplex=False)
        process = processes.Process(target=crashing.work, args=(url, tell))
        process.start()
        tell.close()
        done = [told.recv() for _ in range(25)]
        process.kill()
        process.join()
        with suppress(EOFError):  # what it still told before it died counts too
            while True:
                done.append(told.recv())
        assert process.exitcode == -signal.SIGKILL
        with engine.database.read() as connection:
            assert failures(connection) == []
        for what, id_ in done:
            if what == "started":
                with engine.database.read() as connection:
                    assert rows_of.read(connection, id_) is not None
            elif what == "claimed":
                assert task_of(engine, id_).assignee is not None
            else:
                assert task_of(engine, id_).state == "completed"
    case = Case.start(engine, engine.clock)  # type: ignore[arg-type]
    case.complete("collect_key", "provider")
    with engine.database.read() as connection:
        assert list(verify(connection, Report())) == []
