"""Service tasks that the engine answers itself: asked by a job, answered by an event, once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from engine import job as jobs_of
from engine.bpmn.key import Key
from engine.commands.job import RunJob, TakeJobs
from engine.commands.service import AskService
from engine.definition.store import Bundles
from engine.errors import LeaseLost, NyckelfriError
from engine.job import LEASE, MOST_ATTEMPTS, SERVICE
from engine.public import Engine, SetClock
from engine.replay import replay_instance
from engine.service import SERVICES, Answer, Asked
from tests.commands.state import events
from tests.timed_routine import answer_and_count, counted, jobs, opened, publish, served, start

TOPIC = "stock"
Serve = Callable[[object], None]


class Flaky:
    """A service that fails so many times before it answers."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error = times, error

    def __call__(self, connection: Connection, asked: Asked) -> Answer:
        self.times -= 1
        if self.times >= 0:
            raise self.error
        return answer_and_count(connection, asked)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    return lambda service: monkeypatch.setitem(SERVICES, TOPIC, service)


def begun(engine: Engine, who: dict[str, int]) -> uuid.UUID:
    publish(engine, served(TOPIC))
    return start(engine, "served", who["bistand"])


def noted(engine: Engine) -> int:
    return counted(engine).total()


def types(engine: Engine, instance: uuid.UUID) -> list[str]:
    return [str(e.type) for e in events(engine, instance)][1:]


def asking(engine: Engine) -> list[jobs_of.Job]:
    return [job for job in jobs(engine) if job.kind == SERVICE]


def sound(engine: Engine, instance: uuid.UUID) -> None:
    with engine.database.read() as connection:
        assert replay_instance(connection, Bundles(), instance).failures == []


def test_it_is_asked_and_the_case_goes_on(engine: Engine, who: dict[str, int], serve: Serve) -> None:
    serve(answer_and_count)
    instance = begun(engine, who)
    (job,) = asking(engine)
    assert job.dedup == f"{instance.hex}:1:ask:1"
    assert opened(engine, instance) == []
    assert engine.worker().run_due() == 1
    assert opened(engine, instance) == ["see_answer"]
    assert types(engine, instance) == ["service.answered"]
    assert events(engine, instance)[-1].inputs["values"] == {"left": 3}
    assert (noted(engine), jobs(engine)) == (1, [])
    sound(engine, instance)


def test_a_service_of_nobodys_waits_for_somebody_outside(engine: Engine, who: dict[str, int]) -> None:
    instance = begun(engine, who)
    assert asking(engine) == []
    sound(engine, instance)


def test_an_error_code_is_caught_by_the_diagram(engine: Engine, who: dict[str, int], serve: Serve) -> None:
    serve(lambda connection, asked: Answer(error="REFUSED"))
    instance = begun(engine, who)
    engine.worker().run_due()
    assert opened(engine, instance) == ["see_refusal"]
    assert types(engine, instance) == ["service.failed"]
    sound(engine, instance)


def test_one_that_fails_is_asked_again_after_a_while_that_grows(
    engine: Engine,
    clock: SetClock,
    who: dict[str, int],
    serve: Serve,
    caplog: pytest.LogCaptureFixture,
) -> None:
    serve(Flaky(3, ValueError("Gunborg Fältskog")))
    instance = begun(engine, who)
    waits = []
    while not opened(engine, instance):
        assert engine.worker().run_due() == 1
        for job in asking(engine):
            assert job.run_at is not None
            assert (job.lease, job.error) == (None, "ValueError")
            waits.append((job.run_at - clock.at).total_seconds())
            clock.at = job.run_at
    assert [2**n / 2 <= wait <= 2**n for n, wait in enumerate(waits, 1)] == [True] * 3
    assert noted(engine) == 1
    assert len(caplog.records) == 3
    assert "Gunborg" not in caplog.text
    sound(engine, instance)


def test_after_the_last_attempt_it_waits_for_a_person(
    engine: Engine, clock: SetClock, who: dict[str, int], serve: Serve
) -> None:
    serve(Flaky(100, ValueError()))
    instance = begun(engine, who)
    for _ in range(MOST_ATTEMPTS):
        assert engine.worker().run_due() == 1
        clock.move(timedelta(minutes=1))
    assert engine.worker().run_due() == 0
    (job,) = asking(engine)
    assert (job.run_at, job.attempts, job.error) == (None, MOST_ATTEMPTS, "ValueError")
    assert types(engine, instance) == ["incident.raised"]
    raised = events(engine, instance)[-1].inputs
    assert raised == {"kind": "service", "error": "ValueError", "job": job.dedup, "key": ["", "ask", 1]}
    sound(engine, instance)


def test_what_trying_again_can_not_mend_waits_for_a_person_at_once(
    engine: Engine, who: dict[str, int], serve: Serve
) -> None:
    serve(lambda connection, asked: Answer(error="NOBODY_CATCHES_THIS"))
    instance = begun(engine, who)
    assert engine.worker().run_due() == 1
    assert [job.run_at for job in asking(engine)] == [None]
    assert events(engine, instance)[-1].inputs["error"] == "ErrorNotCaught"
    sound(engine, instance)


def test_who_has_died_with_it_over_and_over_is_not_followed_by_another(
    engine: Engine, clock: SetClock, who: dict[str, int], serve: Serve
) -> None:
    serve(answer_and_count)
    instance = begun(engine, who)
    for _ in range(MOST_ATTEMPTS):
        assert len(engine.execute(TakeJobs((SERVICE,), 1))) == 1
        clock.move(LEASE)
    engine.worker().run_due()
    assert events(engine, instance)[-1].inputs["error"] == "WorkerLost"
    assert noted(engine) == 0
    sound(engine, instance)


def test_one_whose_task_is_over_is_not_asked(
    engine: Engine, clock: SetClock, who: dict[str, int], serve: Serve
) -> None:
    serve(answer_and_count)
    instance = begun(engine, who)
    clock.move(timedelta(days=1))
    engine.worker().run_due()
    assert opened(engine, instance) == ["ask_by_phone"]
    assert types(engine, instance) == ["timer.fired"]
    assert (noted(engine), jobs(engine)) == (0, [])
    sound(engine, instance)


def test_a_stalled_worker_is_fenced_and_nothing_of_what_it_did_stays(
    engine: Engine, clock: SetClock, who: dict[str, int], serve: Serve
) -> None:
    serve(answer_and_count)
    instance = begun(engine, who)
    (stalled,) = engine.execute(TakeJobs((SERVICE,), 1))
    clock.move(LEASE)
    (other,) = engine.execute(TakeJobs((SERVICE,), 1))
    assert (other.id, other.attempts) == (stalled.id, 2)
    assert other.lease != stalled.lease
    ask = AskService(instance, Key(*stalled.payload["key"]), TOPIC)
    with pytest.raises(LeaseLost):
        engine.execute(RunJob(stalled, ask))
    assert (types(engine, instance), noted(engine)) == ([], 0)
    engine.execute(RunJob(other, ask))
    assert (types(engine, instance), noted(engine)) == (["service.answered"], 1)
    with pytest.raises(NyckelfriError):
        engine.execute(RunJob(stalled, ask))
    assert noted(engine) == 1
    sound(engine, instance)
