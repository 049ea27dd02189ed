"""Completions a second by one and by several processes: such as run all the while, and a new one for each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any
from uuid import UUID

from engine.bench.figures import Cold, Warm
from engine.bench.routines import LINE
from engine.bench.samples import Times
from engine.bench.stage import Clerk, line_tasks, opened

_WORKER = (sys.executable, "-m", "engine.bench.worker")


def warm(url: str, processes: int, instances: int) -> Warm:
    """Each process runs `instances` of the line, all beginning at the same time."""
    workers = [
        subprocess.Popen(  # noqa: S603 -- our own module
            [*_WORKER, "line", url, str(number), str(instances)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            if worker.stdout.readline() != "ready\n":
                raise RuntimeError("a worker of the bench did not start")
        # written to all before any is waited for
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("\n")
            worker.stdin.flush()
        done = [json.loads(worker.communicate()[0]) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    completions = list(chain.from_iterable(each["complete"] for each in done))
    return Warm(
        processes=processes,
        completions_per_second=len(completions) / max(each["seconds"] for each in done),
        claim=Times.of(list(chain.from_iterable(each["claim"] for each in done))),
        complete=Times.of(completions),
    )


def cold(url: str, processes: int, completions: int) -> Cold:
    """`processes` at a time, `completions` after one another, each by a process of its own."""
    with opened(url) as engine:
        waiting = [[_claimed(Clerk(engine, number)) for _ in range(completions)] for number in range(processes)]
    before = time.perf_counter()
    with ThreadPoolExecutor(processes) as pool:
        done = list(chain.from_iterable(pool.map(_complete_each, [url] * processes, range(processes), waiting)))
    seconds = time.perf_counter() - before
    return Cold(
        processes=processes,
        completions_per_second=len(done) / seconds,
        process=Times.of([process for process, _ in done]),
        command=Times.of([command for _, command in done]),
    )


def _claimed(clerk: Clerk) -> tuple[UUID, str]:
    task, form = line_tasks(clerk.start(LINE))[0]
    clerk.claim(task)
    return task, form


def _complete_each(url: str, number: int, tasks: Sequence[tuple[UUID, str]]) -> list[tuple[float, float]]:
    done = []
    for task, form in tasks:
        before = time.perf_counter()
        ran = subprocess.run(  # noqa: S603 -- our own module
            [*_WORKER, "complete", url, str(number), task.hex, form], stdout=subprocess.PIPE, check=True
        )
        said: dict[str, Any] = json.loads(ran.stdout)
        done.append((time.perf_counter() - before, said["seconds"]))
    return done
