"""Multi-instance activities: what they go through, and what they gather (BPMN 13.3.7)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import MultiInstance, Node
from engine.check.kinds import ACTIVITIES
from engine.check.place import Place
from engine.check.routine import Part
from engine.finding import Finding


def check_loops(part: Part) -> Iterator[Finding]:
    for _, node in part.process.every_node():
        place = part.place(node)
        if node.loop is not None:
            yield from _list(place, node, node.loop)
            yield from _gathered(place, node)
        elif "outputCollection" in node.properties or "outputElement" in node.properties:
            message = "outputCollection och outputElement läses bara på det som görs flera gånger (Multi-instance)."
            yield place.refuse("loop-output", message, "Ta bort dem.")


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
