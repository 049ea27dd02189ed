"""Link events: each leads from where it is thrown to one place (BPMN 10.5.1)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Node, Process
from engine.check.kinds import LINK, has_event
from engine.check.routine import Part
from engine.finding import Finding


def check_links(part: Part, level: Process) -> Iterator[Finding]:
    links = [node for node in level.nodes.values() if has_event(node, LINK)]
    thrown = [node for node in links if node.kind == "intermediateThrowEvent"]
    caught = [node for node in links if node.kind == "intermediateCatchEvent"]
    for node in thrown:
        yield from _partner(part, node, caught)
        yield from _drawn(part, level, node, node.outgoing, "Ett flöde leder vidare från en länk som skickas.")
    for node in caught:
        yield from _partner(part, node, thrown)
        yield from _twice(part, node, caught)
        yield from _drawn(part, level, node, node.incoming, "Ett flöde leder till en länk som fångas.")


def _name(node: Node) -> str:
    return (node.event.text if node.event else None) or ""


def _partner(part: Part, node: Node, others: list[Node]) -> Iterator[Finding]:
    if not any(_name(other) == _name(node) for other in others):
        message = "Länken ”%(link)s” har ingen motpart i samma process."
        remedy = "Rita en Throw event och en Catch event av typen Link, och ge båda samma länknamn."
        yield part.place(node).refuse("link-partner", message, remedy, link=_name(node))


def _twice(part: Part, node: Node, caught: list[Node]) -> Iterator[Finding]:
    first = next(other for other in caught if _name(other) == _name(node))
    if first is not node:
        message = "Länken ”%(link)s” fångas på två ställen."
        yield part.place(node).refuse("link-twice", message, "Ge den ena ett annat länknamn.", link=_name(node))


def _drawn(part: Part, level: Process, node: Node, flows: tuple[str, ...], message: str) -> Iterator[Finding]:
    if not all(level.flows[flow].is_link for flow in flows):
        yield part.place(node).refuse("link-flow", message, "Ta bort flödet: länken är i sig ett flöde.")
