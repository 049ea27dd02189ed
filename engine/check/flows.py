"""How elements hang together: what begins, what ends, what leads where (BPMN 7.5, 10.5, 13.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Flow, Node, Process
from engine.check.kinds import ACTIVITIES, GATEWAYS
from engine.check.place import label
from engine.check.routine import Part
from engine.finding import Finding


def check_flows(part: Part, level: Process) -> Iterator[Finding]:
    yield from _starts(part, level)
    for flow in level.flows.values():
        yield from _ends_of(part, level, flow)
    for node in level.nodes.values():
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
    for node in found[1:]:
        message = "Det finns flera starter."
        remedy = "Behåll en, och välj väg efter den med en Exclusive gateway."
        yield part.place(node).refuse("start-several", message, remedy)


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
    elif not node.outgoing:
        message = "Inget flöde leder vidare härifrån."
        yield place.refuse("end-missing", message, "Dra ett flöde till nästa steg eller till ett slut (End event).")
    elif len(node.outgoing) > 1 and node.kind not in GATEWAYS:
        message = "Flera flöden leder vidare härifrån, och det syns inte om alla eller ett av dem gäller."
        remedy = "Sätt en Parallel gateway efter om allt ska göras, annars en Exclusive gateway."
        yield place.refuse("split-implicit", message, remedy)


def _host(part: Part, level: Process, node: Node) -> Iterator[Finding]:
    if node.kind != "boundaryEvent":
        return
    host = level.nodes.get(node.attached_to or "")
    if host is None:
        message = "Händelsen sitter inte på något."
        remedy = "Dra den till kanten av aktiviteten som den hör till."
        yield part.place(node).refuse("boundary-host", message, remedy)
    elif host.kind not in ACTIVITIES:
        message = "Händelsen sitter på ”%(host)s”, som inte är någon aktivitet."
        remedy = "Dra den till kanten av en uppgift, ett anrop eller en Sub-process."
        yield part.place(node).refuse("boundary-host", message, remedy, host=label(host))


def _unreachable(part: Part, level: Process) -> Iterator[Finding]:
    first = [node.id for node in starts(level)]
    if not first:
        return
    found = reachable(level, first)
    for node in level.nodes.values():
        without_host = node.kind == "boundaryEvent" and node.attached_to not in level.nodes
        if node.id not in found and not without_host:
            message = "Inget leder hit från starten."
            yield part.place(node).refuse("node-unreachable", message, "Dra ett flöde hit, eller ta bort elementet.")
