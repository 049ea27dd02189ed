"""Loops: which nodes lie on one, and which of them never wait for anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from engine.bpmn.model import Node, Process
from engine.check.flows import next_nodes, starts
from engine.check.kinds import LINK, has_event
from engine.check.place import label, listed
from engine.check.routine import Part, Routine
from engine.finding import Finding

_WAITING = frozenset({"task", "userTask", "manualTask", "serviceTask", "receiveTask", "intermediateCatchEvent"})
_MOST_NAMED = 8


class Pauses:
    """Which elements always wait for somebody before a token goes on."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.of: dict[str, bool] = {}  # by process: whether every way through it waits

    def at(self, node: Node) -> bool:
        if node.standard_loop is not None and node.standard_loop.before:
            return False  # it may be done no time
        if node.kind == "subProcess" and node.inner is not None:
            return not self._passes(node.inner)
        key = self.routine.called(node)
        if key is None:
            return node.kind in _WAITING and not has_event(node, LINK)
        if key not in self.of:
            self.of[key] = False  # for a process that calls itself, which is refused elsewhere
            self.of[key] = not self._passes(self.routine.processes[key][0])
        return self.of[key]

    def _passes(self, level: Process) -> bool:
        """Whether some way from start to end waits for nobody."""
        ahead, found = next_nodes(level), set[str]()
        waiting = [node.id for node in starts(level)]
        while waiting:
            name = waiting.pop()
            node = level.nodes[name]
            if name in found or self.at(node):
                continue
            if not node.outgoing:
                return True
            found.add(name)
            waiting += ahead[name]
        return False


def check_cycles(part: Part, level: Process, pauses: Pauses) -> Iterator[Finding]:
    """A loop in which nobody is waited for goes round until the engine stops it."""
    yield from _loops(part, level, pauses)
    moving = {node.id for node in level.nodes.values() if not pauses.at(node)}
    ahead = {node: [n for n in after if n in moving] for node, after in next_nodes(level).items() if node in moving}
    for cycle in _cycles(ahead):
        nodes = [node for node in level.nodes.values() if node.id in cycle]
        named = listed(label(node) for node in nodes[:_MOST_NAMED])
        if any(_sets(node) for node in nodes):
            message = "Slingan väntar aldrig på någon: %(nodes)s. Går den runt för många gånger avbryts den."
            remedy = "Se till att det som räknas ut i slingan till slut leder ut ur den."
            yield part.place(nodes[0]).warn("loop-unwaited", message, remedy, nodes=named)
            continue
        message = "Slingan väntar aldrig på någon och skulle gå runt utan slut: %(nodes)s."
        remedy = "Lägg en User task i slingan, eller ta bort flödet tillbaka."
        yield part.place(nodes[0]).refuse("loop-endless", message, remedy, nodes=named)


def _sets(node: Node) -> bool:
    """Whether something can be another next time round."""
    inner = node.inner is not None and any(_sets(each) for _, each in node.inner.every_node())
    return inner or node.kind == "scriptTask" or bool(node.outs)


def _loops(part: Part, level: Process, pauses: Pauses) -> Iterator[Finding]:
    for node in level.nodes.values():
        loop = node.standard_loop
        if loop is not None and not loop.most and not pauses.at(replace(node, standard_loop=None)):
            message = "Varven väntar aldrig på någon och skulle kunna gå runt utan slut."
            yield part.place(node).refuse("loop-endless", message, "Fyll i Loop maximum.")


def on_cycle(level: Process) -> set[str]:
    """The nodes that lie on some loop."""
    return {node for cycle in _cycles(next_nodes(level)) for node in cycle}


def _cycles(ahead: Mapping[str, Collection[str]]) -> list[set[str]]:
    """Each set of nodes that all lead to one another."""
    after = {node: _after(ahead, node) for node in ahead}
    found: list[set[str]] = []
    for node, reached in after.items():
        if node in reached and not any(node in cycle for cycle in found):
            found.append({other for other in reached if node in after[other]})
    return found


def _after(ahead: Mapping[str, Collection[str]], node: str) -> set[str]:
    waiting, found = [*ahead[node]], set[str]()
    while waiting:
        following = waiting.pop()
        if following not in found:
            found.add(following)
            waiting += ahead[following]
    return found
