"""Which kinds of flow nodes there are, by what they have in common (BPMN 10.3-10.6)."""

from __future__ import annotations

from engine.bpmn.model import Node

TASKS = frozenset({"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask"})
ACTIVITIES = TASKS | {"callActivity", "subProcess"}
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
NEVER_CHOOSING = frozenset({"parallelGateway", "eventBasedGateway", "endEvent"})
JOINING = frozenset({"parallelGateway", "inclusiveGateway"})
GATEWAYS = CHOOSING | JOINING | {"eventBasedGateway"}
STAFFED = frozenset({"task", "userTask", "manualTask", "sendTask"})  # somebody in a lane does it or signs it
ERROR, TERMINATE, TIMER, MESSAGE = "error", "terminate", "timer", "message"
SIGNAL, ESCALATION, LINK = "signal", "escalation", "link"

_CATCHING = frozenset({"startEvent", "receiveTask", "intermediateCatchEvent", "boundaryEvent"})

_CATCHING = frozenset({"startEvent", "receiveTask", "intermediateCatchEvent", "boundaryEvent"})

# what Camunda Modeler calls them
NAMES = {
    "startEvent": "Start event",
    "endEvent": "End event",
    "boundaryEvent": "Boundary event",
    "intermediateCatchEvent": "Intermediate catch event",
    "intermediateThrowEvent": "Intermediate throw event",
    "task": "Task",
    "userTask": "User task",
    "manualTask": "Manual task",
    "serviceTask": "Service task",
    "sendTask": "Send task",
    "receiveTask": "Receive task",
    "scriptTask": "Script task",
    "businessRuleTask": "Business rule task",
    "callActivity": "Call activity",
    "subProcess": "Sub-process",
    "transaction": "Transaction",
    "adHocSubProcess": "Ad-hoc sub-process",
    "exclusiveGateway": "Exclusive gateway",
    "parallelGateway": "Parallel gateway",
    "inclusiveGateway": "Inclusive gateway",
    "eventBasedGateway": "Event-based gateway",
    "complexGateway": "Complex gateway",
}


def kind_name(kind: str) -> str:
    return NAMES.get(kind, kind)


def has_event(node: Node, kind: str) -> bool:
    return node.event is not None and node.event.kind == kind


def joins(node: Node) -> bool:
    """Whether tokens wait for one another here."""
    return node.kind in JOINING and len(node.incoming) > 1


def receives(node: Node) -> bool:
    """Whether a message comes in here: what it brings is what the element's form has fields for."""
    return has_event(node, MESSAGE) and node.kind in _CATCHING


def throws(node: Node) -> bool:
    """Whether a message or a signal goes out here, with the element's inputs as values."""
    thrown = has_event(node, MESSAGE) or has_event(node, SIGNAL)
    return thrown and node.kind in ("sendTask", "intermediateThrowEvent", "endEvent")


def is_boundary_of(node: Node, host: Node) -> bool:
    return node.kind == "boundaryEvent" and node.attached_to == host.id
