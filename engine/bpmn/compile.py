"""From the model to specifications that SpiffWorkflow runs.

They are built one by one, not by the library's parser: it sorts conditions by where boxes are drawn, shares a name
space between our ids and its own, connects joins when an instance is restored, and ignores what it does not know.
What is not in `CLASSES` is refused before it comes here, by the deployment checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.bpmn import mail_text
from engine.bpmn.activity import Activity, Call, Role, SendTask, Subprocess, Waiting
from engine.bpmn.argument import as_text, of_input, of_mapping
from engine.bpmn.catch import BoundaryEvent, Catch, ReceiveTask
from engine.bpmn.element import Element, StartEvent, Way
from engine.bpmn.gateway import EventGateway, ExclusiveGateway, InclusiveGateway, Joining, ParallelGateway
from engine.bpmn.model import Node, Process
from engine.bpmn.multi_instance import MultiInstance
from engine.bpmn.throw import EndEvent, MessageTask, Throw, ThrowEvent, Throwing
from engine.bpmn.timer import compile_timer
from engine.errors import NotOpen
from engine.feel import Expression, compile_expression

CLASSES: Mapping[str, type[Element]] = {
    "startEvent": StartEvent,
    "endEvent": EndEvent,
    "userTask": Waiting,
    "manualTask": Waiting,
    "serviceTask": Waiting,
    "sendTask": SendTask,
    "receiveTask": ReceiveTask,
    "intermediateCatchEvent": Catch,
    "intermediateThrowEvent": ThrowEvent,
    "boundaryEvent": BoundaryEvent,
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventGateway,
    "callActivity": Call,
    "subProcess": Subprocess,
}


@dataclass
class Compiled:
    """One (sub)process: its model and the specification that runs it."""

    model: Process
    spec: Any
    start: str = ""
    under: dict[str, Compiled] = field(default_factory=dict)  # by call activity or subprocess

    def start_at(self, element: str) -> str:
        """The specification of a start event. Raises `NotOpen`."""
        node = self.model.nodes.get(element)
        if node is None or node.kind != "startEvent":
            raise NotOpen(element=element)
        return _named("node", element)


@dataclass(frozen=True)
class Definition:
    """Everything the kernel needs of a bundle; immutable once compiled and shared by all its instances."""

    main: Compiled
    processes: Mapping[str, Compiled]
    uses_calendar: bool = False

    def at(self, scope: str) -> Compiled:
        """The process whose variables the scope has: the called one, for the scope of a call."""
        compiled = self.main
        for part in scope.split("/") if scope else ():
            call = compiled_call(compiled, part.partition(":")[0])
            compiled = call if call is not None and "#" not in part else compiled
        return compiled

    def node(self, scope: str, element: str) -> Node:
        """An element by its scope and id."""
        return next(node for _, node in self.at(scope).model.every_node() if node.id == element)


def compiled_call(compiled: Compiled, element: str) -> Compiled | None:
    """What the call activity calls, looked for in embedded subprocesses too."""
    for held_by, node in compiled.model.every_node():
        if node.id == element and node.kind == "callActivity":
            at = compiled
            for outer in _way_to(compiled.model, held_by):
                at = at.under[outer]
            return at.under[element]
    return None


def _way_to(model: Process, wanted: Process) -> list[str]:
    if model is wanted:
        return []
    for node in model.nodes.values():
        if node.inner is not None and any(held_by is wanted for held_by, _ in node.inner.every_node()):
            return [node.id, *_way_to(node.inner, wanted)]
    return []


def compile_definition(main: str, models: Mapping[str, Process], roles: Mapping[str, str]) -> Definition:
    """Compiles a checked bundle: `models` by key, `roles` the role key of each lane name. Raises only what an
    unchecked bundle deserves: `FeelError`, `KeyError`."""
    return Compiler(models, roles).definition(main)


class Compiler:
    def __init__(self, models: Mapping[str, Process], roles: Mapping[str, str]) -> None:
        self.models = models
        self.roles = roles
        self.processes: dict[str, Compiled] = {}
        self.compiled: list[Compiled] = []  # embedded subprocesses too

    def definition(self, main: str) -> Definition:
        compiled = self.process(self.models[main], self.models[main])
        elements = [spec for p in self.compiled for spec in p.spec.task_specs.values() if isinstance(spec, Element)]
        uses_calendar = any(e.uses_calendar for element in elements for e in element.expressions())
        return Definition(compiled, self.processes, uses_calendar)

    def process(self, model: Process, laned: Process, prefix: str = "") -> Compiled:
        """`laned` is the process whose lanes count: an embedded subprocess has none of its own."""
        name = f"{prefix}{model.id}"
        if not prefix and name in self.processes:
            return self.processes[name]
        compiled = Compiled(model, BpmnProcessSpec(_named("process", name)))
        self.compiled.append(compiled)
        if not prefix:
            self.processes[name] = compiled
        for node in model.nodes.values():
            self._add(compiled, node, laned, name)
        for node in model.nodes.values():
            self._connect(compiled.spec, model, node)
        starts = [n for n in model.nodes.values() if n.kind == "startEvent"]
        compiled.start = _named("node", next(n.id for n in starts if not n.events or len(starts) == 1))
        return compiled

    def _add(self, compiled: Compiled, node: Node, laned: Process, name: str) -> None:
        spec = compiled.spec
        own = _named("node", node.id)
        if node.loop is None:
            element = _class(node)(spec, own, node)
        else:
            element = _body(spec, own, node)
            inner = _class(node)(spec, _named("item", node.id), node)
            inner.is_item = True
            self._fill(compiled, inner, laned, name)
        if node.loop is None:
            self._fill(compiled, element, laned, name)
        if isinstance(element, Activity):
            attached = (n.id for n in compiled.model.nodes.values() if n.attached_to == node.id)
            element.boundaries = tuple(_named("node", n) for n in attached)

    def _fill(self, compiled: Compiled, element: Element, laned: Process, name: str) -> None:
        """What the class of an element needs to know of its node."""
        node = element.node
        if isinstance(element, Waiting):
            if node.kind == "serviceTask":
                element.waits, element.topic = "service", node.attributes.get("topic", "")
            element.due = _date(node.attributes.get("dueDate"))
            element.follow_up = _date(node.attributes.get("followUpDate"))
            element.roles = self._roles(laned, compiled.model, node)
        elif isinstance(element, SendTask):
            texts = [node.inputs.get(part, "") for part in ("subject", "body")]
            element.names = tuple(dict.fromkeys(v for text in texts for v in mail_text.variables(text)))
            element.roles = self._roles(laned, compiled.model, node)
        elif isinstance(element, Call):
            if isinstance(element, Subprocess):
                assert node.inner is not None
                under = self.process(node.inner, laned, f"{name}/")
            else:
                called = self.models[node.called or ""]
                under = self.process(called, called)
            element.process = compiled.under[node.id] = under
            element.ins = tuple(of_mapping(m) for m in node.ins if m.target)
            element.outs = tuple(of_mapping(m) for m in node.outs if m.target)
        elif isinstance(element, Catch):
            _fill_catch(element, node)
        elif isinstance(element, Throwing):
            element.throws = _throw(node)

    def _roles(self, laned: Process, model: Process, node: Node) -> tuple[Role, ...]:
        """The lane's role first, then those that the element contacts or writes to."""
        by_role = {self.roles[lane.name]: lane for lane in laned.lanes if lane.name in self.roles}
        lane = laned.lane_of(node.id) or laned.lane_of(_holder(laned, model))
        texts = [node.inputs.get(part, "") for part in ("subject", "body")]
        wanted = [self.roles[lane.name]] if lane is not None and lane.name in self.roles else []
        wanted += mail_text.roles(node.properties.get("contact", ""))
        wanted += [r for part in ("to", "cc") for r in mail_text.roles(node.inputs.get(part, ""))]
        wanted += [r for text in texts for r in mail_text.contacts(text)]
        said = {role: by_role[role].properties.get("organisation") for role in wanted if role in by_role}
        return tuple(Role(role, _expression(said.get(role))) for role in dict.fromkeys(wanted))

    def _connect(self, spec: Any, model: Process, node: Node) -> None:
        element = spec.task_specs[_named("node", node.id)]
        ways = [_way(model, f, conditional=element.chooses) for f in node.outgoing]
        element.default = next((way for way in ways if way.flow == node.default and element.chooses), None)
        element.ways = tuple(way for way in ways if way is not element.default)
        if isinstance(element, Joining):
            element.flows = node.incoming
        if isinstance(element, InclusiveGateway):
            element.reaching = {f: _reaching(model, f, node.id) for f in node.incoming}


