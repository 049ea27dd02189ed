"""How elements hang together: what begins, what ends, what leads where (BPMN 7.5, 10.5, 13.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Flow, Node, Process
from engine.check.kinds import ACTIVITIES, GATEWAYS, LINK, has_event
from engine.check.place import label
from engine.check.routine import Part
from engine.finding import Finding


def check_flows(part: Part, level: Process) -> Iterator[Finding]:
    yield from _starts(part, level)
    for flow in level.flows.values():
        yield from _ends_of(part, level, flow)
    for node in level.nodes.values():
        if node.triggered_by_event:
            yield from _beside(part, node)
        else:
            yield from _incoming(part, node)
            yield from _outgoing(part, node)
        yield from _host(part, level, node)
    yield from _unreachable(part, level)


def next_nodes(level: Process) -> Mapping[str, list[str]]:
    """Where a token can go from each node: along its flows, and from an activity to the events on its edge."""
    ahead: dict[str, list[str]] = {node: [] for node in level.nodes}
    for flow in level.flows.values():
        if flow.source in ahead and flow.target in ahead:
            ahead[flow.source].append(flow.target)
    for node in level.nodes.values():
        if node.attached_to in ahead:
            ahead[node.attached_to].append(node.id)
    return ahead


def reachable(level: Process, first: list[str]) -> set[str]:
    """The nodes that can be reached from these, themselves included."""
    ahead, found = next_nodes(level), set[str]()
    waiting = [node for node in first if node in ahead]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += ahead[node]
    return found


def starts(level: Process) -> list[Node]:
    return [node for node in level.nodes.values() if node.kind == "startEvent"]


def _starts(part: Part, level: Process) -> Iterator[Finding]:
    found = starts(level)
    holder = part.place(level)
    if not found:
        yield holder.refuse("start-missing", "Det finns ingen start.", "Rita en Start event där allt börjar.")
    holding = part.holder(level)
    if holding is not None and holding.triggered_by_event:
        several = found[1:]
    else:  # a process may begin with each of several messages too, but only in one way without any
        several = [node for node in found if not node.events or holding is not None][1:]
    for node in several:
        message = "Det finns flera starter."
        remedy = "Behåll en, och välj väg efter den med en Exclusive gateway."
        yield part.place(node).refuse("start-several", message, remedy)
    if not part.main and holding is None and found and all(node.events for node in found):
        message = "Processen anropas, men börjar bara med händelser."
        yield part.place(found[0]).refuse("start-called", message, "Rita en vanlig Start event i den.")


def _beside(part: Part, node: Node) -> Iterator[Finding]:
    """An event subprocess stands beside the flows: it begins when its event happens."""
    if node.incoming or node.outgoing:
        message = "Ett flöde leder till eller från en Event sub-process."
        remedy = "Ta bort flödet: den börjar när dess starthändelse inträffar."
        yield part.place(node).refuse("event-subprocess-flow", message, remedy)


def _ends_of(part: Part, level: Process, flow: Flow) -> Iterator[Finding]:
    for end in (flow.source, flow.target):
        if end in level.nodes:
            continue
        if any(end == node.id for _, node in part.process.every_node()):
            message = "Flödet går över kanten till eller från en Sub-process."
            remedy = "Dra det till själva Sub-processen, och börja i den med en Start event."
            yield part.place(flow).refuse("flow-crosses", message, remedy)
        else:
            message = "Flödet börjar eller slutar inte i något element i samma process."
            yield part.place(flow).refuse("flow-dangling", message, "Ta bort flödet och dra det på nytt.")


def _incoming(part: Part, node: Node) -> Iterator[Finding]:
    if not node.incoming:
        return
    if node.kind == "startEvent":
        message = "Ett flöde leder tillbaka till starten."
        remedy = "Dra det till en Exclusive gateway efter starten."
        yield part.place(node).refuse("start-incoming", message, remedy)
    elif node.kind == "boundaryEvent":
        message = "Ett flöde leder till en händelse på kanten av en aktivitet."
        remedy = "Dra det till aktiviteten eller till det som ska göras sedan."
        yield part.place(node).refuse("boundary-incoming", message, remedy)


def _outgoing(part: Part, node: Node) -> Iterator[Finding]:
    place = part.place(node)
    if node.kind == "endEvent":
        if node.outgoing:
            message, remedy = "Ett flöde leder vidare från slutet.", "Ta bort flödet, eller byt ut slutet."
            yield place.refuse("end-outgoing", message, remedy)
    elif not node.outgoing and not has_event(node, LINK):
        message = "Inget flöde leder vidare härifrån, så den vägen slutar här."
        yield place.warn("end-missing", message, "Dra ett flöde till nästa steg eller till ett slut (End event).")
    elif len(node.outgoing) > 1 and node.kind not in GATEWAYS:
        message = "Flera flöden leder vidare härifrån, och alla tas som inte har ett villkor som säger annat."
        remedy = "Sätt en Parallel gateway efter om allt ska göras, annars en Exclusive gateway, så syns det."
        yield place.warn("split-implicit", message, remedy)


def _host(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    if node.kind != "boundaryEvent":
        return
    host = level.nodes.get(node.attached_to or "")
    if host is None:
        message = "Händelsen sitter inte på något."
        remedy = "Dra den till kanten av aktiviteten som den hör till."
        yield part.place(node).refuse("boundary-host", message, remedy)
    elif host.kind not in ACTIVITIES or host.triggered_by_event:
        message = "Händelsen sitter på ”%(host)s”, som inte är någon aktivitet."
        remedy = "Dra den till kanten av en uppgift, ett anrop eller en Sub-process."
        yield part.place(node).refuse("boundary-host", message, remedy, host=label(host))


def _unreachable(part: Part, level: Process) -> Iterator[Finding]:
    first = [node.id for node in starts(level)]
    if not first:
        return
    # what a link without its partner would lead to is said of the link
    caught = (n for n in level.nodes.values() if n.kind == "intermediateCatchEvent" and has_event(n, LINK))
    found = reachable(level, [*first, *(node.id for node in caught if not node.incoming)])
    for node in level.nodes.values():
        without_host = node.kind == "boundaryEvent" and node.attached_to not in level.nodes
        if node.id not in found and not (without_host or node.triggered_by_event):
            message = "Inget leder hit från starten."
            yield part.place(node).refuse("node-unreachable", message, "Dra ett flöde hit, eller ta bort elementet.")
