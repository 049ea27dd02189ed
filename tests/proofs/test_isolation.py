"""Nobody sees another organisation's values, cases, people, times or counts, whatever they ask or guess.

The queries are taken from the modules themselves: a new one is asked too, or these tests fail.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import product
from typing import Any

import pytest

import engine.queries
from engine.commands import disclose
from engine.directory.lookup import Groups
from engine.errors import NotFound, NotSignedIn
from engine.public import DiscloseMail, Engine, MyTasks, OpenInstance, OpenMail, Outbox, SetClock
from engine.queries.account import DemoPeople, IsDemo, WhoIsSignedIn
from engine.queries.message import Sources
from engine.task import OPEN
from tests.case import START, people
from tests.databases import SQLITE, Templates
from tests.proofs.canaries import CASES, MUNICIPALITY, OFFICES, OUTSIDE, WORKERS, World, fill, read_world
from tests.proofs.whose import Secret, secrets, told

NOT_THERE = uuid.UUID(int=7)
# what can be asked before anybody has signed in, and by the command line
FOR_NOBODY = {WhoIsSignedIn, IsDemo, DemoPeople, Sources}
OUTSIDERS = [worker for worker in WORKERS if worker.organisation in OUTSIDE]


def classes(module: Any, method: str) -> list[type]:
    found = [c for _, c in inspect.getmembers(module, inspect.isclass) if c.__module__ == module.__name__]
    return [c for c in found if is_dataclass(c) and hasattr(c, method)]


def queries() -> list[type]:
    names = [m.name for m in pkgutil.walk_packages(engine.queries.__path__, "engine.queries.")]
    return [c for name in names for c in classes(importlib.import_module(name), "read")]


@dataclass
class Asking:
    """A canary municipality and what can be asked about it."""

    engine: Engine
    who: dict[str, int]
    world: World
    secrets: list[Secret]

    def arguments(self) -> dict[str, list[Any]]:
        """For each field that a query or a showing command has: everything that somebody might ask for."""
        instances = [row.id for row in self.world.cases.values()]
        return {
            "task": [t.id for found in self.world.tasks.values() for t in found] + [NOT_THERE],
            "instance": [*instances, NOT_THERE],
            "instances": [tuple(instances)],
            "mail": [m.id for found in self.world.mails.values() for m in found] + [NOT_THERE],
            "key": ["new_lock", "key_collection", "visit_booking", "entrance_lock", "no_such_routine"],
            "tab": ["mine", "group", "waiting", "done"],
            "after": [None],
            "before": [None],
            "typed": [None],
            "incident": [NOT_THERE],
            "message": [NOT_THERE],
            "id": ["sverige"],
            "year": [2026],
            "token": ["guessed"],
        }

    def each(self, what: type) -> Iterator[Any]:
        known = self.arguments()
        yield from (what(*values) for values in product(*(known[f.name] for f in fields(what))))

    def answers(self, person: str, *whats: type) -> Iterator[tuple[Any, Any]]:
        """What a person is answered, and the class of the error where it is refused."""
        for what in whats:
            for question in self.each(what):
                asks = self.engine.ask if hasattr(question, "read") else self.engine.execute
                try:
                    yield question, asks(question, self.who[person])
                except NotFound as error:
                    yield question, (type(error), str(error))


@pytest.fixture(scope="module")
def asking(templates: Templates) -> Iterator[Asking]:
    engine = Engine(templates.keep(SQLITE, "canaries", fill), SetClock(START.replace(hour=20)))
    world = read_world(engine)
    yield Asking(engine, people(engine), world, secrets(world))
    engine.close()


def test_every_query_is_asked_about_everything(asking: Asking) -> None:
    assert len(queries()) >= 12
    assert all(len(list(asking.each(query))) > 0 for query in queries())
    assert [c.__name__ for c in classes(disclose, "prepare")] == [
        "DiscloseMail",
        "DiscloseMessage",
        "DisclosePlaces",
        "DiscloseTask",
    ]


def test_the_canaries_sing(asking: Asking) -> None:
    """What is looked for is there to be found: every secret is told to somebody who may see it."""
    heard = set()
    for worker in WORKERS:
        for _, answer in asking.answers(worker.login, *queries(), *classes(disclose, "prepare")):
            heard |= {secret.said for secret in told(answer, asking.secrets)}
    assert len(heard) > 0.7 * len({secret.said for secret in asking.secrets})
    for case in CASES:
        assert asking.world.cases[case.word].number in heard
        assert f"{case.word}gatan" in heard
        assert any(t.state == OPEN for t in asking.world.tasks[case.word])


@pytest.mark.parametrize("login", [worker.login for worker in OUTSIDERS])
def test_an_outsider_is_told_nothing_that_is_not_their_organisations(asking: Asking, login: str) -> None:
    own = next(worker.organisation for worker in OUTSIDERS if worker.login == login)
    for question, answer in asking.answers(login, *queries(), *classes(disclose, "prepare")):
        leaked = [s.said for s in told(answer, asking.secrets) if own not in s.seen_in]
        assert leaked == [], question


@pytest.mark.parametrize("login", [*[worker.login for worker in WORKERS], *OFFICES])
def test_no_query_tells_a_value_of_the_vault(asking: Asking, login: str) -> None:
    for question, answer in asking.answers(login, *queries()):
        assert [s.said for s in told(answer, asking.secrets) if s.kept] == [], question


@pytest.mark.parametrize("login", ["ombudet", "skötaren"])
def test_an_office_is_no_way_into_a_case(asking: Asking, login: str) -> None:
    numbers = {row.number for row in asking.world.cases.values()}
    mails = {Outbox, OpenMail, DiscloseMail} if login == "skötaren" else set()  # who looks after the sending sees those
    for question, answer in asking.answers(login, *{*queries(), *classes(disclose, "prepare")} - mails):
        assert not numbers & {s.said for s in told(answer, asking.secrets)}, question


@pytest.mark.parametrize("worker", OUTSIDERS, ids=lambda worker: worker.login)
def test_what_is_not_theirs_is_answered_as_what_is_not_there(asking: Asking, worker: Any) -> None:
    own_tasks = {t.id for found in asking.world.tasks.values() for t in found if _is_of(asking, t.group, worker)}
    own_cases = {r.id for w, r in asking.world.cases.items() if _takes_part(asking, w, worker)}
    for what in (*queries(), *classes(disclose, "prepare")):
        names = {f.name for f in fields(what)} & {"task", "instance", "mail"}
        if not names:
            continue
        (name,) = names
        answers = {(getattr(q, name), *_others(q, name)): a for q, a in asking.answers(worker.login, what)}
        for (id_, *rest), answer in answers.items():
            if id_ not in own_tasks | own_cases:
                assert answer == answers[(NOT_THERE, *rest)], what


def _is_of(asking: Asking, group: int, worker: Any) -> bool:
    with asking.engine.database.read() as connection:
        found = Groups(connection).by_id[group]
    return (found.organisation_key, found.role) == (worker.organisation, worker.role)


def _takes_part(asking: Asking, word: str, worker: Any) -> bool:
    return any(_is_of(asking, t.group, worker) for t in asking.world.tasks[word])


def _others(question: Any, name: str) -> tuple[Any, ...]:
    return tuple(getattr(question, f.name) for f in fields(question) if f.name != name)


@pytest.mark.parametrize("worker", WORKERS, ids=lambda worker: worker.login)
def test_counts_are_of_ones_own(asking: Asking, worker: Any) -> None:
    opened = [t for found in asking.world.tasks.values() for t in found if t.state == OPEN]
    mine = [t for t in opened if t.assignee == asking.who[worker.login]]
    free = [t for t in opened if _is_of(asking, t.group, worker) and t not in mine]
    found = asking.engine.ask(MyTasks(), asking.who[worker.login])
    waiting = [t for t in mine if t.follow_up is not None]
    assert found.counts["mine"].number == len(mine) - len(waiting)
    assert found.counts["waiting"].number == len(waiting)
    assert found.counts["group"].number == len(free)


def test_nobody_is_answered_before_they_have_signed_in(asking: Asking) -> None:
    for query in queries():
        for question in asking.each(query):
            if query in FOR_NOBODY:
                assert told(asking.engine.ask(question), asking.secrets) == []
                continue
            with pytest.raises((NotSignedIn, NotFound)):
                asking.engine.ask(question)


def test_the_municipality_sees_its_cases_whole(asking: Asking) -> None:
    assessor = asking.who[f"needs_assessor-{MUNICIPALITY}"]
    for case in CASES:
        page = asking.engine.ask(OpenInstance(asking.world.cases[case.word].id), assessor)
        assert page.whole
        assert {step.id for step in page.open} == {t.id for t in asking.world.tasks[case.word] if t.state == OPEN}
