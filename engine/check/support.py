"""Which elements run. What is in none of these tables is refused: an element ignored is worse than one refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Node, Process
from engine.check.kinds import (
    ACTIVITIES,
    ERROR,
    ESCALATION,
    LINK,
    MESSAGE,
    SIGNAL,
    TERMINATE,
    TIMER,
    kind_name,
)
from engine.check.routine import Facts, Part
from engine.finding import Finding

_PLAIN = frozenset({""})
# the kinds of events that each kind of node can have; "" is none
RUNS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"", MESSAGE, SIGNAL}),
    "endEvent": frozenset({"", TERMINATE, ERROR, ESCALATION, MESSAGE, SIGNAL}),
    "boundaryEvent": frozenset({ERROR, ESCALATION, TIMER, MESSAGE, SIGNAL}),
    "intermediateCatchEvent": frozenset({TIMER, MESSAGE, SIGNAL, LINK}),
    "intermediateThrowEvent": frozenset({"", ESCALATION, MESSAGE, SIGNAL, LINK}),
    "receiveTask": frozenset({MESSAGE}),
    "sendTask": frozenset({"", MESSAGE}),
    **dict.fromkeys(ACTIVITIES - {"receiveTask", "sendTask"}, _PLAIN),
    "exclusiveGateway": _PLAIN,
    "parallelGateway": _PLAIN,
    "inclusiveGateway": _PLAIN,
    "eventBasedGateway": _PLAIN,
}
_STARTS_EVENT_SUBPROCESS = frozenset({TIMER, MESSAGE, SIGNAL, ERROR, ESCALATION})
_INSTEAD = {
    "businessRuleTask": "Välj väg med en Exclusive gateway och villkor på flödena.",
    "complexGateway": "Använd en Exclusive, Parallel eller Inclusive gateway.",
    "transaction": "Gör om den till en vanlig Sub-process.",
    "adHocSubProcess": "Rita ordningen i en vanlig Sub-process; det som görs samtidigt delas av en Parallel gateway.",
}
_INSTEAD_OF_EVENT = {
    SIGNAL: "En signal skickas av en Throw event eller ett slut, och väntas in av en Catch event.",
    ESCALATION: "En eskalering skickas av ett slut eller en Throw event och fångas på kanten av det som den kommer ur.",
    "compensate": "Rita det som ska göras om något måste tas tillbaka som egna uppgifter.",
    "conditional": "Fråga i en User task och välj väg med en Exclusive gateway.",
    LINK: "En länk går från en Intermediate throw event till en Intermediate catch event.",
    "cancel": "Använd ett felslut (Error end event) och en felhändelse (Error boundary event).",
    MESSAGE: "Ett meddelande väntas in av en Catch event eller en Receive task. Ett mejl är en Send task.",
    ERROR: "Ett fel kastas av ett felslut (Error end event) och fångas på kanten av ett anrop.",
    TERMINATE: "Avsluta allt med ett slut av typen Terminate end event.",
    TIMER: "En tid väntas in på kanten av en aktivitet eller av en Intermediate catch event.",
    "reference": "Lägg händelsens typ på själva elementet.",
    "": "Ge händelsen en typ, eller ta bort den.",
}


def check_support(part: Part, facts: Facts) -> Iterator[Finding]:
    for level in part.levels():
        for node in level.nodes.values():
            yield from _element(part, node)
            yield from _event(part, node, _allowed(part, level, node))
            yield from _service(part, node, facts)
            yield from _mail_or_message(part, node)
            yield from _script(part, node)


def runs(node: Node) -> bool:
    """Whether the kernel runs the element."""
    return node.kind in RUNS


def _allowed(part: Part, level: Process, node: Node) -> frozenset[str]:
    """The kinds of events that the node can have where it stands."""
    if node.kind == "startEvent" and (holder := part.holder(level)) is not None:
        return _STARTS_EVENT_SUBPROCESS if holder.triggered_by_event else _PLAIN
    return RUNS.get(node.kind, frozenset())


def _element(part: Part, node: Node) -> Iterator[Finding]:
    if node.kind not in RUNS:
        remedy = _INSTEAD.get(node.kind, "Använd en User task, Send task eller Call activity.")
        message = "Element av typen %(kind)s går inte att köra."
        yield part.place(node).refuse("element-unsupported", message, remedy, kind=kind_name(node.kind))
    elif node.kind == "task":
        message = "Uppgiften har ingen typ: den väntar på att någon i banan gör den, som en Manual task."
        yield part.place(node).warn("task-untyped", message, "Gör om den till en User task eller Manual task.")


def _event(part: Part, node: Node, allowed: frozenset[str]) -> Iterator[Finding]:
    place = part.place(node)
    if node.kind not in RUNS:
        return
    if len(node.events) > 1:
        message, remedy = "Händelsen har flera typer på en gång.", "Rita en händelse för varje typ."
        yield place.refuse("event-several", message, remedy)
        return
    kind = node.event.kind if node.event else ""
    if kind in allowed:
        return
    if node.kind == "startEvent" and kind == TIMER:
        message = "Ingen startar rutiner på klockslag."
        yield place.refuse("start-timer", message, "Låt någon starta den med ett formulär, eller ett meddelande.")
    elif node.kind == "startEvent" and allowed == _PLAIN:
        message = "En Sub-process börjar när den nås, utan händelse."
        remedy = "Rita en vanlig Start event i den."
        yield place.refuse("event-unsupported", message, remedy)
    elif node.kind == "receiveTask":
        message, remedy = "Uppgiften säger inte vilket meddelande den väntar på.", "Välj ett under Message."
        yield place.refuse("event-name", message, remedy)
    else:
        message = "En händelse av typen ”%(event)s” går inte att köra här (%(kind)s)."
        remedy = _INSTEAD_OF_EVENT.get(kind, _INSTEAD_OF_EVENT[""])
        yield place.refuse("event-unsupported", message, remedy, event=kind or "utan typ", kind=kind_name(node.kind))


def _service(part: Part, node: Node, facts: Facts) -> Iterator[Finding]:
    if node.kind != "serviceTask":
        return
    topic = node.attributes.get("topic", "")
    if node.attributes.get("type") != "external" or not topic:
        message = "Uppgiften säger inte vilken tjänst som gör den."
        remedy = "Välj Implementation: External och skriv ett Topic, eller gör om den till en User task."
        yield part.place(node).refuse("service-topic", message, remedy)
    elif topic not in facts.topics:
        message = "Ingen tjänst svarar på ”%(topic)s” (Topic)."
        remedy = "Rätta Topic, eller gör om uppgiften till en User task."
        yield part.place(node).refuse("service-untended", message, remedy, topic=topic)


def _mail_or_message(part: Part, node: Node) -> Iterator[Finding]:
    if node.kind == "sendTask" and node.events and not node.inputs.keys().isdisjoint(("to", "cc", "subject", "body")):
        message = "Uppgiften både skickar ett meddelande (Message) och är skriven som ett mejl."
        remedy = "Ta bort meddelandet, eller ge det som skickas med det andra namn än to, cc, subject och body."
        yield part.place(node).refuse("task-message", message, remedy)


def _script(part: Part, node: Node) -> Iterator[Finding]:
    if node.kind != "scriptTask":
        return
    if node.language.lower() != "feel":
        message = "Diagram kör ingen kod, och skriptet är skrivet i ”%(language)s”."
        remedy = "Skriv Format feel och ett uttryck, eller gör om det till en User task."
        yield part.place(node).refuse("script-language", message, remedy, language=node.language or "okänt språk")
    elif not node.attributes.get("resultVariable") or not (node.script or "").strip():
        message = "Skriptet säger inte vad som ska räknas ut och vad svaret ska heta."
        remedy = "Skriv ett uttryck under Script, och namnet på en variabel under Result variable."
        yield part.place(node).refuse("script-result", message, remedy)
