"""What is done several times: how often, through which list, and what it gathers (BPMN 13.3.6, 13.3.7)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import MultiInstance, Node, StandardLoop
from engine.check.kinds import ACTIVITIES
from engine.check.place import Place
from engine.check.routine import Part
from engine.finding import Finding

_MOST = 1000  # rounds


def check_loops(part: Part) -> Iterator[Finding]:
    for _, node in part.process.every_node():
        place = part.place(node)
        if node.loop is not None:
            yield from _list(place, node, node.loop)
            yield from _gathered(place, node)
        elif node.standard_loop is not None:
            yield from _standard(place, node, node.standard_loop)
        elif "outputCollection" in node.properties or "outputElement" in node.properties:
            message = "outputCollection och outputElement läses bara på det som görs flera gånger (Multi-instance)."
            yield place.refuse("loop-output", message, "Ta bort dem.")


def _standard(place: Place, node: Node, loop: StandardLoop) -> Iterator[Finding]:
    yield from _kind(place, node)
    if not loop.condition and not loop.most:
        message = "Det framgår inte hur länge det ska göras om (Loop)."
        remedy = "Fyll i Loop condition: så länge det stämmer görs det en gång till."
        yield place.refuse("loop-condition", message, remedy)
    if loop.most and not (loop.most.isascii() and loop.most.isdigit() and 0 < int(loop.most) <= _MOST):
        message, remedy = "Loop maximum är inget antal.", "Skriv ett heltal från 1 till 1000."
        yield place.refuse("loop-maximum", message, remedy)


def _kind(place: Place, node: Node) -> Iterator[Finding]:
    if node.kind not in ACTIVITIES - {"receiveTask"} or node.triggered_by_event:
        message = "Det här elementet går inte att göra flera gånger."
        yield place.refuse("loop-kind", message, "Ta bort markeringen (Multi-instance eller Loop).")


def _list(place: Place, node: Node, loop: MultiInstance) -> Iterator[Finding]:
    if node.kind not in ACTIVITIES - {"receiveTask"}:
        message = "Det här elementet går inte att göra flera gånger (Multi-instance)."
        yield place.refuse("loop-kind", message, "Ta bort markeringen.")
    if loop.collection and loop.cardinality:
        message = "Både Collection och Loop cardinality är ifyllda."
        yield place.refuse("loop-collection", message, "Behåll en av dem.")
    elif not loop.collection and not loop.cardinality:
        message = "Det framgår inte hur många gånger det ska göras (Multi-instance)."
        remedy = "Fyll i Collection och Element variable, eller Loop cardinality."
        yield place.refuse("loop-collection", message, remedy)
    elif loop.collection and not loop.item:
        message = "Element variable är tomt, så varje varv vet inte vad det gäller."
        remedy = "Skriv vad ett av värdena i listan ska heta."
        yield place.refuse("loop-item", message, remedy)


def _gathered(place: Place, node: Node) -> Iterator[Finding]:
    if bool(node.properties.get("outputCollection")) != bool(node.properties.get("outputElement")):
        message = "Bara en av egenskaperna outputCollection och outputElement är ifylld."
        remedy = "Skriv i outputElement vad som ska sparas av varje varv, och i outputCollection vad listan ska heta."
        yield place.refuse("loop-output", message, remedy)
