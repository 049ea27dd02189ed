"""Diagrams in a small notation, for tests: nodes by id, flows as pairs, no drawing.

`Process("p").node("a", "userTask").flow("s", "a")…` gives BPMN XML by `diagram(process, …)`.
"""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="http://example.org/test"'
)


def timer(text: str, how: str = "timeDuration") -> str:
    expression = f'<bpmn:{how} xsi:type="bpmn:tFormalExpression">{escape(text)}</bpmn:{how}>'
    return f"<bpmn:timerEventDefinition>{expression}</bpmn:timerEventDefinition>"


def message(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="message_{name}"/>'


def error(code: str = "") -> str:
    return f'<bpmn:errorEventDefinition errorRef="error_{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="signal_{name}"/>'


def escalation(code: str = "") -> str:
    return (
        f'<bpmn:escalationEventDefinition escalationRef="escalation_{code}"/>'
        if code
        else "<bpmn:escalationEventDefinition/>"
    )


def link(name: str) -> str:
    return f"<bpmn:linkEventDefinition name={quoteattr(name)}/>"


def loop(condition: str, *, before: bool = False, most: int | None = None) -> str:
    attributes = f'testBefore="{str(before).lower()}"' + ("" if most is None else f' loopMaximum="{most}"')
    said = f'<bpmn:loopCondition xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:loopCondition>'
    return (
        f"<bpmn:standardLoopCharacteristics {attributes}>{said if condition else ''}</bpmn:standardLoopCharacteristics>"
    )


TERMINATE = "<bpmn:terminateEventDefinition/>"


def items(collection: str, element: str = "", *, sequential: bool = False, until: str = "") -> str:
    inner = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    item = f" camunda:elementVariable={quoteattr(element)}" if element else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" '
        f"camunda:collection={quoteattr(collection)}{item}>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    )


def into(source: str, target: str) -> str:
    how = "sourceExpression" if source.startswith("=") else "source"
    return f"<camunda:in {how}={quoteattr(source)} target={quoteattr(target)}/>"


def out_of(source: str, target: str) -> str:
    how = "sourceExpression" if source.startswith("=") else "source"
    return f"<camunda:out {how}={quoteattr(source)} target={quoteattr(target)}/>"


def inputs(**values: str) -> str:
    inner = "".join(
        f"<camunda:inputParameter name={quoteattr(k)}>{escape(v)}</camunda:inputParameter>" for k, v in values.items()
    )
    return f"<camunda:inputOutput>{inner}</camunda:inputOutput>"


def properties(**values: str) -> str:
    inner = "".join(f"<camunda:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in values.items())
    return f"<camunda:properties>{inner}</camunda:properties>"


class Process:
    """A process under construction; each method returns it."""

    def __init__(self, key: str, name: str = "") -> None:
        self.key, self.name = key, name or key
        self.nodes: dict[str, tuple[str, str, str, str]] = {}
        self.flows: list[tuple[str, str, str, str | None, bool]] = []
        self.lanes: list[tuple[str, tuple[str, ...], str]] = []
        self.extension = ""

    def node(self, id: str, kind: str, attributes: str = "", *, extension: str = "", inner: str = "") -> Process:
        self.nodes[id] = (kind, attributes, extension, inner)
        return self

    def nodes_of(self, kind: str, *ids: str) -> Process:
        for id in ids:
            self.node(id, kind)
        return self

    def flow(
        self, source: str, target: str, when: str | None = None, *, default: bool = False, id: str = ""
    ) -> Process:
        self.flows.append((id or f"{self.key}_{len(self.flows) + 1}", source, target, when, default))
        return self

    def path(self, *ids: str) -> Process:
        for source, target in pairwise(ids):
            self.flow(source, target)
        return self

    def lane(self, name: str, *ids: str, organisation: str = "") -> Process:
        self.lanes.append((name, ids, organisation))
        return self

    def property(self, **values: str) -> Process:
        self.extension = f"<bpmn:extensionElements>{properties(**values)}</bpmn:extensionElements>"
        return self

    def body(self) -> str:
        return self._lanes() + "".join(self._node(id) for id in self.nodes) + "".join(map(self._flow, self.flows))

    def xml(self) -> str:
        head = f'<bpmn:process id={quoteattr(self.key)} name={quoteattr(self.name)} isExecutable="true">'
        return f"{head}{self.extension}{self.body()}</bpmn:process>"

    def _lanes(self) -> str:
        if not self.lanes:
            return ""
        rows = []
        for n, (name, ids, organisation) in enumerate(self.lanes):
            said = f"<bpmn:extensionElements>{properties(organisation=organisation)}</bpmn:extensionElements>"
            refs = "".join(f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in ids)
            lane = f'<bpmn:lane id="lane_{self.key}_{n}" name={quoteattr(name)}>'
            rows.append(f"{lane}{said if organisation else ''}{refs}</bpmn:lane>")
        return f'<bpmn:laneSet id="lanes_{self.key}">{"".join(rows)}</bpmn:laneSet>'

    def _node(self, id: str) -> str:
        kind, attributes, extension, inner = self.nodes[id]
        ways_in = "".join(f"<bpmn:incoming>{f[0]}</bpmn:incoming>" for f in self.flows if f[2] == id)
        ways_out = "".join(f"<bpmn:outgoing>{f[0]}</bpmn:outgoing>" for f in self.flows if f[1] == id)
        default = next((f' default="{f[0]}"' for f in self.flows if f[1] == id and f[4]), "")
        extended = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
        name = "" if "name=" in attributes else f" name={quoteattr(id)}"
        content = f"{extended}{ways_in}{ways_out}{inner}"
        return f"<bpmn:{kind} id={quoteattr(id)}{name} {attributes}{default}>{content}</bpmn:{kind}>"

    def _flow(self, flow: tuple[str, str, str, str | None, bool]) -> str:
        id, source, target, when, _ = flow
        condition = (
            ""
            if when is None
            else (
                f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(when)}</bpmn:conditionExpression>'
            )
        )
        return f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{condition}</bpmn:sequenceFlow>'


def diagram(
    *processes: Process,
    messages: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
    signals: tuple[str, ...] = (),
    escalations: tuple[str, ...] = (),
) -> bytes:
    """The file."""
    named = "".join(f'<bpmn:message id="message_{m}" name="{m}"/>' for m in messages)
    named += "".join(f'<bpmn:signal id="signal_{s}" name="{s}"/>' for s in signals)
    coded = "".join(f'<bpmn:error id="error_{e}" name="{e}" errorCode="{e}"/>' for e in errors)
    coded += "".join(f'<bpmn:escalation id="escalation_{e}" name="{e}" escalationCode="{e}"/>' for e in escalations)
    content = f"{named}{coded}{''.join(p.xml() for p in processes)}"
    return f"<bpmn:definitions {NAMESPACES}>{content}</bpmn:definitions>".encode()
