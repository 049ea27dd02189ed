"""Where in which scope each element stands: variables are known by scope (as the kernel's, engine/bpmn/scope.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from engine.bpmn.model import Node, Process
from engine.check.kinds import receives
from engine.check.place import Place
from engine.check.routine import Part

Scope: TypeAlias = tuple[str, ...]  # the process's key, then the multi-instance activities that one is inside of


@dataclass(frozen=True)
class Spot:
    """An element in its level of its process. `outer` is the scope that it stands in, `inner` the one its work is done
    in: of a multi-instance activity that of an iteration, of everything else the same."""

    part: Part
    level: Process
    node: Node
    outer: Scope

    @property
    def inner(self) -> Scope:
        return (*self.outer, self.node.id) if self.node.loop is not None else self.outer

    @property
    def place(self) -> Place:
        return self.part.place(self.node)

    @property
    def has_form(self) -> bool:
        """Whether a form is read here: that of a task, a start, or for what a message brings."""
        return self.node.kind == "userTask" or self.starts_instance or receives(self.node)

    @property
    def starts_instance(self) -> bool:
        """Whether its form is what a person fills in to start the routine."""
        return self.part.main and self.level is self.part.process and self.node.kind == "startEvent"


def spots(part: Part) -> list[Spot]:
    return list(_spots(part, part.process, (part.process.id,)))


def _spots(part: Part, level: Process, scope: Scope) -> Iterator[Spot]:
    for node in level.nodes.values():
        spot = Spot(part, level, node, scope)
        yield spot
        if node.inner is not None:
            yield from _spots(part, node.inner, spot.inner)
