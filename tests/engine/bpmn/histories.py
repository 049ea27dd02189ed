"""Random histories, as steps that can be executed again: of random models, and of a case that has everything in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from engine.bpmn.advance import Step, advance
from engine.bpmn.compile import Definition
from engine.bpmn.state import digest, dump, load
from tests.diagram import TERMINATE, diagram, error, into, items, message, out_of, properties, timer
from tests.engine.bpmn.drawing import SERVICE, boundary, calls, routine
from tests.engine.bpmn.events import eventful, happen
from tests.engine.bpmn.models import EVERYTHING, Model
from tests.engine.bpmn.watched import Watched
from tests.running import compile_xml

BODY = '<camunda:inputParameter name="body">{{address}}</camunda:inputParameter>'
MAIL = f"<camunda:inputOutput>{BODY}</camunda:inputOutput>"
LATE = 'camunda:dueDate="=visit_date + duration(&quot;P1D&quot;)"'


@dataclass(frozen=True)
class History:
    """What happened to an instance, and the digest after each event."""

    name: str
    xml: bytes
    steps: tuple[Step, ...]
    digests: tuple[str, ...]


def case() -> bytes:
    process = routine(
        "start merge register choose",
        "more merge",
        "only_a gather fork",
        "calling gather",
        "neither gather",
        "fork visit join",
        "again remind end1",
        "died stop end2",
        "fork stock merge2 join",
        "catch_one one merge2",
        "catch_any any merge2",
        "fork race soon phone merge3 join",
        "race told merge3",
        "join each mail one_by_one sub asks choose3",
        "extra end",
        key="case",
    )
    process.node("register", "userTask", LATE)
    process.flow("choose", "choose2", "amount > 3").flow("choose", "more", "amount > 6").flow(
        "choose", "more", default=True
    )
    process.node("choose2", "inclusiveGateway").flow("choose2", "only_a", 'list contains(needs, "a")')
    process.flow("choose2", "calling", 'list contains(needs, "b")').flow("choose2", "neither", default=True)
    process.node("calling", "callActivity", calls("part"), extension=into("amount", "n") + out_of("=n * 2", "amount"))
    process.node(
        "again", "boundaryEvent", boundary("visit", interrupting=False), inner=timer("R3/PT10H", "timeCycle")
    ).node("died", "boundaryEvent", boundary("visit"), inner=message("died"))
    process.node("end2", "endEvent", inner=TERMINATE)
    process.node("stock", "serviceTask", SERVICE).node("merge2", "exclusiveGateway")
    process.node("catch_any", "boundaryEvent", boundary("stock"), inner=error())
    process.node("catch_one", "boundaryEvent", boundary("stock"), inner=error("E1"))
    process.node("soon", "intermediateCatchEvent", inner=timer("PT12H"))
    process.node("told", "intermediateCatchEvent", inner=message("told"))
    gathered = properties(outputCollection="receipts", outputElement="= address + person.name + string(receipt)")
    process.node("each", "userTask", extension=gathered, inner=items("=residents", "person", until="=receipt > 9"))
    process.node("mail", "sendTask", extension=MAIL)
    process.node(
        "one_by_one",
        "callActivity",
        calls("part"),
        extension=into("=person.floor", "n")
        + out_of("n", "climbed")
        + properties(outputCollection="climbs", outputElement="climbed"),
        inner=items("=residents", "person", sequential=True),
    )
    held = routine("start5 fork5 fast end5", "fork5 slow late end6", key="held").node(
        "end5", "endEvent", inner=TERMINATE
    )
    process.node("sub", "subProcess", inner=held.body())
    process.flow("choose3", "extra", "count(receipts) > 1 and visit_date > date(2026, 1, 20)").flow(
        "choose3", "end", default=True
    )
    part = routine("start7 measure choose7", "adjust merge7 end7", key="part")
    part.flow("choose7", "merge7", "n > 5").flow("choose7", "adjust", default=True)
    return diagram(process, part, messages=("died", "told"), errors=("E1", "E2"))


def started_with(chance: random.Random) -> dict[str, Any]:
    people = [{"name": name, "floor": chance.randint(0, 9)} for name in ("Eva", "Åsa", "Örjan")]
    return {
        "residents": people[: chance.randint(0, 3)],
        "address": f"Storgatan {chance.randint(1, 99)}",
        "visit_date": None,
    }


ANSWERS: Mapping[str, Callable[[random.Random], dict[str, Any]]] = {
    "register": lambda r: {
        "amount": r.choice([None, r.randint(1, 9), Decimal(r.randint(35, 99)) / 10]),
        "needs": r.sample(["a", "b", "c"], r.randint(0, 3)),
        "visit_date": date(2026, 1, r.randint(6, 30)),
    },
    "each": lambda r: {"receipt": r.randint(1, 10)},
    "measure": lambda r: {"n": r.choice([None, r.randint(0, 9)])},
    "stock": lambda r: {"stock": r.randint(0, 99)},
    "told": lambda r: {"answer": r.choice(["ja", "nej", None])},
    "died": lambda r: {"why": "avliden"},
}


def answers(element: str, chance: random.Random) -> dict[str, Any]:
    return ANSWERS[element](chance) if element in ANSWERS else {f"n_{element}": chance.randint(0, 9)}


@cache
def compiled(xml: bytes) -> Definition:
    return compile_xml(xml)


def of_case(seed: int, most_steps: int = 60) -> History:
    """A random history of the case; one in ten events is of the wrong kind for most: a death, a failing service."""
    chance = random.Random(f"case {seed}")
    xml = case()
    running = Watched(compiled(xml), keep=True, **started_with(chance))
    while running.waiting() and len(running.steps) < most_steps:
        running.wait(minutes=chance.randint(1, 900))
        name = _next(running, chance)
        key = running.waiting()[name]
        values = answers(key.element, chance)
        if name in running.waiting("timer"):
            running.fire(name)
        elif name in running.waiting("message"):
            running.send(name, **values)
        elif name in running.waiting("task"):
            running.complete(name, **values)
        elif chance.random() < 0.5:
            running.answer(name, **values)
        else:
            running.fail(name, chance.choice(["E1", "E2"]))
    return History(f"case {seed}", xml, tuple(running.steps), tuple(running.digests))


def _next(running: Watched, chance: random.Random) -> str:
    """A timer that is due, else something else that waits."""
    due = {t.key for t in running.state.tokens() if t.task_spec.waits == "timer" and t.note["due"] <= running.at}
    waiting = running.waiting()
    timers = sorted(name for name, key in waiting.items() if key in due)
    others = sorted(running.waiting("task", "service", "message"))
    if len(others) > 1 and "died" in others and chance.random() < 0.9:
        others.remove("died")
    if not others and not timers:
        running.at = min(t.note["due"] for t in running.state.tokens() if t.task_spec.waits == "timer")
        return _next(running, chance)
    return chance.choice(timers if timers and (not others or chance.random() < 0.7) else others)


def of_model(seed: int, most_steps: int = 40) -> History:
    model = Model(seed, 3, EVERYTHING)
    chance = random.Random(f"model {seed}")
    running = Watched(compiled(model.xml()), keep=True)
    while running.waiting() and len(running.steps) < most_steps:
        running.wait(days=1)
        timers, tasks = sorted(running.waiting("timer")), sorted(running.waiting("task"))
        if timers and (not tasks or chance.random() < 0.2):
            running.fire(chance.choice(timers))
        else:
            name = chance.choice(tasks)
            running.complete(name, **model.values(running.waiting()[name].element, chance))
    return History(f"model {seed}", model.xml(), tuple(running.steps), tuple(running.digests))


def of_events(seed: int, most_steps: int = 40) -> History:
    chance = random.Random(f"events {seed}")
    xml = eventful()
    running = Watched(compiled(xml), keep=True, number=str(seed))
    while not running.done and len(running.steps) < most_steps:
        happen(running, chance)
    return History(f"events {seed}", xml, tuple(running.steps), tuple(running.digests))


@cache
def histories(cases: int, models: int, events: int) -> tuple[History, ...]:
    return (
        *(of_case(seed) for seed in range(cases)),
        *(of_model(seed) for seed in range(models)),
        *(of_events(seed) for seed in range(events)),
    )


def executed_again(definition: Definition, steps: tuple[Step, ...], *, stored: bool) -> list[str]:
    """The digests, with the state in memory all the time or through its snapshot between all events."""
    state, found = None, []
    for step in steps:
        state, _ = advance(definition, state, step)
        found.append(digest(state))
        if stored:
            state = load(definition, dump(state))
    return found


def tampered(history: History, chance: random.Random) -> tuple[int, tuple[Step, ...]]:
    """The history with one value of one event changed: the number of that event, and the steps."""
    with_values = [n for n, step in enumerate(history.steps) if step.values]
    at = chance.choice(with_values)
    values = dict(history.steps[at].values)
    name = chance.choice(sorted(values))
    values[name] = {"changed": values[name]}
    changed = replace(history.steps[at], values=values)
    return at, (*history.steps[:at], changed, *history.steps[at + 1 :])
