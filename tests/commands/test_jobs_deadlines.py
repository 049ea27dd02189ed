"""Timers fire though nobody comes by: a job for each instance that has any, at the time of the earliest."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from engine.bench.statements import Recorder
from engine.calendar import STOCKHOLM
from engine.commands.deadlines import MOST, SettleDeadlines
from engine.commands.job import TakeJobs
from engine.definition.store import Bundles
from engine.job import DEADLINES, LEASE
from engine.public import ClaimTask, CompleteTask, Engine, Incidents, OpenTask, RetryIncident, SetClock, Worker
from engine.replay import replay_instance
from tests.case import START, Case
from tests.commands.state import draft, events
from tests.small_routine import publish_small, start_small
from tests.timed_routine import Edge, choosing, jobs, opened, publish, start, task_at, timed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Begin = Callable[..., uuid.UUID]


@pytest.fixture
def begin(engine: Engine, who: dict[str, int]) -> Begin:
    """Publishes a routine with these timers and starts it."""

    def one(*edges: Edge, key: str = "timed") -> uuid.UUID:
        publish(engine, timed(*edges, key=key))
        return start(engine, key, who["bistand"])

    return one


def work(engine: Engine) -> None:
    """As a worker does, until nothing is due."""
    while engine.worker().run_due():
        pass


def fired(engine: Engine, instance: uuid.UUID) -> list[tuple[str, datetime]]:
    found = [e for e in events(engine, instance) if e.type == "timer.fired"]
    return [(e.inputs["key"][1], e.at) for e in found]


def due(engine: Engine) -> list[datetime | None]:
    return [job.run_at for job in jobs(engine)]


def equal(engine: Engine, instance: uuid.UUID) -> bool:
    with engine.database.read() as connection:
        return replay_instance(connection, Bundles(), instance).failures == []


def test_a_case_without_timers_has_no_job(case: Case) -> None:
    assert jobs(case.engine) == []


def test_the_job_is_there_from_the_start_and_runs_at_the_earliest_time(engine: Engine, begin: Begin) -> None:
    instance = begin(Edge("late", "P2D"), Edge("soon", "PT1H"))
    (job,) = jobs(engine)
    assert (job.kind, job.instance, job.run_at, job.attempts, job.lease) == (DEADLINES, instance, START + HOUR, 0, None)
    assert job.dedup == f"deadlines:{instance.hex}"


def test_it_fires_at_its_time_and_not_before(engine: Engine, clock: SetClock, begin: Begin) -> None:
    instance = begin(Edge("reminder", "PT1H"), Edge("limit", "P1D", interrupting=True))
    clock.move(HOUR - timedelta(microseconds=1))
    assert engine.worker().run_due() == 0
    assert opened(engine, instance) == ["work"]
    clock.move(timedelta(microseconds=1))
    assert engine.worker().run_due() == 1
    assert opened(engine, instance) == ["then_reminder", "work"]
    assert due(engine) == [START + DAY]
    clock.move(DAY)
    work(engine)
    assert opened(engine, instance) == ["then_limit", "then_reminder"]
    assert jobs(engine) == []
    assert [name for name, _ in fired(engine, instance)] == ["reminder", "limit"]
    (said,) = {(e.actor, e.channel, e.command) for e in events(engine, instance) if e.type == "timer.fired"}
    assert said == (None, "worker", "FireTimer")
    assert equal(engine, instance)


def test_the_job_goes_with_the_task_that_its_timers_are_on(engine: Engine, who: dict[str, int], begin: Begin) -> None:
    instance = begin(Edge("limit", "P1D", interrupting=True))
    found = task_at(engine, instance, "work")
    engine.execute(ClaimTask(found), who["bistand"])
    assert due(engine) == [START + DAY]
    engine.execute(CompleteTask(found, {}), who["bistand"])
    assert jobs(engine) == []
    assert equal(engine, instance)


def test_who_settles_the_deadlines_by_hand_moves_the_job(
    engine: Engine, clock: SetClock, who: dict[str, int], begin: Begin
) -> None:
    instance = begin(Edge("reminder", "R3/PT1H", "timeCycle"))
    clock.move(HOUR)
    engine.execute(ClaimTask(task_at(engine, instance, "work")), who["bistand"])
    assert [name for name, _ in fired(engine, instance)] == ["reminder"]
    assert due(engine) == [START + 2 * HOUR]
    assert engine.worker().run_due() == 0


def test_ten_days_late_every_cycle_fires_once_in_order_of_its_time(
    engine: Engine, clock: SetClock, begin: Begin
) -> None:
    instance = begin(Edge("hourly", "R/PT1H", "timeCycle"), Edge("daily", "R/P1D", "timeCycle"))
    clock.move(10 * DAY)
    rounds = 0
    while engine.worker().run_due():
        rounds += 1
    names = [name for name, _ in fired(engine, instance)]
    assert names == (["hourly"] * 23 + ["daily", "hourly"]) * 10  # of two at the same time, the first by name
    assert rounds == -(-len(names) // MOST)
    assert due(engine) == [START + 10 * DAY + HOUR]
    at = [time for _, time in fired(engine, instance)]
    assert at == sorted(at)
    assert equal(engine, instance)


def test_a_command_fires_no_more_than_so_many_and_leaves_the_rest_due(
    engine: Engine, clock: SetClock, begin: Begin
) -> None:
    instance = begin(Edge("hourly", "R/PT1H", "timeCycle"))
    clock.move((MOST + 20) * HOUR)
    assert engine.worker().run_due() == 1
    assert len(fired(engine, instance)) == MOST
    assert due(engine) == [START + (MOST + 1) * HOUR]
    assert equal(engine, instance)  # what is left is late, and no less right for it
    work(engine)
    assert len(fired(engine, instance)) == MOST + 20


def test_settling_what_is_not_due_changes_nothing(engine: Engine, begin: Begin) -> None:
    instance = begin(Edge("limit", "P1D"))
    before = events(engine, instance)
    assert engine.execute(SettleDeadlines(instance)) == START + DAY
    assert events(engine, instance) == before


@pytest.mark.parametrize(
    ("text", "at"),
    [
        # the hour that is skipped in March: half past two is an hour after half past one
        ('=date and time("2026-03-29T02:30:00@Europe/Stockholm")', datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-03-29T03:00:00+02:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # the hour that comes twice in October: the first time
        ('=date and time("2026-10-25T02:30:00@Europe/Stockholm")', datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_in_a_night_when_the_clocks_change(
    engine: Engine, clock: SetClock, begin: Begin, text: str, at: datetime
) -> None:
    clock.at = at - 12 * HOUR
    instance = begin(Edge("night", text, "timeDate"))
    assert due(engine) == [at]
    for minutes in range(-90, 91, 30):
        clock.at = at + timedelta(minutes=minutes)
        work(engine)
        assert len(fired(engine, instance)) == (minutes >= 0)
    assert equal(engine, instance)


@pytest.mark.parametrize("night", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
@pytest.mark.parametrize("hour", [8, 2])
def test_a_daily_cycle_over_a_night_when_the_clocks_change_fires_once_a_day(
    engine: Engine, clock: SetClock, begin: Begin, night: datetime, hour: int
) -> None:
    def local(days: int) -> datetime:
        return (night + days * DAY).replace(hour=hour, minute=30, tzinfo=STOCKHOLM).astimezone(UTC)

    clock.at = local(-2)
    instance = begin(Edge("daily", "R/P1D", "timeCycle"))
    while clock.at < local(3) + HOUR:
        clock.move(timedelta(minutes=30))
        work(engine)
    at = [time for _, time in fired(engine, instance)]
    assert at == [local(days) for days in (-1, 0, 1, 2, 3)]  # one in the hour that is skipped is an hour late that day
    assert equal(engine, instance)


@pytest.mark.parametrize(
    ("began", "reminded", "ended"),
    [
        # over a weekend, and over one with the days of Christmas before it, Christmas Eve being kept as one
        ("2026-11-27T15:00", "2026-11-30T15:00", "2026-12-01T15:00"),
        ("2026-12-23T10:00", "2026-12-28T10:00", "2026-12-29T10:00"),
    ],
)
def test_a_reminder_comes_a_working_day_before_the_time_is_out(
    engine: Engine, clock: SetClock, begin: Begin, began: str, reminded: str, ended: str
) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)

    clock.at = local(began)
    reminder = Edge("reminder", "=add_working_days(now(), 1)", "timeDate")
    instance = begin(reminder, Edge("limit", "=add_working_days(now(), 2)", "timeDate", interrupting=True))
    for at, before, after in (
        (local(reminded), ["work"], ["then_reminder", "work"]),
        (local(ended), ["then_reminder", "work"], ["then_limit", "then_reminder"]),
    ):
        clock.at = at - timedelta(seconds=1)
        work(engine)
        assert opened(engine, instance) == before
        clock.at = at
        work(engine)
        assert opened(engine, instance) == after
    assert equal(engine, instance)


def test_who_is_a_second_late_after_the_worker_sees_what_they_typed_and_the_next_task(
    engine: Engine, clock: SetClock, who: dict[str, int]
) -> None:
    publish_small(engine)
    instance = start_small(engine, who["bistand"])
    answer = task_at(engine, instance, "answer")
    engine.execute(ClaimTask(answer), who["utforare-norr"])
    clock.move(2 * DAY)
    work(engine)
    before = events(engine, instance)
    clock.move(timedelta(seconds=1))
    typed = {"note": ["Gunborg vill ha nyckeln kvar"], "count": ["2"]}
    assert engine.execute(CompleteTask(answer, typed), who["utforare-norr"]).late
    assert events(engine, instance) == before
    assert draft(engine, answer, who["utforare-norr"]) == typed
    page = engine.ask(OpenTask(answer), who["utforare-norr"])
    assert (page.task.state, page.closed_by) == ("cancelled", None)
    assert opened(engine, instance) == ["remind", "remind", "take_over"]


def test_a_deadline_that_leads_nowhere_stands_still_and_holds_nobody_up(
    engine: Engine, clock: SetClock, who: dict[str, int]
) -> None:
    publish(engine, choosing())
    instance = start(engine, "choosing", who["bistand"])
    clock.move(DAY)
    work(engine)
    assert [e.type for e in events(engine, instance)][1:] == ["incident.raised"]
    assert jobs(engine) == []
    assert not engine.execute(ClaimTask(task_at(engine, instance, "choose")), who["bistand"]).late
    clock.move(DAY)
    work(engine)
    assert [e.type for e in events(engine, instance)][1:] == ["incident.raised", "task.claimed"]
    assert equal(engine, instance)


def test_a_case_with_timers_that_do_not_change_costs_no_statement_more(
    engine: Engine, who: dict[str, int], begin: Begin
) -> None:
    counts = []
    for key, edges in (("untimed", ()), ("timed", (Edge("limit", "P1D"),))):
        instance = begin(*edges, key=key)
        found = task_at(engine, instance, "work")
        recorder = Recorder().listen(engine.database)
        engine.execute(ClaimTask(found), who["bistand"])
        counts.append(len(recorder.take().statements))
    assert counts[0] == counts[1]


def test_a_worker_that_never_came_back_is_replaced_when_its_lease_is_over(
    engine: Engine, clock: SetClock, begin: Begin
) -> None:
    instance = begin(Edge("reminder", "PT1H"))
    clock.move(HOUR)
    (taken,) = engine.execute(TakeJobs((DEADLINES,), 5))
    assert taken.run_at == clock.at + LEASE
    clock.move(LEASE - timedelta(seconds=1))
    assert engine.worker().run_due() == 0
    clock.move(timedelta(seconds=1))
    assert engine.worker().run_due() == 1
    assert [name for name, _ in fired(engine, instance)] == ["reminder"]


def give_up(engine: Engine, clock: SetClock) -> None:
    """A worker that can't do the job tries until it is not to try any more."""
    unable = Worker(engine._executor, {DEADLINES: lambda job: {}["missing"]})
    while unable.run_due():
        clock.move(timedelta(minutes=1))


