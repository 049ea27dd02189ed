"""Where a case does not get on: nothing is lost, somebody is told, and an owner can do something about it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from engine import errors
from engine import incident as incidents
from engine.commands.job import TakeJobs
from engine.definition.store import Bundles
from engine.errors import (
    IncidentGone,
    InstanceOver,
    InstanceStuck,
    NotFound,
    NotSkippable,
    NyckelfriError,
    ReasonMissing,
    TaskGone,
)
from engine.instance import row as rows_of
from engine.job import SERVICE
from engine.public import (
    CancelInstance,
    ClaimTask,
    CompleteTask,
    Engine,
    Incidents,
    MoveTask,
    MyTasks,
    OpenIncident,
    OpenInstance,
    OpenTask,
    RetryIncident,
    SetClock,
    SkipStep,
)
from engine.queries.trouble import WHY as WHY_IN_WORDS
from engine.queries.trouble import why
from engine.replay import replay_instance
from engine.service import SERVICES, Answer
from engine.verify import Report, verify
from tests.case import Case
from tests.commands.state import draft, events, rows, task_of
from tests.commands.test_races import at_once
from tests.timed_routine import choosing, jobs, opened, publish, served, start, task_at

OWNER, WORKER = "processagare", "bistand"
NOWHERE = {"count": ["2"], "note": ["Gunborg tvekar"]}
WHY = "Familjen Fältskog har flyttat"
DAY = timedelta(days=1)


@pytest.fixture
def instance(engine: Engine, who: dict[str, int]) -> uuid.UUID:
    publish(engine, choosing())
    return start(engine, "choosing", who[WORKER])


@pytest.fixture
def task(engine: Engine, who: dict[str, int], instance: uuid.UUID) -> uuid.UUID:
    """One that leads nowhere when it is answered by anything but 1."""
    found = task_at(engine, instance, "choose")
    engine.execute(ClaimTask(found), who[WORKER])
    return found


@pytest.fixture
def stuck(engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID) -> uuid.UUID:
    """The incident of a person whose answer leads nowhere."""
    with pytest.raises(InstanceStuck):
        engine.execute(CompleteTask(task, NOWHERE), who[WORKER])
    return of(engine, instance)[-1].id


@pytest.fixture
def standing(engine: Engine, clock: SetClock, instance: uuid.UUID) -> uuid.UUID:
    """The incident of a timer that leads nowhere."""
    clock.move(DAY)
    engine.worker().run_due()
    return of(engine, instance)[-1].id


def of(engine: Engine, instance: uuid.UUID) -> list[incidents.Incident]:
    with engine.database.read() as connection:
        return incidents.of_instance(connection, instance)


def state(engine: Engine, instance: uuid.UUID) -> tuple[str, int]:
    """The instance's state, and how many incidents it counts."""
    with engine.database.read() as connection:
        found = rows_of.read(connection, instance)
    assert found is not None
    return found[0].state, found[0].incidents


def last(engine: Engine, instance: uuid.UUID) -> str:
    return str(events(engine, instance)[-1].type)


def sound(engine: Engine, instance: uuid.UUID) -> None:
    with engine.database.read() as connection:
        assert replay_instance(connection, Bundles(), instance).failures == []
        assert list(verify(connection, Report())) == []


