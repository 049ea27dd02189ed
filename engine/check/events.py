"""Events: what each refers to, and by what a message finds the case that waits for it (BPMN 10.5)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Event, Node, Process
from engine.check.kinds import ERROR, ESCALATION, MESSAGE, SIGNAL, receives
from engine.check.place import Place
from engine.check.routine import Part
from engine.finding import Finding

_CALLED = {MESSAGE: "meddelande (Message)", SIGNAL: "signal (Signal)", ESCALATION: "eskalering (Escalation)"}
_THROWING = frozenset({"endEvent", "intermediateThrowEvent"})


def check_events(part: Part) -> Iterator[Finding]:
    for level in part.levels():
        for node in level.nodes.values():
            for event in node.events:
                yield from _reference(part.place(node), node, event)
            yield from _interrupting(part.place(node), node)
            yield from _correlation(part, level, node)


def _reference(place: Place, node: Node, event: Event) -> Iterator[Finding]:
    """A boundary event without a reference catches every error or escalation."""
    needed = event.kind in (MESSAGE, SIGNAL) or event.ref or node.kind in _THROWING
    if event.kind == "reference":
        message = "Händelsen hänvisar till ”%(ref)s”, som inte finns i filen."
        yield place.refuse("event-reference", message, "Lägg händelsens typ på själva elementet.", ref=event.ref)
    elif event.kind == ERROR and needed and not event.text:
        message = "Felet har ingen kod."
        remedy = "Välj ett fel under Error: Global error reference, och ge det en kod (Code)."
        yield place.refuse("error-code", message, remedy)
    elif event.kind in _CALLED and needed and not event.text:
        message = "Händelsen säger inte med namn eller kod vilket den gäller: %(what)s."
        remedy = "Välj ett under Global reference, och ge det ett namn eller en kod."
        yield place.refuse("event-name", message, remedy, what=_CALLED[event.kind])


def _interrupting(place: Place, node: Node) -> Iterator[Finding]:
    catches = node.kind in ("boundaryEvent", "startEvent") and any(event.kind == ERROR for event in node.events)
    if catches and not node.interrupting:
        message = "En felhändelse avbryter alltid, men den här är ritad som icke avbrytande."
        remedy = "Byt till en felhändelse (Error) utan streckad kant."
        yield place.refuse("error-interrupting", message, remedy)


def _correlation(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    begins = node.kind == "startEvent" and level is part.process
    if receives(node) and not begins and not node.properties.get("correlation"):
        message = "Meddelandet träffar bara om exakt ett ärende väntar på det."
        remedy = "Ge händelsen egenskapen correlation: ett uttryck för det som bara gäller det här ärendet."
        yield part.place(node).warn("message-correlation", message, remedy)
