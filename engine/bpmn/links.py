"""Link events: a sequence flow that is not drawn, from where it is thrown to where it is caught (BPMN 10.5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from engine.bpmn import said
from engine.bpmn.model import LINK, Flow
from engine.bpmn.xml import BPMN

_B = f"{{{BPMN}}}"


def links(nodes: Sequence[etree._Element]) -> Iterator[Flow]:
    """A flow for each link that is thrown and caught in one place each; what is not so is left to the checks."""
    caught: dict[str, list[str]] = {}
    for node, name in _linked(nodes, "intermediateCatchEvent"):
        caught.setdefault(name, []).append(node.get("id", ""))
    for node, name in _linked(nodes, "intermediateThrowEvent"):
        if len(targets := caught.get(name, [])) == 1:
            source = node.get("id", "")
            yield Flow(f"{source}{LINK}", source, targets[0], name, None, said.line(node))


def _linked(nodes: Sequence[etree._Element], kind: str) -> Iterator[tuple[etree._Element, str]]:
    for node in nodes:
        definition = node.find(f"{_B}linkEventDefinition")
        if node.tag == f"{_B}{kind}" and definition is not None:
            yield node, definition.get("name", "")
