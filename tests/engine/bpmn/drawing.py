"""Small diagrams from paths: `routine("start fork a join end", "fork b join")`. The beginning of a name says what it
is, and what begins like nothing here is a user task."""

from __future__ import annotations

from itertools import pairwise

from tests.diagram import Process

KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "fork": "parallelGateway",
    "join": "parallelGateway",
    "choose": "exclusiveGateway",
    "merge": "exclusiveGateway",
    "split": "inclusiveGateway",
    "gather": "inclusiveGateway",
    "race": "eventBasedGateway",
}


def routine(*paths: str, key: str = "p") -> Process:
    """A flow goes once between two elements, however many paths take it."""
    drawn = Process(key)
    for path in paths:
        names = path.split()
        for name in names:
            if name not in drawn.nodes:
                drawn.node(name, next((kind for start, kind in KINDS.items() if name.startswith(start)), "userTask"))
        for source, target in pairwise(names):
            if all((source, target) != flow[1:3] for flow in drawn.flows):
                drawn.flow(source, target)
    return drawn


def boundary(host: str, *, interrupting: bool = True) -> str:
    return f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'


def calls(key: str) -> str:
    return f'calledElement="{key}"'


SERVICE = 'camunda:type="external" camunda:topic="register"'