def _named(kind: str, name: str) -> str:
    """A name in the library that can be none of its own (`Start`, `End`, `x.EndJoin`): no id begins so and ends so."""
    return f"{kind}:{name}:"


def _way(model: Process, flow_id: str, *, conditional: bool) -> Way:
    flow = model.flows[flow_id]
    condition = _expression(flow.condition, always=True) if conditional else None
    return Way(flow.id, _named("node", flow.target), condition)


def _body(spec: Any, name: str, node: Node) -> MultiInstance:
    assert node.loop is not None
    body = MultiInstance(spec, name, node)
    body.item_spec = _named("item", node.id)
    body.sequential = node.loop.sequential
    body.collection = compile_expression(node.loop.collection or node.loop.cardinality or "null")
    body.item = node.loop.item
    body.condition = _expression(node.loop.condition, always=True)
    body.collected = node.properties.get("outputCollection")
    body.output = _expression(node.properties.get("outputElement"), always=True)
    return body


def _expression(text: str | None, *, always: bool = False) -> Expression | None:
    """The expression of an attribute that begins with `=` (or `always`), else one that gives the literal text."""
    if not text:
        return None
    if always or text.startswith("="):
        return compile_expression(text)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return compile_expression(f'"{quoted}"')


def _date(text: str | None) -> Expression | None:
    """The expression of a due date; a literal one is a date or time."""
    if not text or text.startswith("="):
        return _expression(text)
    return compile_expression(f'@"{text.strip()}"')