def test_one_that_was_given_up_is_taken_up_by_whoever_comes_by(
    engine: Engine, clock: SetClock, who: dict[str, int], begin: Begin
) -> None:
    instance = begin(Edge("reminder", "R/PT1H", "timeCycle"))
    clock.move(HOUR)
    give_up(engine, clock)
    assert due(engine) == [None]
    assert events(engine, instance)[-1].inputs == {
        "kind": "deadlines",
        "error": "KeyError",
        "job": f"deadlines:{instance.hex}",
    }
    assert equal(engine, instance)
    engine.execute(ClaimTask(task_at(engine, instance, "work")), who["bistand"])
    assert due(engine) == [START + 2 * HOUR]
    assert equal(engine, instance)
    clock.move(HOUR)
    work(engine)
    assert [name for name, _ in fired(engine, instance)] == ["reminder"] * 2
    assert due(engine) == [START + 3 * HOUR]
    assert equal(engine, instance)


def test_one_that_was_given_up_is_tried_again_by_an_owners_will(
    engine: Engine, clock: SetClock, who: dict[str, int], begin: Begin
) -> None:
    instance = begin(Edge("limit", "PT1H", interrupting=True))
    clock.move(HOUR)
    give_up(engine, clock)
    (row,) = engine.ask(Incidents(), who["processagare"]).open
    assert (row.kind, row.name) == ("deadlines", "")
    engine.execute(RetryIncident(row.id), who["processagare"])
    assert (opened(engine, instance), jobs(engine)) == (["then_limit"], [])  # settled by the command itself
    assert engine.ask(Incidents(), who["processagare"]).open == ()
    assert equal(engine, instance)
