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

from engine.bpmn import build, mail_text
from engine.bpmn.activity import Activity, Call, Role, ScriptTask, SendTask, Subprocess, Waiting
from engine.bpmn.catch import BoundaryEvent, Catch, ReceiveTask
from engine.bpmn.element import Element, Link, StartEvent, Way
from engine.bpmn.event_subprocess import EventStart, EventSubprocess
from engine.bpmn.gateway import EventGateway, ExclusiveGateway, InclusiveGateway, Joining, ParallelGateway
from engine.bpmn.model import Node, Process
from engine.bpmn.throw import EndEvent, MessageTask, ThrowEvent, Throwing
from engine.errors import NotOpen

CLASSES: Mapping[str, type[Element]] = {
    "startEvent": StartEvent,
    "endEvent": EndEvent,
    "task": Waiting,
    "userTask": Waiting,
    "manualTask": Waiting,
    "serviceTask": Waiting,
    "scriptTask": ScriptTask,
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
    """One (sub)process: its model and the specification that runs it. `start` is the plain start event, else the only
    one, "" when there are several and none is plain."""

    model: Process
    spec: Any
    start: str = ""
    under: dict[str, Compiled] = field(default_factory=dict)  # by call activity or subprocess

    def start_at(self, element: str | None) -> str:
        """The specification of a start event. Raises `NotOpen`."""
        if element is None and self.start:
            return self.start
        node = self.model.nodes.get(element or "")
        if node is None or node.kind != "startEvent":
            raise NotOpen(element=element)
        return _named("node", node.id)


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
        compiled.start = next((_named("node", n.id) for n in starts if not n.events or len(starts) == 1), "")
        return compiled

    def _add(self, compiled: Compiled, node: Node, laned: Process, name: str) -> None:
        spec = compiled.spec
        own, item = _named("node", node.id), _named("item", node.id)
        element: Element | None = build.body(spec, own, item, node)
        if element is None:
            element = self._element(compiled, own, node, laned, name)
        else:
            self._element(compiled, item, node, laned, name).is_item = True
        if isinstance(element, Activity):
            attached = (n.id for n in compiled.model.nodes.values() if n.attached_to == node.id)
            element.boundaries = tuple(_named("node", n) for n in attached)
        if node.triggered_by_event and node.inner is not None:
            self._watch(spec, own, node.inner)

    def _element(self, compiled: Compiled, name: str, node: Node, laned: Process, prefix: str) -> Element:
        element = _class(node)(compiled.spec, name, node)
        self._fill(compiled, element, laned, prefix)
        return element

    def _watch(self, spec: Any, event_subprocess: str, inner: Process) -> None:
        """The start event of an event subprocess, where it waits: in the process around it."""
        start = next(node for node in inner.nodes.values() if node.kind == "startEvent")
        watching = EventStart(spec, _named("watch", start.id), start)
        build.fill_catch(watching, start)
        watching.ways = (Way("", event_subprocess),)

    def _fill(self, compiled: Compiled, element: Element, laned: Process, name: str) -> None:
        """What the class of an element needs to know of its node."""
        node = element.node
        if isinstance(element, Waiting):
            if node.kind == "serviceTask":
                element.waits, element.topic = "service", node.attributes.get("topic", "")
            element.due = build.date(node.attributes.get("dueDate"))
            element.follow_up = build.date(node.attributes.get("followUpDate"))
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
            element.ins, element.outs = build.arguments(node.ins), build.arguments(node.outs)
        elif isinstance(element, ScriptTask):
            element.result = build.result(node)
        elif isinstance(element, Catch):
            build.fill_catch(element, node)
        elif isinstance(element, Throwing):
            element.throws = build.throws(node)

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
        return tuple(Role(role, build.expression(said.get(role))) for role in dict.fromkeys(wanted))

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
    condition = build.expression(flow.condition, always=True) if conditional else None
    return Way(flow.id, _named("node", flow.target), condition)


def _class(node: Node) -> type[Element]:
    if node.kind == "subProcess" and node.triggered_by_event:
        return EventSubprocess
    if node.kind == "intermediateCatchEvent" and node.event is not None and node.event.kind == "link":
        return Link
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
