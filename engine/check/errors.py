"""Errors: each that a called process or a subprocess ends with is caught on the way out (BPMN 10.5.1, 13.5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.model import Node, Process
from engine.check.flows import starts
from engine.check.kinds import ERROR, has_event, is_boundary_of
from engine.check.routine import Part, Routine
from engine.finding import Finding

_ANY = ""  # the code of a boundary event that catches every error


@dataclass(frozen=True)
class Thrown:
    """An error end event in the process that has it, and the activities that it has left uncaught."""

    part: Part
    node: Node
    left: tuple[Node, ...] = ()

    @property
    def code(self) -> str:
        return (self.node.event.text if self.node.event else None) or _ANY


def check_errors(routine: Routine) -> Iterator[Finding]:
    errors, main = _Errors(routine), routine.parts()[0]
    for thrown in errors.leaving(main, main.process):
        yield _uncaught(main, thrown)
    for part in routine.parts():
        for level in part.levels():
            yield from _beside(errors, part, level)
            for node in level.nodes.values():
                yield from _catching(errors, part, level, node)


class _Errors:
    """Which errors come out of what. Of a process each is told once, however many ways there are out of it."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.of: dict[str, list[Thrown]] = {}
        self.served: dict[str, bool] = {}

    def leaving(self, part: Part, level: Process) -> list[Thrown]:
        """The errors that nothing in the level catches; what an event subprocess throws, none in the level does."""
        caught = {_code(start) for start in _handlers(level)}
        found = [thrown for thrown in self.thrown(part, level) if not caught & {thrown.code, _ANY}]
        for node in level.nodes.values():
            if node.triggered_by_event:
                found += [Thrown(t.part, t.node, (node, *t.left)) for t in self.inside(part, node)]
        return found

    def thrown(self, part: Part, level: Process) -> list[Thrown]:
        """The errors of a level that nothing on the edge of an activity in it catches."""
        ends = [node for node in level.nodes.values() if node.kind == "endEvent" and has_event(node, ERROR)]
        found = [Thrown(part, node) for node in ends]
        for node in (n for n in level.nodes.values() if not n.triggered_by_event):
            caught = {_code(event) for event in _boundaries(level, node)}
            for thrown in self.inside(part, node):
                if not caught & {thrown.code, _ANY}:
                    found.append(Thrown(thrown.part, thrown.node, (node, *thrown.left)))
        return found

    def inside(self, part: Part, node: Node) -> list[Thrown]:
        """The errors that come out of an activity."""
        if node.inner is not None:
            return self.leaving(part, node.inner)
        key = self.routine.called(node)
        if key is None:
            return []
        if key not in self.of:
            self.of[key] = []  # for a process that calls itself, which is refused elsewhere
            called = Part(*self.routine.processes[key], main=False)
            thrown = self.leaving(called, called.process)
            self.of[key] = list({(t.part.process.id, t.node.id): t for t in reversed(thrown)}.values())
        return self.of[key]

    def has_service(self, node: Node) -> bool:
        """Whether a service works in the activity: which errors that gives, only it knows."""
        if node.inner is not None:
            return any(self.has_service(inner) for inner in node.inner.nodes.values())
        key = self.routine.called(node)
        if key is None:
            return node.kind == "serviceTask"
        if key not in self.served:
            self.served[key] = False
            process, _ = self.routine.processes[key]
            self.served[key] = any(self.has_service(inner) for inner in process.nodes.values())
        return self.served[key]


def _boundaries(level: Process, node: Node) -> list[Node]:
    return [event for event in level.nodes.values() if is_boundary_of(event, node) and has_event(event, ERROR)]


def _handlers(level: Process) -> list[Node]:
    """The start events of event subprocesses that catch errors."""
    inner = [node.inner for node in level.nodes.values() if node.triggered_by_event and node.inner is not None]
    return [start for each in inner for start in starts(each) if has_event(start, ERROR)]


def _code(event: Node) -> str:
    return (event.event.text if event.event else None) or _ANY


def _uncaught(main: Part, thrown: Thrown) -> Finding:
    if not thrown.left:
        message = "Slutet kastar felet ”%(code)s”, men ingen anropar den här processen och kan fånga det."
        remedy = "Byt till en vanlig End event som heter som utfallet."
        return thrown.part.place(thrown.node).refuse("error-uncaught", message, remedy, code=thrown.code)
    outer = main.place(thrown.left[0])
    way = " → ".join(f"”{main.place(node).label}”" for node in thrown.left)
    message = "Felet ”%(code)s” från slutet ”%(end)s” (%(file)s) fångas inte på vägen ut: %(way)s."
    remedy = "Sätt en felhändelse (Error boundary event) med koden %(code)s på kanten, och rita vad som ska göras då."
    values = {"code": thrown.code, "end": thrown.part.place(thrown.node).label, "file": thrown.part.file, "way": way}
    return outer.refuse("error-uncaught", message, remedy, **values)


def _catching(errors: _Errors, part: Part, level: Process, node: Node) -> Iterator[Finding]:
    events = _boundaries(level, node)
    thrown = {each.code for each in errors.inside(part, node)} if events else set()
    yield from _caught(part, events, thrown, part.place(node).label, errors.has_service(node))


def _beside(errors: _Errors, part: Part, level: Process) -> Iterator[Finding]:
    """What event subprocesses of the level catch."""
    if events := _handlers(level):
        thrown = {each.code for each in errors.thrown(part, level)}
        served = any(errors.has_service(node) for node in level.nodes.values() if not node.triggered_by_event)
        yield from _caught(part, events, thrown, part.place(part.holder(level) or part.process).label, served)


def _caught(part: Part, events: list[Node], thrown: set[str], host: str, served: bool) -> Iterator[Finding]:
    codes = [_code(event) for event in events]
    for event, code in zip(events, codes, strict=True):
        if codes.count(code) > 1:
            message = "Två felhändelser på samma aktivitet fångar samma fel."
            yield part.place(event).refuse("error-twice", message, "Ta bort den ena, eller ge dem olika koder.")
        elif not (thrown if code == _ANY else code in thrown) and not served:
            message = "Felhändelsen fångar ”%(code)s”, men inget i ”%(host)s” slutar med det felet."
            remedy = "Rätta koden, eller ta bort händelsen och det som följer på den."
            yield part.place(event).warn("error-never", message, remedy, code=code or "alla fel", host=host)
