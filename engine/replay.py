"""Replay: every instance executed anew from its log, and what is stored held against what comes out.

Reads events and definitions to execute; the other tables only to compare. A failure says where, and what differs.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from engine import canonical, incident, job, mail, task, waiting
from engine.bpmn.advance import EPOCH, advance
from engine.bpmn.state import digest, dump
from engine.bpmn.workflow import Workflow
from engine.canonical import Reference
from engine.definition.bundle import Bundle
from engine.definition.store import Bundles
from engine.errors import UnknownEpoch
from engine.form import FieldClass
from engine.instance import row as rows
from engine.instance.answers import REASON
from engine.instance.load import read_calendar, step_of
from engine.instance.projection import Projection
from engine.instance.row import ACTIVE
from engine.log.envelope import Event
from engine.log.stream import NAMED, events_of
from engine.log.types import STEPS
from engine.storage.tables.instance import candidate, instance
from engine.storage.tables.log import event
from engine.storage.tables.vault import vault

Waits: TypeAlias = waiting.Timer | waiting.Subscription
_HEX = re.compile(r"[0-9a-f]{32}")


@dataclass
class Verdict:
    """What came of replaying one instance. `not_judged` names an older epoch whose events give another answer now:
    neither forgery nor success."""

    instance: uuid.UUID
    number: str = ""
    events: int = 0
    failures: list[str] = field(default_factory=list)
    not_judged: str = ""

    def line(self) -> str:
        """One line for a failure, the first of several with their count."""
        more = f" (and {len(self.failures) - 1} more)" if len(self.failures) > 1 else ""
        return f"{self.number or self.instance}: {self.failures[0]}{more}"


def instances(connection: Connection) -> list[uuid.UUID]:
    """Every instance that the log or the instance table knows. Streams that are nobody's are found by verification."""
    logged = select(event.c.stream).where(event.c.stream.not_in(NAMED)).distinct()
    found = {uuid.UUID(stream) for stream in connection.execute(logged).scalars() if _HEX.fullmatch(stream)}
    found.update(connection.execute(select(instance.c.id)).scalars())
    return sorted(found)


def replay_all(connection: Connection, bundles: Bundles) -> Iterator[Verdict]:
    """Replays every instance, one after the other."""
    for instance_id in instances(connection):
        yield replay_instance(connection, bundles, instance_id)


def replay_instance(connection: Connection, bundles: Bundles, instance_id: uuid.UUID) -> Verdict:
    """Replays one instance and compares its rows."""
    verdict = Verdict(instance_id)
    oldest = EPOCH
    try:
        replayed = _Replayed()
        for each in events_of(connection, instance_id.hex):
            verdict.events += 1
            if not 1 <= each.epoch <= EPOCH:
                raise UnknownEpoch(epoch=each.epoch)
            oldest = min(oldest, each.epoch)
            replayed.take(connection, verdict, bundles.get(connection, each.bundle), each)
        replayed.compare(connection, verdict)
    except Exception as error:  # whatever a forged event or row makes the engine do is a finding, and never a crash
        verdict.failures.append(f"event {verdict.events}: {type(error).__name__}")
    if verdict.failures and oldest != EPOCH:
        verdict.failures, verdict.not_judged = [], f"epoch {oldest}"
    return verdict


class _Replayed:
    """An instance as its events make it: its state, its rows, and the class of each of its values in the vault."""

    def __init__(self) -> None:
        self.state: Workflow | None = None
        self.projection = Projection()
        self.classes: dict[uuid.UUID, str] = {}

    def take(self, connection: Connection, verdict: Verdict, bundle: Bundle, each: Event) -> None:
        self.state = _execute(connection, verdict, bundle, self.state, each)
        self.projection.fold(bundle, each)
        self.classes |= _classes(bundle, each)
        verdict.number = self.projection.row.number if self.projection.row else ""

    def compare(self, connection: Connection, verdict: Verdict) -> None:
        if self.projection.row is None:
            verdict.failures.append("no events")
            return
        _compare(connection, verdict, self.projection, self.state)
        _compare_classes(connection, verdict, self.classes)


def _execute(
    connection: Connection, verdict: Verdict, bundle: Bundle, state: Workflow | None, each: Event
) -> Workflow | None:
    """Executes an event; notes where outcome or digest differ from what the log says."""
    if each.type not in STEPS:
        if each.digest or each.outcome:
            verdict.failures.append(f"event {each.n}: an outcome where no token moved")
        return state
    hashed = each.resolved.get("calendar")
    calendar = None if hashed is None else read_calendar(connection, hashed)
    state, outcome = advance(bundle.kernel, state, step_of(each), calendar)
    if canonical.encode(outcome.to_value()) != canonical.encode(each.outcome):
        verdict.failures.append(f"event {each.n}: outcome differs")
    if digest(state) != each.digest:
        verdict.failures.append(f"event {each.n}: digest differs")
    return state


