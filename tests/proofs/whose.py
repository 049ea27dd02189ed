"""Which word of a canary municipality is whose to see, and finding words in whatever an answer is made of."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from tests.proofs.canaries import (
    ALARM,
    CASES,
    MUNICIPALITY,
    OFFICES,
    ORGANISATIONS,
    SMITH,
    WORKERS,
    CanaryCase,
    World,
    login,
)

EVERYBODY = frozenset(ORGANISATIONS)


@dataclass(frozen=True)
class Secret:
    """A word or a time that may be seen in some organisations; `kept` when it is in the vault and in no page."""

    said: str | datetime
    seen_in: frozenset[str]
    kept: bool = False


def secrets(world: World) -> list[Secret]:
    found = [*_of_directory()]
    for case in CASES:
        found += _of_values(case, frozenset(world.participants(case.word)))
        found += _of_rows(world, case)
    return found


def _of_directory() -> Iterator[Secret]:
    for key, (_, roles) in ORGANISATIONS.items():
        # whom to turn to at the municipality is said with every task; of the others the municipality alone is told
        told = EVERYBODY if key == MUNICIPALITY else frozenset({key, MUNICIPALITY})
        yield from (Secret(said, told) for said in (f"Namn{key.title()}", f"val-{key}", f"tider-{key}"))
        yield Secret(f"Fakturaväg{key.title()}", frozenset({MUNICIPALITY}))
        for role in roles:
            yield from (Secret(said, told) for said in (f"Grupp{key.title()} {role}", f"tel-{key}-{role}"))
            yield Secret(f"{role}@{key}.example.org", told)
        if key != MUNICIPALITY:
            yield Secret(key, told)
    for worker in WORKERS:
        yield Secret(worker.name, frozenset({worker.organisation, MUNICIPALITY}))
        yield Secret(login(worker.organisation, worker.role), frozenset({worker.organisation, MUNICIPALITY}))
    for name in OFFICES:
        yield Secret(f"Efternamn{name.title()}", frozenset({MUNICIPALITY}))


def _of_values(case: CanaryCase, participants: frozenset[str]) -> Iterator[Secret]:
    own, smith = frozenset({MUNICIPALITY, case.provider}), frozenset({MUNICIPALITY, SMITH})
    alarm = own | (participants & {ALARM} if case.start.get("services") == "home_care_and_alarm" else frozenset())
    yield Secret(f"Klient {case.word}", alarm, kept=True)
    yield Secret(f"{case.word}gatan", participants, kept=True)
    yield Secret(f"10{case.digits}", own, kept=True)
    yield Secret(f"F-{case.digits}", frozenset({MUNICIPALITY}), kept=True)
    for said in (f"55{case.digits}", f"BRF {case.word}", f"Ordförande {case.word}", f"post{case.digits}"):
        yield Secret(said, smith, kept=True)
    yield Secret(f"08-555 {case.digits}", smith, kept=True)


def _of_rows(world: World, case: CanaryCase) -> Iterator[Secret]:
    row, participants = world.cases[case.word], frozenset(world.participants(case.word))
    yield Secret(row.number, participants)
    yield from _ids(row.id, participants)
    for mail in world.mails[case.word]:
        yield from _ids(mail.id, frozenset({MUNICIPALITY}))
    at: dict[datetime, set[str]] = {row.started_at: {MUNICIPALITY}}  # at each time, those for whom it is one of theirs
    for task in world.tasks[case.word]:
        own = world.organisation_of[task.group]
        yield from _ids(task.id, frozenset({MUNICIPALITY, own}))
        for moment in (task.opened_at, task.closed_at):
            if moment is not None:
                at.setdefault(moment, {MUNICIPALITY}).add(own)
    yield from (Secret(moment, frozenset(seen_in)) for moment, seen_in in at.items())


def _ids(id_: uuid.UUID, seen_in: frozenset[str]) -> Iterator[Secret]:
    yield from (Secret(said, seen_in) for said in (str(id_), id_.hex))


def leaves(value: Any) -> Iterator[str | datetime]:
    """Everything in an answer that says something, as text or as a time."""
    if isinstance(value, datetime):
        yield value.astimezone(UTC)
    elif isinstance(value, uuid.UUID):
        yield from (str(value), value.hex)
    elif isinstance(value, bytes):
        yield value.decode(errors="replace")
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from leaves(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, content in value.items():
            yield from leaves(key)
            yield from leaves(content)
    elif isinstance(value, list | tuple | set | frozenset):
        for content in value:
            yield from leaves(content)
    else:
        yield str(value)


def told(answer: Any, all_secrets: list[Secret]) -> list[Secret]:
    """The secrets that an answer tells."""
    said = list(leaves(answer))
    times = {value for value in said if isinstance(value, datetime)}
    text = "\n".join(value for value in said if isinstance(value, str))
    return [s for s in all_secrets if (s.said in text if isinstance(s.said, str) else s.said in times)]
