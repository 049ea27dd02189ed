"""What does not depend on the machine: statements, commits and bytes."""

from __future__ import annotations

from engine.bench.databases import Server
from engine.bench.figures import Costs
from engine.bench.routines import LINE, TASKS
from engine.bench.stage import Clerk, line_tasks, opened, prepare
from engine.bench.statements import Recorded, Recorder


def costs(server: Server, stored: int) -> Costs:
    """Counts one instance's and weighs `stored` of them: by what the database is larger than with a few."""
    url = server.fresh()
    prepare(url)
    counted = _count(url)
    _run(url, stored)
    before = server.size(url)
    _run(url, stored)
    return Costs(
        statements={name: len(each.statements) for name, each in counted.items()},
        commits={name: each.commits for name, each in counted.items()},
        instance_bytes=(server.size(url) - before) // stored,
    )


def _count(url: str) -> dict[str, Recorded]:
    counted = {}
    with opened(url) as engine:
        clerk = Clerk(engine)
        _line(clerk)  # after which everything that is kept has been read
        recorder = Recorder().listen(engine.database)
        tasks = line_tasks(clerk.start(LINE))
        counted["start"] = recorder.take()
        for task, form in tasks[: TASKS // 2]:
            clerk.claim(task)
            counted["claim"] = recorder.take()
            clerk.complete(task, form)
            counted["complete"] = recorder.take()
    return counted


def _run(url: str, instances: int) -> None:
    with opened(url) as engine:
        clerk = Clerk(engine)
        for _ in range(instances):
            _line(clerk)


def _line(clerk: Clerk) -> None:
    for task, form in line_tasks(clerk.start(LINE)):
        clerk.claim(task)
        clerk.complete(task, form)
