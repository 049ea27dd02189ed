"""A routine's files as tests read them: its diagram with what it calls, forms, lanes, flow. Nothing of the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).parents[2]
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
C = "{http://camunda.org/schema/1.0/bpmn}"
NOT_NODES = {"documentation", "extensionElements", "laneSet", "sequenceFlow"}

ROLES = {  # what a lane can be called, and the role's key
    "Biståndshandläggare": "needs_assessor",
    "Avgiftshandläggare": "fee_officer",
    "Utförare": "provider",
    "Utförare larm/nattillsyn": "alarm_provider",
    "Samordnare": "coordinator",
    "Vaktmästare": "caretaker",
    "Systemförvaltare": "system_manager",
    "Upphandlad låssmed": "locksmith",
}

Element = etree._Element
Node = tuple[str, str]  # process key, element id


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `condition` is empty where there is none."""

    id: str
    source: str
    target: str
    name: str
    condition: str


@dataclass(frozen=True)
class Routine:
    """Parsed files: diagrams by process key, forms by id. A deep copy can be changed without touching the original."""

    key: str
    files: dict[str, Element]
    forms: dict[str, dict[str, Any]]

    def process(self, key: str) -> Element:
        found = self.files[key].find(f"{B}process")
        assert found is not None
        return found

    def nodes(self, key: str) -> dict[str, Element]:
        return {e.get("id", ""): e for e in self.process(key) if tag(e) not in NOT_NODES}

    def flows(self, key: str) -> list[Flow]:
        return [
            Flow(
                e.get("id", ""),
                e.get("sourceRef", ""),
                e.get("targetRef", ""),
                e.get("name", ""),
                e.findtext(f"{B}conditionExpression", "").strip(),
            )
            for e in self.process(key).findall(f"{B}sequenceFlow")
        ]

    def lanes(self, key: str) -> dict[str, Element]:
        """The lane of each element."""
        lanes = self.process(key).iter(f"{B}lane")
        return {(ref.text or "").strip(): lane for lane in lanes for ref in lane.findall(f"{B}flowNodeRef")}

    def role(self, node: Node) -> str:
        lane = self.lanes(node[0]).get(node[1])
        return "" if lane is None else ROLES.get(lane.get("name", ""), "")

    def form(self, node: Element) -> list[dict[str, Any]]:
        """The form's components without its groups; empty when it has no form."""
        return list(flat(self.forms.get(node.get(f"{C}formRef", ""), {}).get("components", [])))

    def reached(self) -> dict[Node, Element]:
        """What can be reached from the routine's start, through calls too."""
        found: dict[Node, Element] = {}
        ahead = self._starts(self.key)
        while ahead:
            node = ahead.pop()
            element = self.nodes(node[0]).get(node[1])
            if element is None or node in found:
                continue
            found[node] = element
            ahead += [(node[0], flow.target) for flow in self.flows(node[0]) if flow.source == node[1]]
            ahead += self._starts(element.get("calledElement", ""))
        return found

    def _starts(self, key: str) -> list[Node]:
        if key not in self.files:
            return []
        return [(key, name) for name, element in self.nodes(key).items() if tag(element) == "startEvent"]


def read_routine(key: str) -> Routine:
    """The routine's diagram, every diagram that it calls and every form that they name."""
    files = {key: _parse(ROOT / "processes" / f"{key}.bpmn")}
    ahead = [key]
    while ahead:
        for called in sorted(
            {e.get("calledElement", "") for e in files[ahead.pop()].iter(f"{B}callActivity")} - set(files)
        ):
            files[called] = _parse(ROOT / "processes" / "shared" / f"{called}.bpmn")
            ahead.append(called)
    named = {name for file in files.values() for e in file.iter() if (name := e.get(f"{C}formRef"))}
    return Routine(key, files, {name: read_form(name) for name in sorted(named)})


def read_form(name: str) -> dict[str, Any]:
    form: dict[str, Any] = json.loads((ROOT / "forms" / f"{name}.form").read_text(encoding="utf-8"))
    return form


def _parse(path: Path) -> Element:
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


def tag(element: Element) -> str:
    return etree.QName(element).localname


def flat(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        if component["type"] == "group":
            yield from flat(component["components"])
        else:
            yield component


def properties(element: Element) -> dict[str, str]:
    path = f"{B}extensionElements/{C}properties/{C}property"
    return {e.get("name", ""): e.get("value", "") for e in element.findall(path)}


def mail(element: Element) -> dict[str, str]:
    """A send task's input parameters."""
    path = f"{B}extensionElements/{C}inputOutput/{C}inputParameter"
    return {e.get("name", ""): (e.text or "").strip() for e in element.findall(path)}


def requirements(text: str) -> set[str]:
    return {part.strip() for part in text.split(",") if part.strip()}
