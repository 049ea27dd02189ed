"""A diagram run by the kernel alone, with its state taken through the snapshot between all events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn.advance import Step, advance
from engine.bpmn.compile import Definition, compile_definition
from engine.bpmn.key import Key
from engine.bpmn.outcome import Outcome
from engine.bpmn.read import read_diagram
from engine.bpmn.state import digest, dump, load

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


def compile_xml(xml: bytes, main: str = "", roles: dict[str, str] | None = None) -> Definition:
    models = {p.id: p for p in read_diagram(xml, "test.bpmn").processes}
    return compile_definition(main or next(iter(models)), models, roles or {})


class Running:
    """An instance. `open` is what waits, as `element` or `scope/element`; ordinals above 1 are shown as `:2`."""

    def __init__(self, definition: Definition | bytes, *, keep: bool = False, **values: Any) -> None:
        self.definition = compile_xml(definition) if isinstance(definition, bytes) else definition
        self.keep = keep  # the state in memory, never through its snapshot
        self.state: Any = None
        self.at = START
        self.steps: list[Step] = []
        self.digests: list[str] = []
        self.outcomes: list[Outcome] = []
        self.step(Step("start", self.at, None, values))

    def step(self, step: Step) -> Outcome:
        self.state, outcome = advance(self.definition, self.state, step)
        self.steps.append(step)
        self.digests.append(digest(self.state))
        self.outcomes.append(outcome)
        if not self.keep:
            snapshot = dump(self.state)
            self.state = load(self.definition, snapshot)
            assert dump(self.state) == snapshot
        return outcome

    def waiting(self, *kinds: str) -> dict[str, Key]:
        found = {}
        for token in self.state.tokens():
            if token.task_spec.waits in (kinds or ("task", "service", "timer", "message", "signal")):
                found[token.key.path + (f":{token.ordinal}" if token.ordinal > 1 else "")] = token.key
        return found

    @property
    def open(self) -> list[str]:
        return sorted(self.waiting("task"))

    def complete(self, name: str, **values: Any) -> Outcome:
        return self._at(name, "task", "complete", values)

    def answer(self, name: str, **values: Any) -> Outcome:
        return self._at(name, "service", "answer", values)

    def send(self, name: str, **values: Any) -> Outcome:
        return self._at(name, "message", "message", values)

    def signal(self, name: str, **values: Any) -> Outcome:
        return self.step(Step("signal", self.at, None, values, code=name))

    def skip(self, name: str) -> Outcome:
        return self.step(Step("skip", self.at, self.waiting()[name]))

    def cancel(self) -> Outcome:
        return self.step(Step("cancel", self.at))

    def fail(self, name: str, code: str) -> Outcome:
        return self.step(Step("error", self.at, self.waiting("service")[name], {}, code=code))

    def fire(self, name: str) -> Outcome:
        return self._at(name, "timer", "timer", {})

    def wait(self, **span: float) -> Running:
        self.at += timedelta(**span)
        return self

    def _at(self, name: str, waits: str, kind: str, values: dict[str, Any]) -> Outcome:
        return self.step(Step(kind, self.at, self.waiting(waits)[name], values))

    @property
    def done(self) -> bool:
        return self.outcomes[-1].done

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.state.scopes.values[""])
