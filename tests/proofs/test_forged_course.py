"""What owners did to a case, told otherwise in a log whose chain is whole: the replay finds it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text, update

from engine.definition.store import Bundles
from engine.incident import of_instance
from engine.instance import row as rows
from engine.log.envelope import NO_EVENT, Event
from engine.log.stream import events_of
from engine.log.types import EventType
from engine.public import CancelInstance, Engine, MoveTask, RetryIncident, SetClock, SkipStep
from engine.replay import replay_instance
from engine.service import SERVICES, Answer
from engine.storage.tables.instance import instance as instances
from engine.storage.tables.log import event as table
from tests.timed_routine import publish, served, start, task_at

WHY = "Klienten har flyttat"
Forge = Callable[[Event], Event | None]


@pytest.fixture
def case(engine: Engine, clock: SetClock, who: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> uuid.UUID:
    """One whose service failed, was tried again, failed, was skipped; whose task was moved; that was cancelled."""
    monkeypatch.setitem(SERVICES, "stock", lambda *_: Answer(error="NOBODY_CATCHES_THIS"))
    publish(engine, served("stock"))
    owner, found = who["processagare"], start(engine, "served", who["bistand"])
    for act in (RetryIncident, lambda incident: SkipStep(incident, WHY)):
        engine.worker().run_due()
        with engine.database.read() as connection:
            incident = of_instance(connection, found)[-1].id
        clock.move(timedelta(minutes=1))
        engine.execute(act(incident), owner)
    engine.execute(MoveTask(task_at(engine, found, "see_answer"), 4, WHY), owner)
    engine.execute(MoveTask(task_at(engine, found, "see_answer"), 3, WHY), owner)
    engine.execute(CancelInstance(found, WHY), owner)
    return found


def replayed(engine: Engine, case: uuid.UUID) -> list[str]:
    with engine.database.read() as connection:
        return replay_instance(connection, Bundles(), case).failures


def forge(engine: Engine, case: uuid.UUID, change: Forge) -> None:
    """Writes the log anew with each event as `change` makes it, chained as it should be, and its head in its row."""
    with engine.database.write() as connection:
        told = list(events_of(connection, case.hex))
        _take_guards_off(connection)
        connection.execute(table.delete().where(table.c.stream == case.hex))
        previous, n = NO_EVENT, 0
        for each in told:
            made = change(each)
            if made is None:
                continue
            n += 1
            made = replace(made, n=n, previous=previous)
            row = {"stream": case.hex, "n": n, "type": str(made.type), "at": made.at}
            connection.execute(table.insert(), {**row, "body": made.body, "hash": made.hash})
            previous = made.hash
        connection.execute(update(instances).where(instances.c.id == case).values(n=n, head=previous))


def _take_guards_off(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.execute(text("DROP TRIGGER event_no_delete"))


def test_it_replays_the_same_as_long_as_nobody_touches_it(engine: Engine, case: uuid.UUID) -> None:
    with engine.database.read() as connection:
        types = [str(e.type) for e in events_of(connection, case.hex)][1:]
        row = rows.read(connection, case)
    assert types == [
        "incident.raised",
        "incident.retried",
        "incident.raised",
        "step.skipped",
        "task.moved",
        "task.moved",
        "instance.cancelled",
    ]
    assert row is not None
    assert replayed(engine, case) == []
    forge(engine, case, lambda each: each)
    assert replayed(engine, case) == []


@pytest.mark.parametrize(
    "type_",
    [
        EventType.INCIDENT_RAISED,
        EventType.INCIDENT_RETRIED,
        EventType.STEP_SKIPPED,
        EventType.TASK_MOVED,
        EventType.INSTANCE_CANCELLED,
    ],
)
def test_one_that_is_left_out_is_found(engine: Engine, case: uuid.UUID, type_: EventType) -> None:
    forge(engine, case, lambda each: None if each.type is type_ else each)
    assert replayed(engine, case) != []


@pytest.mark.parametrize(
    ("type_", "said"),
    [
        (EventType.INCIDENT_RAISED, {"error": "NoFlowTaken"}),
        (EventType.INCIDENT_RAISED, {"kind": "task"}),
        (EventType.INCIDENT_RETRIED, {"incident": uuid.UUID(int=7).hex}),
        (EventType.STEP_SKIPPED, {"key": ["", "too_long", 1]}),
        (EventType.TASK_MOVED, {"group": 5}),
    ],
)
def test_one_that_says_something_else_is_found(
    engine: Engine, case: uuid.UUID, type_: EventType, said: dict[str, Any]
) -> None:
    def other(each: Event) -> Event:
        return replace(each, inputs={**each.inputs, **said}) if each.type is type_ else each

    forge(engine, case, other)
    assert replayed(engine, case) != []


def test_a_cancelled_case_that_says_it_was_completed_is_found(engine: Engine, case: uuid.UUID) -> None:
    with engine.database.write() as connection:
        connection.execute(update(instances).where(instances.c.id == case).values(state="completed"))
    assert replayed(engine, case) == ["instance: state differs"]