def _fill_catch(element: Catch, node: Node) -> None:
    event = node.event
    if event is None or event.kind not in ("timer", "message", "signal"):
        return
    element.waits = event.kind
    if event.kind == "timer":
        element.timer = compile_timer(event)
    else:
        element.event_name = event.text or ""
        element.correlated_by = _correlation(node)


def _throw(node: Node) -> Throw | None:
    event = node.event
    if event is None or event.kind not in ("message", "signal"):
        return None
    values = tuple(of_input(name, written) for name, written in node.inputs.items())
    return Throw(event.kind, event.text or "", _correlation(node), values)


def _correlation(node: Node) -> Expression | None:
    written = node.properties.get("correlation")
    return as_text(written) if written else None


def _class(node: Node) -> type[Element]:
    return MessageTask if node.kind == "sendTask" and node.event is not None else CLASSES[node.kind]


def _holder(laned: Process, model: Process) -> str:
    """The subprocess node of `laned` that holds the process `model`, however deep."""
    for node in laned.nodes.values():
        if node.inner is not None and (node.inner is model or any(p is model for p, _ in node.inner.every_node())):
            return node.id
    return ""


def _reaching(model: Process, flow_id: str, gateway: str) -> frozenset[str]:
    """The elements from which the flow can be reached without passing the gateway."""
    before: dict[str, list[str]] = {}
    for flow in model.flows.values():
        before.setdefault(flow.target, []).append(flow.source)
    for node in model.nodes.values():
        if node.attached_to:
            before.setdefault(node.id, []).append(node.attached_to)
    found: set[str] = set()
    ahead: Iterable[str] = [model.flows[flow_id].source]
    while ahead := [n for n in ahead if n not in found and n != gateway]:
        found.update(ahead)
        ahead = [source for n in ahead for source in before.get(n, ())]
    return frozenset(found)
