"""Claiming, releasing, taking over and putting away: who may, who may not, what is recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import NotFound, NyckelfriError, TaskGone, TaskHeld, TaskNotHeld
from engine.public import (
    ClaimTask,
    CompleteTask,
    DiscloseTask,
    Engine,
    OpenTask,
    PostponeTask,
    ReleaseTask,
    SaveDraft,
    SetClock,
)
from tests.case import FORMS, START, Case, typed
from tests.commands.state import events, rows, task_of

TO_A_TASK: dict[str, Callable[[uuid.UUID], Any]] = {
    "claim": ClaimTask,
    "release": ReleaseTask,
    "postpone": lambda task: PostponeTask(task, START),
    "draft": lambda task: SaveDraft(task, {}),
    "complete": lambda task: CompleteTask(task, typed(FORMS["collect_key"])),
    "disclose": DiscloseTask,
}
STRANGERS = ("utforare-soder", "larm", "lassmed", "bistand", "chef", "revisor", "admin", "processagare", "samordnare")


def refusal(act: Callable[[], object]) -> tuple[type, str]:
    with pytest.raises(NyckelfriError) as raised:
        act()
    return raised.type, str(raised.value)


@pytest.mark.parametrize("act", TO_A_TASK.values(), ids=TO_A_TASK.keys())
def test_a_task_that_is_not_yours_is_not_found_just_as_one_that_is_not_there(
    engine: Engine, who: dict[str, int], collect_key: uuid.UUID, act: Callable[[uuid.UUID], Any]
) -> None:
    before = rows(engine)
    for login in STRANGERS:
        there = refusal(lambda login=login: engine.execute(act(collect_key), who[login]))
        not_there = refusal(lambda login=login: engine.execute(act(uuid.UUID(int=7)), who[login]))
        assert there == not_there == refusal(lambda: _raise(NotFound()))
    assert rows(engine) == before


def _raise(error: Exception) -> None:
    raise error


def test_somebody_of_the_group_claims_and_holds(engine: Engine, who: dict[str, int], collect_key: uuid.UUID) -> None:
    done = engine.execute(ClaimTask(collect_key), who["utforare-norr"])
    assert (done.task, done.late) == (collect_key, False)
    assert task_of(engine, collect_key).assignee == who["utforare-norr"]
    page = engine.ask(OpenTask(collect_key), who["utforare-norr"])
    assert (page.mine, page.may_complete, page.may_claim) == (True, True, False)


def test_claiming_twice_records_one_claim(engine: Engine, who: dict[str, int], case: Case) -> None:
    task = case.claim("collect_key", "provider")
    before = rows(engine)
    engine.execute(ClaimTask(task), who["utforare-norr"])
    assert rows(engine) == before


def test_a_colleague_sees_who_holds_it_and_cannot_take_it(engine: Engine, clock: SetClock, who: dict[str, int]) -> None:
    case = Case.start(engine, clock, provider_kind="own", provider="egen")
    case.complete("collect_key", "provider")
    task = case.claim("message_coordinator", "fee_officer")
    before = rows(engine)
    # a deputy stands in for who holds it, and so may; `chef` leads the group, and so may: a stranger to both may not
    page = engine.ask(OpenTask(task), who["vikarie"])
    assert page.holder == "Ture Lind"
    for act in (PostponeTask(task, START), SaveDraft(task, {}), CompleteTask(task, {})):
        with pytest.raises((TaskHeld, TaskNotHeld)):
            engine.execute(act, who["vikarie"])
    assert rows(engine) == before


def test_a_colleague_without_more_right_cannot_take_or_give_back(
    engine: Engine, who: dict[str, int], collect_key: uuid.UUID
) -> None:
    engine.execute(ClaimTask(collect_key), who["chef-norr"])
    before = rows(engine)
    with pytest.raises(TaskHeld):
        engine.execute(ClaimTask(collect_key), who["utforare-norr"])
    with pytest.raises(TaskNotHeld):
        engine.execute(ReleaseTask(collect_key), who["utforare-norr"])
    with pytest.raises(TaskHeld):
        engine.execute(CompleteTask(collect_key, typed(FORMS["collect_key"])), who["utforare-norr"])
    assert rows(engine) == before


def test_a_manager_takes_over_and_gives_back(engine: Engine, who: dict[str, int], collect_key: uuid.UUID) -> None:
    engine.execute(ClaimTask(collect_key), who["utforare-norr"])
    assert engine.ask(OpenTask(collect_key), who["chef-norr"]).may_claim
    engine.execute(ClaimTask(collect_key), who["chef-norr"])
    assert task_of(engine, collect_key).assignee == who["chef-norr"]
    engine.execute(ClaimTask(collect_key), who["chef-norr"])
    engine.execute(ReleaseTask(collect_key), who["chef-norr"])
    engine.execute(ClaimTask(collect_key), who["utforare-norr"])
    engine.execute(ReleaseTask(collect_key), who["chef-norr"])
    assert task_of(engine, collect_key).assignee is None


def test_a_deputy_takes_over_and_it_is_recorded_on_whose_behalf(
    engine: Engine, clock: SetClock, who: dict[str, int], case: Case
) -> None:
    case.complete("collect_key", "provider")
    task = case.claim("register_client_external", "fee_officer")
    engine.execute(ClaimTask(task), who["vikarie"])
    engine.execute(CompleteTask(task, typed(FORMS["register_client_external"])), who["vikarie"])
    done = task_of(engine, task)
    assert (done.assignee, done.closed_by, done.on_behalf_of) == (who["vikarie"], who["vikarie"], who["avgift"])
    claimed, completed = events(engine, case.instance)[-2:]
    assert claimed.actor == completed.actor == who["vikarie"]
    assert claimed.on_behalf_of == completed.on_behalf_of == who["avgift"]


def test_who_acts_by_their_own_right_acts_for_nobody_else(engine: Engine, who: dict[str, int], case: Case) -> None:
    case.complete("collect_key", "provider")
    assert [e.on_behalf_of for e in events(engine, case.instance)] == [None] * 3


def test_a_deputy_is_one_only_for_the_time_appointed(
    engine: Engine, clock: SetClock, who: dict[str, int], case: Case
) -> None:
    case.complete("collect_key", "provider")
    task = case.find("register_client_external", "fee_officer")
    clock.move(timedelta(days=60))
    with pytest.raises(NotFound):
        engine.execute(ClaimTask(task), who["vikarie"])
    with pytest.raises(NotFound):
        engine.ask(OpenTask(task), who["vikarie"])
    clock.at = START - timedelta(days=1, microseconds=1)
    with pytest.raises(NotFound):
        engine.execute(ClaimTask(task), who["vikarie"])


def test_releasing_what_nobody_holds_does_nothing(engine: Engine, who: dict[str, int], collect_key: uuid.UUID) -> None:
    before = rows(engine)
    assert engine.execute(ReleaseTask(collect_key), who["utforare-norr"]).task == collect_key
    assert rows(engine) == before


def test_what_is_put_away_comes_back_at_its_time_and_is_nobody_elses(
    engine: Engine, clock: SetClock, who: dict[str, int], case: Case
) -> None:
    from engine.public import MyTasks

    task = case.claim("collect_key", "provider")
    engine.execute(PostponeTask(task, clock.at + timedelta(days=2)), who["utforare-norr"])

    def listed(tab: str) -> list[uuid.UUID]:
        return [row.id for row in engine.ask(MyTasks(tab), who["utforare-norr"]).rows]

    assert (listed("mine"), listed("waiting")) == ([], [task])
    clock.move(timedelta(days=2))
    assert (listed("mine"), listed("waiting")) == ([task], [])
    engine.execute(PostponeTask(task, clock.at + timedelta(days=2)), who["utforare-norr"])
    engine.execute(PostponeTask(task, None), who["utforare-norr"])
    assert (listed("mine"), listed("waiting")) == ([task], [])
    engine.execute(PostponeTask(task, clock.at + timedelta(days=2)), who["utforare-norr"])
    engine.execute(ReleaseTask(task), who["utforare-norr"])
    assert task_of(engine, task).follow_up is None


@pytest.mark.parametrize("act", sorted(TO_A_TASK.keys() - {"disclose"}))
def test_a_task_that_is_over_says_so_to_whom_it_was_shown(
    engine: Engine, who: dict[str, int], case: Case, act: str
) -> None:
    task = case.find("collect_key", "provider")
    case.complete("collect_key", "provider")
    before = rows(engine)
    for login in ("utforare-norr", "chef-norr"):
        with pytest.raises(TaskGone):
            engine.execute(TO_A_TASK[act](task), who[login])
        page = engine.ask(OpenTask(task), who[login])
        assert (page.closed_by, page.task.closed_at) == ("Maja Nordgren", case.clock.at)
    assert rows(engine) == before
    assert engine.execute(DiscloseTask(task), who["utforare-norr"]) == {}


@pytest.mark.parametrize("act", ["postpone", "draft", "complete"])
def test_what_nobody_holds_must_be_claimed_first(
    engine: Engine, who: dict[str, int], collect_key: uuid.UUID, act: str
) -> None:
    before = rows(engine)
    with pytest.raises(TaskNotHeld):
        engine.execute(TO_A_TASK[act](collect_key), who["utforare-norr"])
    assert rows(engine) == before
