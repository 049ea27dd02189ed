"""Workers and people at once. Each command is worked out before any of them is written, so that each race is one."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from engine.commands.deadlines import SettleDeadlines
from engine.commands.job import RunJob, TakeJobs
from engine.errors import LeaseLost
from engine.job import DEADLINES, LEASE
from engine.public import ClaimTask, CompleteTask, Engine, SetClock
from tests.commands.state import events
from tests.commands.test_races import at_once, sound
from tests.timed_routine import Edge, jobs, opened, publish, start, task_at, timed

HOUR = timedelta(hours=1)


@pytest.fixture
def instances(engine: Engine, clock: SetClock, who: dict[str, int]) -> list[uuid.UUID]:
    """Three whose task is over in an hour, and for which it is that time."""
    publish(engine, timed(Edge("limit", "PT1H", interrupting=True)))
    started = [start(engine, "timed", who["bistand"]) for _ in range(3)]
    for instance in started:
        engine.execute(ClaimTask(task_at(engine, instance, "work")), who["bistand"])
    clock.move(HOUR)
    return started


def fired(engine: Engine, instance: uuid.UUID) -> int:
    return [str(e.type) for e in events(engine, instance)].count("timer.fired")


def test_each_job_is_taken_by_one(engine: Engine, who: dict[str, int], instances: list[uuid.UUID]) -> None:
    results = at_once(engine, *[(TakeJobs((DEADLINES,), 2), who["bistand"])] * 4)
    taken = [job.dedup for found in results for job in found]
    assert len(set(taken)) == len(taken) == 3
    assert max(len(found) for found in results) <= 2


def test_a_worker_and_a_person_who_is_late_and_it_fires_once(
    engine: Engine, who: dict[str, int], instances: list[uuid.UUID]
) -> None:
    case = instances[0]
    (job, *_) = engine.execute(TakeJobs((DEADLINES,), 3))
    late = CompleteTask(task_at(engine, case, "work"), {})
    _, acted = at_once(engine, (RunJob(job, SettleDeadlines(case)), who["bistand"]), (late, who["bistand"]))
    assert acted.late
    assert (fired(engine, case), opened(engine, case)) == (1, ["then_limit"])
    assert job.dedup not in {each.dedup for each in jobs(engine)}
    sound(engine, case)


def test_a_worker_and_the_one_who_took_over_from_it_and_it_fires_once(
    engine: Engine, clock: SetClock, who: dict[str, int], instances: list[uuid.UUID]
) -> None:
    case = instances[0]
    (first, *_) = engine.execute(TakeJobs((DEADLINES,), 3))
    clock.move(LEASE)
    (second, *_) = engine.execute(TakeJobs((DEADLINES,), 3))
    runs = [(RunJob(job, SettleDeadlines(case)), who["bistand"]) for job in (first, second)]
    assert at_once(engine, *runs) == [LeaseLost, None]
    assert (fired(engine, case), opened(engine, case)) == (1, ["then_limit"])
    sound(engine, case)
