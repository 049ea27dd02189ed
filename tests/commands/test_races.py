"""Several people at once. Each command is worked out before any of them is written, so that each race is one."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from engine import mail, task
from engine.command import Context, Nothing
from engine.definition.store import Bundles
from engine.directory.entries import Office
from engine.errors import AlreadyStarted, NotFound, NotSignedIn, NyckelfriError, TaskGone, TaskHeld, TaskNotHeld
from engine.instance import row as rows_of
from engine.public import (
    AddToDirectory,
    ClaimTask,
    CompleteTask,
    Deploy,
    DisclosePlaces,
    DiscloseTask,
    Engine,
    OpenTask,
    ReleaseTask,
    SaveDraft,
    SaveStartDraft,
    SetClock,
    StartInstance,
)
from engine.replay import replay_instance
from engine.storage.tables.definition import definition
from engine.storage.tables.directory import membership, person
from engine.storage.tables.vault import disclosure
from engine.verify import Report, verify
from tests.case import FORMS, Case, routine_files, start_form, typed
from tests.commands.state import draft, events, rows, task_of

GOOD = typed(FORMS["collect_key"])
UP_TO_MOUNTING = (
    ("collect_key", "provider"),
    ("register_client_external", "fee_officer"),
    ("message_system_manager", "fee_officer"),
    ("contact_provider", "caretaker"),
    ("agree_visit", "provider"),
)


@dataclass
class Together:
    """A command that is worked out, then waits for the others to be, and on PostgreSQL begins to write when they do;
    only the first time, not when it is tried anew."""

    command: Any
    barrier: Barrier
    tries: list[None] = field(default_factory=list)

    def prepare(self, context: Context) -> Any:
        self.tries.append(None)
        if len(self.tries) > 1:
            return self.command.prepare(context)
        try:
            apply = self.command.prepare(context)
        except NyckelfriError:
            self.barrier.abort()
            raise
        self.barrier.wait(30)

        def apply_with_the_others(connection: Connection) -> Any:
            if connection.dialect.name != "sqlite":  # there one writes at a time
                self.barrier.wait(30)
            return apply(connection)

        return apply if isinstance(apply, Nothing) else apply_with_the_others


def at_once(engine: Engine, *acts: tuple[Any, int]) -> list[Any]:
    """What came of each command: its result, or the class of its error."""
    barrier = Barrier(len(acts))

    def run(act: tuple[Any, int]) -> Any:
        try:
            return engine.execute(Together(act[0], barrier), act[1])
        except NyckelfriError as error:
            return type(error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def sound(engine: Engine, *instances: uuid.UUID) -> None:
    with engine.database.read() as connection:
        for instance in instances:
            assert replay_instance(connection, Bundles(), instance).failures == []
        assert list(verify(connection, Report())) == []


def failures(results: Sequence[Any]) -> Counter[Any]:
    return Counter(result for result in results if isinstance(result, type))


def test_two_claim_and_one_holds(engine: Engine, who: dict[str, int], case: Case) -> None:
    found = case.find("collect_key", "provider")
    results = at_once(engine, (ClaimTask(found), who["utforare-norr"]), (ClaimTask(found), who["chef-norr"]))
    # who comes second is refused, unless they lead the group and so may take over
    assert failures(results) in (Counter(), Counter({TaskHeld: 1}))
    claims = [e.inputs["assignee"] for e in events(engine, case.instance) if e.type == "task.claimed"]
    assert len(claims) == 2 - len(failures(results))
    assert task_of(engine, found).assignee == claims[-1]
    sound(engine, case.instance)


@pytest.mark.parametrize("many", [4])
def test_one_person_presses_complete_many_times_and_it_is_done_once(
    engine: Engine, who: dict[str, int], case: Case, many: int
) -> None:
    found = case.claim("collect_key", "provider")
    results = at_once(engine, *[(CompleteTask(found, GOOD), who["utforare-norr"])] * many)
    assert failures(results) == Counter({TaskGone: many - 1})
    with engine.database.read() as connection:
        assert [m.element for m in mail.of_instance(connection, case.instance)] == ["order_mounting"]
        assert [t.element for t in task.open_of_instance(connection, case.instance)] == ["register_client_external"]
    assert [e.type for e in events(engine, case.instance)].count("task.completed") == 1
    sound(engine, case.instance)


def test_completing_and_being_taken_over_leave_one_of_the_two(engine: Engine, who: dict[str, int], case: Case) -> None:
    found = case.claim("collect_key", "provider")
    done, taken = at_once(
        engine, (CompleteTask(found, GOOD), who["utforare-norr"]), (ClaimTask(found), who["chef-norr"])
    )
    now = task_of(engine, found)
    assert (done, taken, now.state) in (
        (TaskHeld, taken, "open"),
        (done, TaskGone, "completed"),
    )
    assert now.assignee == (who["chef-norr"] if done is TaskHeld else who["utforare-norr"])
    sound(engine, case.instance)


def test_completing_and_being_released_leave_one_of_the_two(engine: Engine, who: dict[str, int], case: Case) -> None:
    found = case.claim("collect_key", "provider")
    done, released = at_once(
        engine, (CompleteTask(found, GOOD), who["utforare-norr"]), (ReleaseTask(found), who["chef-norr"])
    )
    assert (done is TaskNotHeld) != (released is TaskGone)
    sound(engine, case.instance)


def test_four_tasks_of_one_case_at_once_lose_nothing(engine: Engine, clock: SetClock, who: dict[str, int]) -> None:
    case = Case.start(engine, clock)
    for element, role in UP_TO_MOUNTING:
        case.complete(element, role)
    case.complete("mount_lock", "caretaker", entrance="without_unit")
    coupling, approval = case.claim("couple_lock", "system_manager"), case.claim("check_approval", "fee_officer")
    results = at_once(
        engine,
        (CompleteTask(coupling, typed(FORMS["couple_lock"])), who["system"]),
        (CompleteTask(approval, typed(FORMS["check_approval"])), who["avgift"]),
        (CompleteTask(approval, typed(FORMS["check_approval"])), who["avgift"]),
        (CompleteTask(coupling, typed(FORMS["couple_lock"])), who["system"]),
    )
    assert failures(results) == Counter({TaskGone: 2})
    with engine.database.read() as connection:
        opened = {t.element for t in task.open_of_instance(connection, case.instance)}
        sent = Counter(m.element for m in mail.of_instance(connection, case.instance))
    assert opened == {"add_users", "contact_property_owner"}
    assert sent == Counter(["order_mounting", "order_entrance_lock", "announce_entrance_lock"])
    sound(engine, case.instance)


@pytest.mark.parametrize("many", [16])
def test_many_start_at_once_and_each_has_a_number_of_its_own(
    engine: Engine, clock: SetClock, who: dict[str, int], many: int
) -> None:
    form = typed(start_form())
    ids = [uuid.UUID(int=n) for n in range(1, many + 1)]
    results = at_once(engine, *[(StartInstance(i, "new_lock", form), who["bistand"]) for i in ids])
    assert sorted(results) == ids
    with engine.database.read() as connection:
        found = [rows_of.read(connection, i) for i in ids]
    assert sorted(row.number for row, _ in found if row) == [f"NYL-2026-{n:05}" for n in range(1, many + 1)]  # type: ignore[misc]
    sound(engine, *ids)


def test_the_same_start_form_many_times_at_once_starts_one_case(engine: Engine, who: dict[str, int]) -> None:
    form = typed(start_form())
    results = at_once(engine, *[(StartInstance(uuid.UUID(int=1), "new_lock", form), who["bistand"])] * 4)
    assert failures(results) == Counter({AlreadyStarted: 3})
    sound(engine, uuid.UUID(int=1))


def test_drafts_saved_at_once_leave_one(engine: Engine, who: dict[str, int], case: Case) -> None:
    found = case.claim("collect_key", "provider")
    saves = [SaveDraft(found, {"key_stored": [str(n)]}) for n in range(4)]
    assert failures(at_once(engine, *[(save, who["utforare-norr"]) for save in saves])) == Counter()
    assert draft(engine, found, who["utforare-norr"]) in [save.typed for save in saves]
    starts = [SaveStartDraft("new_lock", {"client_name": [str(n)]}) for n in range(4)]
    assert failures(at_once(engine, *[(save, who["bistand"]) for save in starts])) == Counter()


def test_a_draft_saved_while_its_task_is_completed_is_not_left_behind(
    engine: Engine, who: dict[str, int], case: Case
) -> None:
    found = case.claim("collect_key", "provider")
    complete = lambda: engine.execute(CompleteTask(found, GOOD), who["utforare-norr"])  # noqa: E731
    with pytest.raises(TaskGone):
        engine.execute(Interrupted(SaveDraft(found, {"key_stored": ["true"]}), complete), who["utforare-norr"])
    assert draft(engine, found, who["utforare-norr"]) is None


def test_showing_values_at_once_is_noted_once_a_day_for_operational_ones(
    engine: Engine, who: dict[str, int], case: Case
) -> None:
    found = case.find("collect_key", "provider")
    acts = [DiscloseTask(found), DisclosePlaces((case.instance,))] * 2
    assert failures(at_once(engine, *[(act, who["utforare-norr"]) for act in acts])) == Counter()
    with engine.database.read() as connection:
        counted = select(func.count()).where(disclosure.c.person == who["utforare-norr"])
        assert connection.execute(counted).scalar_one() == 1


def test_two_deployments_at_once_are_two_versions_or_one_of_the_same(engine: Engine, who: dict[str, int]) -> None:
    files = routine_files()
    changed = {"new_lock.bpmn": files["new_lock.bpmn"].replace("Montera digitalt lås".encode(), b"Montera")}
    other = {"add_users.form": files["add_users.form"].replace(b'"maxLength": 100', b'"maxLength": 90')}
    acts = [
        (Deploy(changed), who["processagare"]),
        (Deploy(changed), who["admin"]),
        (Deploy(other), who["processagare2"]),
    ]
    results = at_once(engine, *acts)
    assert failures(results) == Counter()
    with engine.database.read() as connection:
        rows_ = connection.execute(
            select(definition.c.version, definition.c.bundle).order_by(definition.c.version)
        ).all()
    assert [row.version for row in rows_] == [1, 2, 3]
    assert len({row.bundle for row in rows_}) == 3
    sound(engine)


def test_a_right_that_ends_while_a_command_is_worked_out_stops_it(
    engine: Engine, who: dict[str, int], case: Case
) -> None:
    found = case.claim("collect_key", "provider")
    before = events(engine, case.instance)
    ending = lambda: end_rights(engine, who["utforare-norr"], case.clock)  # noqa: E731
    with pytest.raises(NotFound):
        engine.execute(Interrupted(CompleteTask(found, GOOD), ending), who["utforare-norr"])
    assert events(engine, case.instance) == before


def test_an_account_that_is_closed_can_do_nothing(engine: Engine, who: dict[str, int], case: Case) -> None:
    found = case.claim("collect_key", "provider")
    with engine.database.write() as connection:
        connection.execute(update(person).where(person.c.id == who["utforare-norr"]).values(active=False))
    before = rows(engine)
    for act in (CompleteTask(found, GOOD), ReleaseTask(found), SaveDraft(found, GOOD), DiscloseTask(found)):
        with pytest.raises(NotSignedIn):
            engine.execute(act, who["utforare-norr"])
    with pytest.raises(NotSignedIn):
        engine.ask(OpenTask(found), who["utforare-norr"])
    assert rows(engine) == before


@dataclass
class Interrupted:
    """A command between whose working out and writing something else happens, once."""

    command: Any
    happens: Callable[[], object]
    happened: bool = False

    def prepare(self, context: Context) -> Any:
        apply = self.command.prepare(context)
        if not self.happened:
            self.happened = True
            self.happens()
        return apply


def end_rights(engine: Engine, person_id: int, clock: SetClock) -> None:
    """What taking away somebody's rights does: their rows end, and the stream of rights grows."""
    with engine.database.write() as connection:
        connection.execute(update(membership).where(membership.c.person == person_id).values(until=clock.at))
    engine.execute(AddToDirectory((Office("admin", "auditor", clock.at),)))
