"""Who is late: the deadline comes first, and nothing that was typed is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from engine import task as tasks
from engine.definition.store import Bundles
from engine.errors import TaskGone
from engine.public import ClaimTask, CompleteTask, Engine, OpenTask, PostponeTask, ReleaseTask, SaveDraft, SetClock
from engine.replay import replay_instance
from tests.commands.state import draft, events, task_of
from tests.small_routine import publish_small, start_small

TYPED = {"note": ["Gunborg vill ha nyckeln kvar"], "count": ["2"]}
TWO_DAYS = timedelta(days=2)


@pytest.fixture
def instance(engine: Engine, who: dict[str, int]) -> uuid.UUID:
    publish_small(engine)
    return start_small(engine, who["bistand"])


@pytest.fixture
def answer(engine: Engine, who: dict[str, int], instance: uuid.UUID) -> uuid.UUID:
    """A task that Norr has claimed and that ends after two days."""
    found = opened(engine, instance)["answer"]
    engine.execute(ClaimTask(found), who["utforare-norr"])
    return found


def opened(engine: Engine, instance: uuid.UUID) -> dict[str, uuid.UUID]:
    with engine.database.read() as connection:
        return {t.element: t.id for t in tasks.open_of_instance(connection, instance)}


def fired(engine: Engine, instance: uuid.UUID) -> list[str]:
    return [e.inputs["key"][1] for e in events(engine, instance) if e.type == "timer.fired"]


def test_a_second_before_it_is_taken(engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID) -> None:
    clock.move(TWO_DAYS - timedelta(seconds=1))
    assert not engine.execute(CompleteTask(answer, TYPED), who["utforare-norr"]).late
    assert task_of(engine, answer).state == "completed"


def test_at_the_deadline_it_is_late_and_kept(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID, instance: uuid.UUID
) -> None:
    clock.move(TWO_DAYS)
    assert engine.execute(CompleteTask(answer, TYPED), who["utforare-norr"]).late
    gone = task_of(engine, answer)
    assert (gone.state, gone.closed_by) == ("cancelled", None)
    assert draft(engine, answer, who["utforare-norr"]) == TYPED
    assert fired(engine, instance) == ["in_between", "in_between", "too_late"]
    assert set(opened(engine, instance)) == {"take_over", "remind"}
    assert events(engine, instance)[-1].type == "timer.fired"
    page = engine.ask(OpenTask(answer), who["utforare-norr"])
    assert (page.task.state, page.closed_by) == ("cancelled", None)


def test_who_comes_after_the_deadline_was_recorded_loses_nothing_either(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID, instance: uuid.UUID
) -> None:
    clock.move(timedelta(days=1))
    engine.execute(PostponeTask(answer, None), who["utforare-norr"])
    clock.move(timedelta(days=1))
    remind = opened(engine, instance)["remind"]
    engine.execute(ClaimTask(remind), who["bistand"])  # the instance moves on by somebody else's hand
    assert task_of(engine, answer).state == "cancelled"
    before = events(engine, instance)
    assert engine.execute(SaveDraft(answer, {"note": ["Halv"]}), who["utforare-norr"]).late
    assert draft(engine, answer, who["utforare-norr"]) == {"note": ["Halv"]}
    for _ in range(2):
        assert engine.execute(CompleteTask(answer, TYPED), who["utforare-norr"]).late
    assert draft(engine, answer, who["utforare-norr"]) == TYPED
    assert events(engine, instance) == before


@pytest.mark.parametrize("act", [ClaimTask, ReleaseTask, lambda task: PostponeTask(task, None)])
def test_any_act_records_the_deadline_instead(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID, instance: uuid.UUID, act: object
) -> None:
    engine.execute(ReleaseTask(answer), who["utforare-norr"])
    if act is not ClaimTask:
        engine.execute(ClaimTask(answer), who["utforare-norr"])
    clock.move(TWO_DAYS)
    assert engine.execute(act(answer), who["utforare-norr"]).late  # type: ignore[operator]
    assert [e.type for e in events(engine, instance)][-3:] == ["timer.fired"] * 3
    with pytest.raises(TaskGone):
        engine.execute(ClaimTask(answer), who["utforare-norr"])


def test_a_colleague_who_held_nothing_is_told_it_is_gone(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID
) -> None:
    clock.move(TWO_DAYS)
    engine.execute(CompleteTask(answer, TYPED), who["utforare-norr"])
    with pytest.raises(TaskGone):
        engine.execute(CompleteTask(answer, TYPED), who["chef-norr"])
    assert draft(engine, answer, who["chef-norr"]) is None


def test_an_earlier_draft_outlives_the_deadline(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID
) -> None:
    engine.execute(SaveDraft(answer, {"note": ["Halv"]}), who["utforare-norr"])
    clock.move(TWO_DAYS)
    engine.execute(ClaimTask(answer), who["chef-norr"])
    assert draft(engine, answer, who["utforare-norr"]) == {"note": ["Halv"]}


def test_reminders_that_were_missed_come_once_each_and_in_order(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID, instance: uuid.UUID
) -> None:
    clock.move(timedelta(days=1))
    engine.execute(CompleteTask(answer, TYPED), who["utforare-norr"])
    assert fired(engine, instance) == ["in_between"]
    assert set(opened(engine, instance)) == {"read_answer", "remind"}
    clock.move(timedelta(days=9))
    engine.execute(ClaimTask(opened(engine, instance)["remind"]), who["bistand"])
    assert fired(engine, instance) == ["in_between"]


def test_what_deadlines_did_replays_the_same(
    engine: Engine, clock: SetClock, who: dict[str, int], answer: uuid.UUID, instance: uuid.UUID
) -> None:
    clock.move(TWO_DAYS)
    engine.execute(CompleteTask(answer, TYPED), who["utforare-norr"])
    engine.execute(ClaimTask(opened(engine, instance)["take_over"]), who["bistand"])
    with engine.database.read() as connection:
        assert replay_instance(connection, Bundles(), instance).failures == []
