"""A process of its own that completes tasks: `line URL CLERK INSTANCES`, or `complete URL CLERK TASK FORM`.

Said on standard output as JSON: seconds. With `line`, begins when a line comes on standard input.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from uuid import UUID

from engine.bench.routines import LINE
from engine.bench.stage import Clerk, line_tasks, opened


def line(url: str, number: int, instances: int) -> dict[str, object]:
    """Runs instances of the line from start to end, after one that warms up."""
    claim: list[float] = []
    complete: list[float] = []
    with opened(url) as engine:
        clerk = Clerk(engine, number)
        _run(clerk, [], [])
        print("ready", flush=True)
        sys.stdin.readline()
        before = time.perf_counter()
        for _ in range(instances):
            _run(clerk, claim, complete)
        seconds = time.perf_counter() - before
    return {"seconds": seconds, "claim": claim, "complete": complete}


def _run(clerk: Clerk, claim: list[float], complete: list[float]) -> None:
    for task, form in line_tasks(clerk.start(LINE)):
        claim.append(clerk.claim(task))
        complete.append(clerk.complete(task, form))


def complete(url: str, number: int, task: UUID, form: str) -> dict[str, object]:
    """Completes one task that the clerk holds."""
    before = time.perf_counter()
    with opened(url) as engine:
        Clerk(engine, number).complete(task, form)
    return {"seconds": time.perf_counter() - before}


def main(arguments: Sequence[str]) -> None:
    kind, url, number, *rest = arguments
    if kind == "line":
        done = line(url, int(number), int(rest[0]))
    else:
        done = complete(url, int(number), UUID(rest[0]), rest[1])
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1:])
