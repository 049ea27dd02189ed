"""What is checked: a routine with everything that it would run; and what the installation knows of its surroundings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.model import Lane, Node, Process
from engine.check.place import Place, Something, place_of
from engine.form import Form


@dataclass(frozen=True)
class Facts:
    """What the installation knows: the role key of each lane name, how many organisations have each role (by role
    key), the topics of service tasks that somebody answers, and the calendars there are."""

    roles: Mapping[str, str]
    organisations: Mapping[str, int]
    topics: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset({"sverige"})


@dataclass(frozen=True)
class Routine:
    """What would be run: the main process, every process that it calls, also indirectly, and every form. Each with the
    name of its file; processes by key, forms by id."""

    main: str
    processes: Mapping[str, tuple[Process, str]]
    forms: Mapping[str, tuple[Form, str]]

    def parts(self) -> list[Part]:
        """The processes, the main one first."""
        keys = sorted(self.processes, key=lambda key: (key != self.main, key))
        return [Part(*self.processes[key], main=key == self.main) for key in keys]

    def called(self, node: Node) -> str | None:
        """The key of the process that a call activity calls; None when there is no such process."""
        return node.called if node.kind == "callActivity" and node.called in self.processes else None


@dataclass(frozen=True)
class Part:
    """One process of a routine. `main` when it is the one that people start."""

    process: Process
    file: str
    main: bool = True

    def place(self, it: Something) -> Place:
        return place_of(self.file, it)

    def levels(self) -> Iterator[Process]:
        """The process and the subprocesses embedded in it, outer before inner."""
        yield self.process
        for _, node in self.process.every_node():
            if node.inner is not None:
                yield node.inner

    def holder(self, level: Process) -> Node | None:
        """The subprocess that holds the level; None for the process itself."""
        return next((node for _, node in self.process.every_node() if node.inner is level), None)

    def lane_of(self, node: Node) -> Lane | None:
        """The lane that the node lies in: its own, else that of the embedded subprocess around it."""
        return self.process.lane_of(node.id) or self.process.lane_of(self._around(node))

    def _around(self, node: Node) -> str:
        for outer in self.process.nodes.values():
            if outer.inner is not None and any(inner is node for _, inner in outer.inner.every_node()):
                return outer.id
        return ""