def _compare(connection: Connection, verdict: Verdict, projection: Projection, state: Workflow | None) -> None:
    """Holds the stored rows against the projection."""
    stored = rows.read(connection, verdict.instance)
    if stored is None or projection.row is None:
        verdict.failures.append("no instance row")
        return
    row, snapshot = stored
    verdict.failures += _differences("instance", vars(projection.row), vars(row))
    expected = dump(state) if state is not None and row.state == ACTIVE else None
    if snapshot != expected:
        verdict.failures.append("snapshot differs")
    tasks = task.of_instance(connection, verdict.instance)
    _compare_rows(verdict, "task", {t.id: vars(t) for t in projection.tasks.values()}, {t.id: vars(t) for t in tasks})
    offered = {
        _offer(row): row for t in projection.tasks.values() if t.state == task.OPEN for row in [t.candidate_row()]
    }
    _compare_rows(verdict, "candidate", offered, _candidates(connection, [t.id for t in tasks]))
    _compare_waits(verdict, waiting.Timer, projection, waiting.timers_of(connection, row.id))
    _compare_waits(verdict, waiting.Subscription, projection, waiting.subscriptions_of(connection, row.id))
    mails = mail.of_instance(connection, row.id)
    _compare_rows(verdict, "mail", {m.id: vars(m) for m in projection.mails.values()}, {m.id: vars(m) for m in mails})
    incidents = incident.of_instance(connection, row.id)
    raised = {i.id: vars(i) for i in projection.incidents.values()}
    _compare_rows(verdict, "incident", raised, {i.id: vars(i) for i in incidents})
    _compare_jobs(connection, verdict, projection)
    if projection.groups != rows.participants(connection, row.id):
        verdict.failures.append("participants differ")


def _compare_waits(verdict: Verdict, kind: type[Waits], projection: Projection, stored: Sequence[Waits]) -> None:
    expected = {key: w.row() for key, w in projection.waiting.items() if isinstance(w, kind)}
    _compare_rows(verdict, kind.table.name, expected, {w.key: w.row() for w in stored})


def _compare_jobs(connection: Connection, verdict: Verdict, projection: Projection) -> None:
    """An instance whose timers are running has the job that settles them, and no other one has."""
    still = {each.key for each in projection.unresolved}
    running = [w.due for key, w in projection.waiting.items() if isinstance(w, waiting.Timer) and key not in still]
    dedup = job.deadlines_key(verdict.instance)
    expected = {dedup: {"kind": job.DEADLINES, "payload": {}}} if running else {}
    stored = job.of_instance(connection, verdict.instance)
    there = {j.dedup: vars(j) for j in stored if j.kind == job.DEADLINES or j.dedup == dedup}
    _compare_rows(verdict, "job", expected, there)
    for each in stored:
        if each.attempts == 0 and each.dedup == dedup and running and _same(each.run_at) != _same(min(running)):
            verdict.failures.append(f"job {dedup}: run_at differs")
        if (each.attempts == 0) != (each.lease is None and each.error is None):
            verdict.failures.append(f"job {each.dedup}: was never taken")


def _compare_rows(verdict: Verdict, what: str, expected: Mapping[Any, Any], stored: Mapping[Any, Any]) -> None:
    for key in sorted(expected.keys() | stored.keys(), key=str):
        if key not in stored:
            verdict.failures.append(f"{what} {key} is missing")
        elif key not in expected:
            verdict.failures.append(f"{what} {key} should not be there")
        else:
            verdict.failures += _differences(f"{what} {key}", expected[key], stored[key])


def _differences(what: str, expected: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """The columns that differ: their names, never what is in them."""
    return [f"{what}: {name} differs" for name, value in expected.items() if _same(stored[name]) != _same(value)]


def _same(value: object) -> object:
    # in UTC: a time in an hour that the clocks repeat equals none of another zone
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _candidates(connection: Connection, tasks: list[uuid.UUID]) -> dict[tuple[Any, ...], dict[str, Any]]:
    if not tasks:
        return {}
    found = connection.execute(select(candidate).where(candidate.c.task.in_(tasks)))
    return {_offer(row._mapping): dict(row._mapping) for row in found}


def _offer(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return row["task"], row["group"], _same(row["due"])


def _classes(bundle: Bundle, each: Event) -> dict[uuid.UUID, str]:
    """The class that each value of the event has by its form."""
    reason = each.inputs.get(REASON)
    classes = {uuid.UUID(reason.id): str(FieldClass.PERSONAL)} if isinstance(reason, Reference) else {}
    given = {name: v for name, v in each.inputs.get("values", {}).items() if isinstance(v, Reference)}
    if not given:
        return classes
    key = each.inputs.get("key")
    node = bundle.start_at(each.inputs.get("element")) if key is None else bundle.kernel.node(key[0], key[1])
    form = bundle.form_of(node)
    fields = {} if form is None else form.fields
    return classes | {uuid.UUID(v.id): str(fields[name].field_class) for name, v in given.items()}


def _compare_classes(connection: Connection, verdict: Verdict, expected: Mapping[uuid.UUID, str]) -> None:
    rows_ = connection.execute(select(vault.c.id, vault.c.field_class).where(vault.c.instance == verdict.instance))
    for row in rows_:
        if expected.get(row.id, row.field_class) != row.field_class:
            verdict.failures.append(f"vault {row.id}: class differs")
