"""Which elements run. What is in none of these tables is refused: an element that is ignored is worse than one refused.

`UNTENDED` are those that the kernel runs while nobody outside it does their part yet: each goes when somebody does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Node
from engine.check.kinds import ACTIVITIES, ERROR, MESSAGE, TERMINATE, TIMER, kind_name
from engine.check.routine import Facts, Part
from engine.finding import Finding

# the kinds of events that each kind of node can have; "" is none
RUNS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"", TIMER, MESSAGE}),
    "endEvent": frozenset({"", TERMINATE, ERROR}),
    "boundaryEvent": frozenset({ERROR, TIMER, MESSAGE}),
    "intermediateCatchEvent": frozenset({TIMER, MESSAGE}),
    "receiveTask": frozenset({"", MESSAGE}),
    "userTask": frozenset({""}),
    "manualTask": frozenset({""}),
    "serviceTask": frozenset({""}),
    "sendTask": frozenset({""}),
    "callActivity": frozenset({""}),
    "subProcess": frozenset({""}),
    "exclusiveGateway": frozenset({""}),
    "parallelGateway": frozenset({""}),
    "inclusiveGateway": frozenset({""}),
    "eventBasedGateway": frozenset({""}),
}
_NO_TIMERS = ("Ingen väcker tidshändelser ännu.", "Skriv tiden som Due date på en User task.")
_NO_MESSAGES = ("Ingen tar emot meddelanden ännu.", "Låt en User task vänta på att någon för in beskedet.")
UNTENDED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("startEvent", TIMER): ("Ingen startar rutiner på klockslag ännu.", "Låt någon starta den med ett formulär."),
    ("startEvent", MESSAGE): _NO_MESSAGES,
    ("boundaryEvent", TIMER): _NO_TIMERS,
    ("boundaryEvent", MESSAGE): _NO_MESSAGES,
    ("intermediateCatchEvent", TIMER): _NO_TIMERS,
    ("intermediateCatchEvent", MESSAGE): _NO_MESSAGES,
    ("receiveTask", ""): _NO_MESSAGES,
    ("receiveTask", MESSAGE): _NO_MESSAGES,
    ("eventBasedGateway", ""): _NO_MESSAGES,
}
_INSTEAD = {
    "task": "Gör om den till en User task om någon ska göra något, eller till en Send task om den är ett mejl.",
    "scriptTask": "Diagram kör ingen kod. Räkna ut värdet i ett uttryck, till exempel i en In mapping.",
    "businessRuleTask": "Välj väg med en Exclusive gateway och villkor på flödena.",
    "complexGateway": "Använd en Exclusive, Parallel eller Inclusive gateway.",
    "transaction": "Gör om den till en vanlig Sub-process.",
    "adHocSubProcess": "Rita ordningen i en vanlig Sub-process; det som görs samtidigt delas av en Parallel gateway.",
    "intermediateThrowEvent": "Ta bort den. Ett mejl är en Send task.",
}
_INSTEAD_OF_EVENT = {
    "signal": "Använd en Call activity, eller låt någon göra en User task.",
    "escalation": "Använd ett felslut (Error end event) i delen och en felhändelse (Error boundary event) på anropet.",
    "compensate": "Rita det som ska göras om något måste tas tillbaka som egna uppgifter.",
    "conditional": "Fråga i en User task och välj väg med en Exclusive gateway.",
    "link": "Dra flödet ända fram.",
    "cancel": "Använd ett felslut (Error end event) och en felhändelse (Error boundary event).",
    MESSAGE: "Ett mejl är en Send task.",
    ERROR: "Ett fel kastas av ett felslut (Error end event) och fångas på kanten av ett anrop.",
    TERMINATE: "Avsluta allt med ett slut av typen Terminate end event.",
    TIMER: "Skriv tiden som Due date på en User task.",
    "reference": "Lägg händelsens typ på själva elementet.",
    "": "Ge händelsen en typ, eller ta bort den.",
}


def check_support(part: Part, facts: Facts) -> Iterator[Finding]:
    for level in part.levels():
        for node in level.nodes.values():
            yield from _element(part, node)
            yield from _event(part, node)
            yield from _untended(part, node, facts)
            yield from _standard_loop(part, node)
            yield from _event_subprocess(part, node)
            yield from _error_reference(part, node)


def runs(node: Node) -> bool:
    """Whether the kernel runs the element, tended or not."""
    return node.kind in RUNS and not node.standard_loop and not node.triggered_by_event


def _element(part: Part, node: Node) -> Iterator[Finding]:
    if node.kind not in RUNS:
        remedy = _INSTEAD.get(node.kind, "Använd en User task, Send task eller Call activity.")
        message = "Element av typen %(kind)s går inte att köra."
        yield part.place(node).refuse("element-unsupported", message, remedy, kind=kind_name(node.kind))


def _event(part: Part, node: Node) -> Iterator[Finding]:
    allowed = RUNS.get(node.kind)
    if allowed is None:
        return
    if len(node.events) > 1:
        message, remedy = "Händelsen har flera typer på en gång.", "Rita en händelse för varje typ."
        yield part.place(node).refuse("event-several", message, remedy)
        return
    kind = node.event.kind if node.event else ""
    if kind in allowed:
        return
    if node.kind in ACTIVITIES and kind == MESSAGE:
        message = "Uppgiften hör till ett meddelande (Message), och det läses inte."
        remedy = "Ta bort meddelandet. Mejlet skrivs under Inputs: to, subject och body."
        yield part.place(node).refuse("task-message", message, remedy)
        return
    message = "En händelse av typen ”%(event)s” går inte att köra här (%(kind)s)."
    remedy = _INSTEAD_OF_EVENT.get(kind, _INSTEAD_OF_EVENT[""])
    yield part.place(node).refuse(
        "event-unsupported", message, remedy, event=kind or "utan typ", kind=kind_name(node.kind)
    )


def _untended(part: Part, node: Node, facts: Facts) -> Iterator[Finding]:
    kind = node.event.kind if node.event else ""
    if len(node.events) < 2 and (node.kind, kind) in UNTENDED:
        yield part.place(node).refuse("element-untended", *UNTENDED[node.kind, kind])
    if node.kind == "serviceTask":
        yield from _service(part, node, facts)


def _service(part: Part, node: Node, facts: Facts) -> Iterator[Finding]:
    topic = node.attributes.get("topic", "")
    if node.attributes.get("type") != "external" or not topic:
        message = "Uppgiften säger inte vilken tjänst som gör den."
        remedy = "Välj Implementation: External och skriv ett Topic, eller gör om den till en User task."
        yield part.place(node).refuse("service-topic", message, remedy)
    elif topic not in facts.topics:
        message = "Ingen tjänst svarar på ”%(topic)s” (Topic)."
        remedy = "Rätta Topic, eller gör om uppgiften till en User task."
        yield part.place(node).refuse("service-untended", message, remedy, topic=topic)


def _standard_loop(part: Part, node: Node) -> Iterator[Finding]:
    if node.standard_loop:
        message = "Elementet har en Loop-markering, och den läses inte."
        remedy = "Rita slingan med en Exclusive gateway och ett flöde tillbaka."
        yield part.place(node).refuse("loop-standard", message, remedy)


def _event_subprocess(part: Part, node: Node) -> Iterator[Finding]:
    if node.triggered_by_event:
        message = "En Event sub-process går inte att köra."
        remedy = "Sätt en felhändelse (Error boundary event) på kanten av det som kan avbrytas."
        yield part.place(node).refuse("event-subprocess", message, remedy)


def _error_reference(part: Part, node: Node) -> Iterator[Finding]:
    event = node.event
    if event is None or event.kind != ERROR:
        return
    if not event.text and (event.ref or node.kind == "endEvent"):
        message = "Felet har ingen kod."
        remedy = "Välj ett fel under Error: Global error reference, och ge det en kod (Code)."
        yield part.place(node).refuse("error-code", message, remedy)
    if node.kind == "boundaryEvent" and not node.interrupting:
        message = "En felhändelse avbryter alltid, men den här är ritad som icke avbrytande."
        remedy = "Byt till Error boundary event utan streckad kant."
        yield part.place(node).refuse("error-interrupting", message, remedy)
