"""Jobs: what the engine does later by itself, rows written in the transaction that asks for it.

Taken by one statement with a lease and a token of its own; finished in the transaction of what the job does, where a
token that is no longer the row's throws all of it away. However often a worker dies, what a job does in the database
happens once.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, CursorResult, bindparam, delete, or_, select, update

from engine import canonical
from engine.clock import Clock
from engine.errors import LeaseLost
from engine.storage.database import add_missing, upsert
from engine.storage.tables.job import job

DEADLINES, MESSAGE, SIGNAL, RECEIVED, SERVICE = "deadlines", "message", "signal", "received", "service"
LEASE = timedelta(seconds=60)  # a job is a transaction: whoever holds one for so long is dead
MOST_ATTEMPTS = 5
_LONGEST_PAUSE = 3600  # seconds


@dataclass(frozen=True)
class New:
    """A job to be done from `run_at`. Of two with the same `dedup` the first is kept."""

    kind: str
    dedup: str
    run_at: datetime
    instance: uuid.UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A job's row. `run_at` is when the lease ends while somebody has it, None when it has failed for the last time."""

    id: int
    kind: str
    dedup: str
    instance: uuid.UUID | None
    payload: Mapping[str, Any]
    run_at: datetime | None
    attempts: int
    lease: uuid.UUID | None
    error: str | None


_COLUMNS: list[Column[Any]] = [job.c[name] for name in Job.__dataclass_fields__]
_IS_DUE = (job.c.run_at <= bindparam("now"), job.c.kind.in_(bindparam("kinds", expanding=True)))
_DUE = select(job.c.id).where(*_IS_DUE).order_by(job.c.run_at, job.c.id).limit(bindparam("most"))
# a common table expression: as a subquery PostgreSQL might execute it more than once, and take more than it may
_TAKEN = _DUE.with_for_update(skip_locked=True).cte("taken")
_TAKE = (
    update(job)
    .where(job.c.id.in_(select(_TAKEN.c.id)))
    .values(run_at=bindparam("until"), lease=bindparam("token"), attempts=job.c.attempts + 1)
    .returning(*_COLUMNS)
)
_HELD = (job.c.id == bindparam("held"), job.c.lease == bindparam("token"))
_FINISH = delete(job).where(*_HELD)
_MOVE = update(job).where(*_HELD)
_OF_INSTANCE = select(*_COLUMNS).where(job.c.instance == bindparam("instance")).order_by(job.c.id)


def enqueue(connection: Connection, jobs: Iterable[New]) -> None:
    """Adds jobs; one whose dedup key is there already is the same job."""
    rows = [{**vars(new), "payload": canonical.encode(new.payload), "attempts": 0} for new in jobs]
    add_missing(connection, job, rows)


def are_due(connection: Connection, kinds: Collection[str], now: datetime) -> bool:
    """Whether there is anything to take: taking writes, and that is not to be done every second for nothing."""
    return connection.execute(_DUE, {"now": now, "kinds": list(kinds), "most": 1}).first() is not None


def take(connection: Connection, clock: Clock, kinds: Collection[str], now: datetime, most: int) -> list[Job]:
    """Takes jobs that are due, the earliest first; nobody else gets them until the lease is over."""
    wanted = {"now": now, "until": now + LEASE, "kinds": list(kinds), "most": most, "token": clock.new_id()}
    return sorted((_job(row) for row in connection.execute(_TAKE, wanted)), key=lambda taken: taken.id)


def finish(connection: Connection, taken: Job, again: datetime | None) -> None:
    """Done: it goes, or runs again at a time. Raises `LeaseLost` when somebody else has it by now."""
    held = {"held": taken.id, "token": taken.lease}
    if again is None:
        _check_held(connection.execute(_FINISH, held), taken)
    else:
        fresh = {"run_at": again, "lease": None, "attempts": 0, "error": None}
        _check_held(connection.execute(_MOVE, {**held, **fresh}), taken)


def fail(connection: Connection, taken: Job, error: str, again: datetime | None) -> None:
    """Gives it back, to be tried again at a time, or by a person's will only. Raises `LeaseLost`."""
    held = {"held": taken.id, "token": taken.lease}
    _check_held(connection.execute(_MOVE, {**held, "run_at": again, "lease": None, "error": error}), taken)


def _check_held(done: CursorResult[Any], taken: Job) -> None:
    if done.rowcount != 1:
        raise LeaseLost(kind=taken.kind, job=taken.id)


def pause(clock: Clock, attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, by chance half of it and more."""
    chance = clock.random(1)[0] / 255
    return timedelta(seconds=min(2**attempts, _LONGEST_PAUSE) * (0.5 + chance / 2))


def requeue(connection: Connection, dedup: str, at: datetime) -> None:
    """Lets a job that has failed for the last time begin anew."""
    fresh = {"run_at": at, "attempts": 0, "error": None}
    connection.execute(update(job).where(job.c.dedup == dedup, job.c.run_at.is_(None)).values(fresh))


def drop(connection: Connection, dedup: str) -> None:
    """Takes a job away, whoever has it: what it does would be thrown away."""
    connection.execute(delete(job).where(job.c.dedup == dedup))


def deadlines_key(instance: uuid.UUID) -> str:
    """The dedup key of the job that settles an instance's deadlines."""
    return f"{DEADLINES}:{instance.hex}"


def schedule(connection: Connection, instance: uuid.UUID, due: datetime | None) -> None:
    """Makes the instance's job for its deadlines run at the time when the next is due; None takes it away."""
    dedup = deadlines_key(instance)
    if due is None:
        drop(connection, dedup)
        return
    anew: dict[str, Any] = {"run_at": due, "attempts": 0, "lease": None, "error": None}
    new = {"kind": DEADLINES, "dedup": dedup, "instance": instance, "payload": canonical.encode({}), **anew}
    connection.execute(upsert(connection, job).values(**new).on_conflict_do_update(index_elements=["dedup"], set_=anew))


def of_instance(connection: Connection, instance: uuid.UUID) -> list[Job]:
    """The instance's jobs."""
    return [_job(row) for row in connection.execute(_OF_INSTANCE, {"instance": instance})]


def troubled(connection: Connection) -> list[Job]:
    """Those that have failed and are to be tried again, and those that belong to no instance and are given up."""
    told = select(*_COLUMNS).where(job.c.error.is_not(None), or_(job.c.run_at.is_not(None), job.c.instance.is_(None)))
    return [_job(row) for row in connection.execute(told.order_by(job.c.run_at, job.c.id))]


def _job(row: Any) -> Job:
    payload: Any = canonical.decode(row.payload)
    return Job(**{**row._mapping, "payload": payload})
