"""Choices: conditions, default flows, and what may follow an event-based gateway (BPMN 13.4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Flow, Node, Process
from engine.check.cycles import on_cycle
from engine.check.kinds import CHOOSING, MESSAGE, NEVER_CHOOSING, SIGNAL, TIMER, joins
from engine.check.routine import Part
from engine.finding import Finding

_MOST_WAYS = 10  # of an inclusive gateway: any of them together is a case of its own


def check_gateways(part: Part, level: Process) -> Iterator[Finding]:
    for flow in level.flows.values():
        if flow.language and "feel" not in flow.language.lower():
            message, remedy = "Villkoret är skrivet i %(language)s, men läses som FEEL.", "Välj Condition: Expression."
            yield part.place(flow).refuse("condition-language", message, remedy, language=flow.language)
        source = level.nodes.get(flow.source)
        if source is not None and flow.condition is not None and source.kind in NEVER_CHOOSING:
            yield _misplaced(part, source, flow)
    cycle = on_cycle(level)
    for node in level.nodes.values():
        yield from _default(part, level, node)
        if node.kind in CHOOSING:
            yield from _choices(part, level, node)
        elif node.kind not in NEVER_CHOOSING:
            yield from _conditional(part, level, node)
        if node.kind == "eventBasedGateway":
            yield from _race(part, level, node)
        if node.kind == "inclusiveGateway":
            yield from _inclusive(part, node, node.id in cycle)


def _misplaced(part: Part, source: Node, flow: Flow) -> Finding:
    if source.kind == "parallelGateway":  # BPMN 10.6.4 lets it be written and ignores it
        message = "Villkoret prövas inte: alla flöden från en Parallel gateway tas."
        return part.place(flow).warn("condition-ignored", message, "Ta bort villkoret, eller byt gateway.")
    message = "Flödet har ett villkor, men här är det händelserna som väljer väg."
    remedy = "Ta bort villkoret, eller sätt en Exclusive gateway efter händelsen."
    return part.place(flow).refuse("condition-misplaced", message, remedy)


def _conditional(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    """Flows out of an activity or event: those without a condition are taken, and of the others all that hold."""
    flows = [level.flows[flow] for flow in node.outgoing]
    always = [flow for flow in flows if not flow.condition and flow.id != node.default]
    for flow in flows:
        if flow.condition is not None and not flow.condition:
            message, remedy = "Flödets villkor är tomt.", "Skriv när det gäller, eller ta bort villkoret."
            yield part.place(flow).refuse("condition-missing", message, remedy)
    if len(flows) > _MOST_WAYS and any(flow.condition for flow in flows):
        message, remedy = "Fler än 10 flöden med villkor leder härifrån.", "Dela upp valet på flera gatewayer."
        yield part.place(node).refuse("inclusive-ways", message, remedy)
    if node.default and always:
        message = "Flödet är Default flow men tas aldrig: ett annat flöde härifrån tas alltid."
        remedy = "Ge det andra flödet ett villkor, eller gör Default flow till ett vanligt flöde (Sequence flow)."
        yield part.place(node).refuse("default-misplaced", message, remedy)
    elif not always and not node.default and flows:
        yield _no_default(part, node)


def _no_default(part: Part, node: Node) -> Finding:
    message = "Inget flöde är Default flow: när inget villkor stämmer stannar ärendet."
    return part.place(node).warn("default-missing", message, "Gör ett av flödena till Default flow.")


def _default(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    if not node.default:
        return
    place, flow = part.place(node), level.flows.get(node.default)
    if flow is None or flow.source != node.id:
        message, remedy = "Default flow är inte ett av flödena härifrån.", "Välj ett av flödena som Default flow."
        yield place.refuse("default-unknown", message, remedy)
    elif flow.condition is not None:
        message = "Flödet är Default flow och har ändå ett villkor; det skulle aldrig prövas."
        remedy = "Ta bort villkoret, eller välj ett annat flöde som Default flow."
        yield part.place(flow).refuse("default-condition", message, remedy)


def _choices(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    flows = [level.flows[flow] for flow in node.outgoing]
    if len(flows) == 1:
        yield from _only_way(part, flows[0])
        return
    for flow in flows:
        if not flow.condition and flow.id != node.default:
            message = "Flödet har inget villkor, så det framgår inte när det ska väljas."
            remedy = 'Skriv när det gäller, till exempel =answer = "yes", eller gör det till Default flow.'
            yield part.place(flow).refuse("condition-missing", message, remedy)
    if len(flows) > 1 and not node.default:
        yield _no_default(part, node)


def _only_way(part: Part, flow: Flow) -> Iterator[Finding]:
    if flow.condition is not None:
        message = "Flödet är det enda härifrån och har ändå ett villkor: när det inte stämmer stannar ärendet."
        remedy = "Ta bort villkoret, eller dra ett flöde till som är Default flow."
        yield part.place(flow).warn("default-missing", message, remedy)


def _race(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    if len(node.outgoing) < 2:
        message = "Efter en Event-based gateway ska det finnas minst två händelser att vänta på."
        yield part.place(node).refuse("event-gateway-targets", message, "Rita händelserna, eller ta bort gatewayen.")
    for flow in (level.flows[flow] for flow in node.outgoing):
        target = level.nodes.get(flow.target)
        if target is not None and not (_waits_for_event(target) and len(target.incoming) == 1):
            message = "Efter en Event-based gateway får det bara stå händelser som väntar, var och en med ett flöde in."
            remedy = "Rita en Intermediate catch event här, och det som ska göras efter den."
            yield part.place(target).refuse("event-gateway-targets", message, remedy)


def _waits_for_event(node: Node) -> bool:
    if node.kind == "receiveTask":
        return True
    return (
        node.kind == "intermediateCatchEvent" and node.event is not None and node.event.kind in (TIMER, MESSAGE, SIGNAL)
    )


def _inclusive(part: Part, node: Node, on_cycle: bool) -> Iterator[Finding]:
    if joins(node) and on_cycle:
        message = "En Inclusive gateway väntar in flöden i en slinga, och då går det inte att veta vilka som kommer."
        remedy = "Använd en Exclusive eller Parallel gateway i slingan."
        yield part.place(node).refuse("inclusive-cycle", message, remedy)
    if len(node.outgoing) > _MOST_WAYS:
        message, remedy = "Fler än 10 flöden leder från en Inclusive gateway.", "Dela upp valet på flera gatewayer."
        yield part.place(node).refuse("inclusive-ways", message, remedy)