def test_an_answer_that_leads_nowhere_is_kept_and_the_task_stays(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    (raised,) = of(engine, instance)
    assert (raised.kind, raised.key, raised.error, raised.state) == ("task", ("", "choose", 1), "NoFlowTaken", "open")
    there = task_of(engine, task)
    assert (there.state, there.assignee) == ("open", who[WORKER])
    assert draft(engine, task, who[WORKER]) == NOWHERE
    assert state(engine, instance) == ("active", 1)
    said = events(engine, instance)[-1]
    assert (said.type, said.actor, said.command) == ("incident.raised", who[WORKER], "CompleteTask")
    assert said.inputs == {"kind": "task", "key": ["", "choose", 1], "error": "NoFlowTaken"}
    sound(engine, instance)


def test_pressing_again_raises_no_second_one(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    other = NOWHERE | {"count": ["3"]}
    with pytest.raises(InstanceStuck):
        engine.execute(CompleteTask(task, other), who[WORKER])
    assert [each.id for each in of(engine, instance)] == [stuck]
    assert draft(engine, task, who[WORKER]) == other
    sound(engine, instance)


def test_an_answer_that_leads_on_resolves_it(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    engine.execute(CompleteTask(task, NOWHERE | {"count": ["1"]}), who[WORKER])
    (raised,) = of(engine, instance)
    assert (raised.state, raised.resolution) == ("resolved", "passed")
    assert opened(engine, instance) == ["go_on"]
    assert state(engine, instance) == ("active", 0)
    assert draft(engine, task, who[WORKER]) is None
    sound(engine, instance)


def test_trying_a_task_again_is_for_its_person_to_do(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    engine.execute(RetryIncident(stuck), who[OWNER])
    assert last(engine, instance) == "incident.retried"
    assert (of(engine, instance)[0].resolution, task_of(engine, task).state) == ("retried", "open")
    with pytest.raises(InstanceStuck):
        engine.execute(CompleteTask(task, NOWHERE), who[WORKER])
    assert len(of(engine, instance)) == 2
    sound(engine, instance)


def test_a_timer_is_tried_again_when_it_is_told_to(
    engine: Engine, instance: uuid.UUID, who: dict[str, int], standing: uuid.UUID
) -> None:
    assert jobs(engine) == []
    engine.execute(RetryIncident(standing), who[OWNER])
    assert [job.kind for job in jobs(engine)] == ["deadlines"]
    engine.worker().run_due()
    assert [(each.kind, each.state) for each in of(engine, instance)] == [("timer", "resolved"), ("timer", "open")]
    sound(engine, instance)


def test_a_job_begins_anew(engine: Engine, who: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SERVICES, "stock", lambda *_: Answer(error="NOBODY_CATCHES_THIS"))
    publish(engine, served("stock"))
    instance = start(engine, "served", who[WORKER])
    engine.worker().run_due()
    (raised,) = of(engine, instance)
    monkeypatch.setitem(SERVICES, "stock", lambda *_: Answer())
    assert engine.worker().run_due() == 0
    engine.execute(RetryIncident(raised.id), who["admin"])
    assert engine.worker().run_due() == 1
    assert opened(engine, instance) == ["see_answer"]
    sound(engine, instance)


@pytest.mark.parametrize("by", [SkipStep, CancelInstance])
def test_a_job_goes_when_its_step_does(
    engine: Engine, who: dict[str, int], monkeypatch: pytest.MonkeyPatch, by: type
) -> None:
    monkeypatch.setitem(SERVICES, "stock", lambda *_: Answer(error="NOBODY_CATCHES_THIS"))
    publish(engine, served("stock"))
    instance = start(engine, "served", who[WORKER])
    engine.worker().run_due()
    (raised,) = of(engine, instance)
    engine.execute(by(raised.id if by is SkipStep else instance, WHY), who[OWNER])
    assert jobs(engine) == []
    assert opened(engine, instance) == (["see_answer"] if by is SkipStep else [])
    assert engine.execute(TakeJobs((SERVICE,), 1)) == []
    sound(engine, instance)


def test_a_step_that_leads_nowhere_without_an_answer_either_is_not_skipped(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, stuck: uuid.UUID
) -> None:
    before = rows(engine)
    with pytest.raises(NotSkippable):
        engine.execute(SkipStep(stuck, WHY), who[OWNER])
    assert rows(engine) == before


def test_a_task_is_moved_to_another_group_and_is_theirs_alone(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    page = engine.ask(OpenIncident(stuck), who[OWNER])
    group = next(g for g in page.groups if g.name == "Ekbacka Lås")
    assert (page.task, group.has_role) == (task, False)
    with pytest.raises(NotFound):
        engine.ask(OpenInstance(instance), who["lassmed"])
    engine.execute(MoveTask(task, group.id, WHY), who[OWNER])
    moved = task_of(engine, task)
    assert (moved.group, moved.assignee, moved.state) == (group.id, None, "open")
    assert of(engine, instance)[0].resolution == "moved"
    assert [row.id for row in engine.ask(MyTasks("group"), who["lassmed"]).rows] == [task]
    for login in ("bistand", "bistand2"):
        assert [row for tab in ("group", "mine") for row in engine.ask(MyTasks(tab), who[login]).rows] == []
        with pytest.raises(NotFound):
            engine.execute(ClaimTask(task), who[login])
    assert engine.ask(OpenInstance(instance), who["lassmed"]).number
    engine.execute(ClaimTask(task), who["lassmed"])
    engine.execute(CompleteTask(task, NOWHERE | {"count": ["1"]}), who["lassmed"])
    assert opened(engine, instance) == ["go_on"]
    sound(engine, instance)


def test_a_cancelled_case_waits_for_nothing(
    engine: Engine, clock: SetClock, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    engine.execute(CancelInstance(instance, WHY), who[OWNER])
    assert state(engine, instance) == ("cancelled", 0)
    assert of(engine, instance)[0].resolution == "cancelled"
    assert (opened(engine, instance), jobs(engine)) == ([], [])
    assert task_of(engine, task).state == "cancelled"
    clock.move(2 * DAY)
    assert engine.worker().run_due() == 0
    page = engine.ask(OpenInstance(instance), who[WORKER])
    assert (page.active, page.cancelled) == (False, True)
    assert engine.execute(CompleteTask(task, NOWHERE), who[WORKER]).late
    with pytest.raises(InstanceOver):
        engine.execute(CancelInstance(instance, WHY), who[OWNER])
    sound(engine, instance)


def test_a_case_that_gets_on_well_can_be_cancelled_too(engine: Engine, case: Case) -> None:
    engine.execute(CancelInstance(case.instance, WHY), case.people[OWNER])
    assert state(engine, case.instance) == ("cancelled", 0)
    sound(engine, case.instance)


def test_why_is_in_the_vault_and_nowhere_else(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    group = engine.ask(OpenIncident(stuck), who[OWNER]).groups[0]
    engine.execute(MoveTask(task, group.id, f" {WHY} "), who[OWNER])
    engine.execute(CancelInstance(instance, WHY), who[OWNER])
    found = [(name, row) for name, all_rows in rows(engine).items() for row in all_rows if "Fältskog" in repr_of(row)]
    assert [name for name, _ in found] == ["vault", "vault"]
    assert [(row[2], row[3]) for _, row in found] == [("reason", "personal")] * 2
    assert "Fältskog" not in repr(SkipStep(stuck, WHY))
    sound(engine, instance)


def repr_of(row: tuple[object, ...]) -> str:
    return " ".join(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row)


@pytest.mark.parametrize("login", ["bistand", "chef", "revisor", "lassmed"])
def test_it_is_the_owners_and_administrators_business_alone(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID, login: str
) -> None:
    group = engine.ask(OpenIncident(stuck), who[OWNER]).groups[0].id
    before = rows(engine)
    acts = (RetryIncident(stuck), SkipStep(stuck, WHY), MoveTask(task, group, WHY), CancelInstance(instance, WHY))
    for act in acts:
        with pytest.raises(NotFound):
            engine.execute(act, who[login])
    for question in (Incidents(), OpenIncident(stuck)):
        with pytest.raises(NotFound):
            engine.ask(question, who[login])
    assert rows(engine) == before


def test_what_is_not_there_is_not_found(engine: Engine, who: dict[str, int], task: uuid.UUID, stuck: uuid.UUID) -> None:
    nobody = uuid.UUID(int=7)
    group = engine.ask(OpenIncident(stuck), who[OWNER]).groups[0].id
    acts = (RetryIncident(nobody), SkipStep(nobody, WHY), MoveTask(nobody, group, WHY), CancelInstance(nobody, WHY))
    for act in (*acts, MoveTask(task, 4711, WHY)):
        with pytest.raises(NotFound):
            engine.execute(act, who[OWNER])


def test_whoever_changes_the_course_of_a_case_says_why(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    group = engine.ask(OpenIncident(stuck), who[OWNER]).groups[0].id
    for act in (SkipStep(stuck, " "), MoveTask(task, group, ""), CancelInstance(instance, "\n")):
        with pytest.raises(ReasonMissing):
            engine.execute(act, who[OWNER])


def test_what_is_resolved_is_not_resolved_again(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    group = engine.ask(OpenIncident(stuck), who[OWNER]).groups[0].id
    engine.execute(CancelInstance(instance, WHY), who[OWNER])
    for act, error in (
        (RetryIncident(stuck), IncidentGone),
        (SkipStep(stuck, WHY), IncidentGone),
        (MoveTask(task, group, WHY), TaskGone),
    ):
        with pytest.raises(error):
            engine.execute(act, who[OWNER])


def test_two_owners_at_once_and_one_is_told(
    engine: Engine, who: dict[str, int], instance: uuid.UUID, stuck: uuid.UUID
) -> None:
    results = at_once(engine, (RetryIncident(stuck), who[OWNER]), (CancelInstance(instance, WHY), who["admin"]))
    errors = [result for result in results if isinstance(result, type) and issubclass(result, NyckelfriError)]
    assert errors in ([], [IncidentGone])  # who tries again first leaves something to cancel
    assert state(engine, instance) == ("cancelled", 0)
    sound(engine, instance)


def test_the_list_says_what_failed_why_and_where(
    engine: Engine, clock: SetClock, who: dict[str, int], instance: uuid.UUID, stuck: uuid.UUID
) -> None:
    raised_at = clock.at
    found = engine.ask(Incidents(), who[OWNER])
    (row,) = found.open
    assert (row.id, row.instance, row.kind, row.name, row.routine) == (stuck, instance, "task", "choose", "Med val")
    assert (row.number, row.since) == ("VAL-2026-00001", raised_at)
    assert row.why.startswith("Inget av villkoren efter steget stämde")
    assert found.retrying == ()


def test_the_list_says_what_is_being_tried_again_and_when(
    engine: Engine, who: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SERVICES, "stock", lambda *_: Answer({}["missing"]))
    publish(engine, served("stock"))
    instance = start(engine, "served", who[WORKER])
    engine.worker().run_due()
    (row,) = engine.ask(Incidents(), who[OWNER]).retrying
    (job,) = [job for job in jobs(engine) if job.kind == SERVICE]
    assert (row.instance, row.name, row.attempts, row.next_at) == (instance, "ask", 1, job.run_at)
    assert (row.error, row.why[:19]) == ("KeyError", "Något gick fel i sy")


def test_the_case_tells_its_history_in_words(
    engine: Engine, clock: SetClock, who: dict[str, int], instance: uuid.UUID, task: uuid.UUID, stuck: uuid.UUID
) -> None:
    group = next(g for g in engine.ask(OpenIncident(stuck), who[OWNER]).groups if g.name == "Vaktmästeriet")
    for act in (RetryIncident(stuck), MoveTask(task, group.id, WHY), CancelInstance(instance, WHY)):
        clock.move(timedelta(minutes=1))
        engine.execute(act, who[OWNER])
    lines = engine.ask(OpenInstance(instance), who[WORKER]).history
    told = [(line.what, line.name, line.who) for line in reversed(lines)]
    owner = "Edit Lund"
    assert told[:4] == [
        ("started", "Med val", "Agnes Björk"),
        ("stuck", "choose", "Agnes Björk"),
        ("retried", "", owner),
        ("moved", "choose", owner),
    ]
    assert sorted(told[4:]) == [("cancelled", "choose", None), ("stopped", "", owner)]


def test_the_task_says_so_to_whoever_holds_it(
    engine: Engine, who: dict[str, int], task: uuid.UUID, stuck: uuid.UUID
) -> None:
    page = engine.ask(OpenTask(task), who[WORKER])
    assert (page.task.state, page.mine) == ("open", True)


def test_whatever_an_instance_can_not_go_on_from_has_words() -> None:
    classes = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, incidents.STUCK)]
    assert len(classes) > 10
    assert {each.__name__ for each in classes} - WHY_IN_WORDS.keys() == {"KernelError"}  # which is never raised itself
    assert why("KeyError") == why("")
