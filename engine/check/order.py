"""Reads that come before anything can have given the variable a value. Which way is taken is not asked: what is found
is read too early whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from engine.bpmn.model import Node
from engine.check.flows import next_nodes, starts
from engine.check.place import listed
from engine.check.reads import Read
from engine.check.routine import Part
from engine.check.variables import Variables
from engine.finding import Finding


def check_order(variables: Variables, reads: list[Read]) -> Iterator[Finding]:
    orders = {part.process.id: Order(part) for part in variables.routine.parts()}
    for read in reads:
        variable = variables.at(read.scope).get(read.name)
        if read.spot is None or variable is None:
            continue
        order, reader = orders[read.scope[0]], read.spot.node.id
        setters = list(dict.fromkeys(source.by for source in variable.sources))
        if any(by == "" or order.may_precede(by, reader, after=read.after) for by in setters):
            continue
        message = "”%(reader)s” läser %(variable)s innan något kan ha gett den ett värde; det görs först i %(later)s."
        remedy = "Flytta steget, eller låt det läsa något som redan är ifyllt."
        later = listed(f"”{order.label(by)}”" for by in setters)
        reader = read.spot.place.label
        say = read.place.warn if read.shown else read.place.refuse
        yield say("read-too-early", message, remedy, reader=reader, variable=read.name, later=later)


class Order:
    """What can come before what in a process, its embedded subprocesses included."""

    def __init__(self, part: Part) -> None:
        self.nodes = {node.id: (level, node) for level, node in part.process.every_node()}
        self.ahead: dict[str, set[str]] = {}
        for level in part.levels():
            self.ahead |= {name: set(after) for name, after in next_nodes(level).items()}
        for level, node in self.nodes.values():
            if node.inner is not None:
                self._enter(node, [n.id for n in level.nodes.values() if n.attached_to == node.id])
        self.waiting = dict(self._waiting())
        self.reached = cache(self._reached)
        self.forks = [sides for _, node in self.nodes.values() for sides in self._branches(node)]

    def label(self, name: str) -> str:
        return self.nodes[name][1].name or name

    def may_precede(self, first: str, second: str, *, after: bool) -> bool:
        """Whether the first can be done before the second begins; with `after`, before it is done. What an event
        subprocess waits for is read when the process around it begins."""
        if not after and second in self.waiting:
            return any(self.may_precede(first, start, after=True) for start in self.waiting[second])
        if first == second and after:
            return True
        return second in self.reached(first) or self._beside(first, second)

    def _waiting(self) -> Iterator[tuple[str, list[str]]]:
        """The start events of event subprocesses, each with where the process around it starts."""
        for level, node in self.nodes.values():
            if node.triggered_by_event and node.inner is not None:
                yield from ((start.id, [around.id for around in starts(level)]) for start in starts(node.inner))

    def _enter(self, node: Node, on_edge: list[str]) -> None:
        """A subprocess begins at its start, goes on from its ends, and can be left from anywhere by its edge."""
        assert node.inner is not None
        following = set(self.ahead[node.id])
        self.ahead[node.id] |= {start.id for start in starts(node.inner)}
        for _, inner in node.inner.every_node():
            self.ahead[inner.id].update(on_edge)
        for end in node.inner.nodes.values():
            if not end.outgoing or end.triggered_by_event:
                self.ahead[end.id] |= following

    def _reached(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(self.ahead[name])
        while waiting:
            following = waiting.pop()
            if following not in found:
                found.add(following)
                waiting += self.ahead[following]
        return frozenset(found)

    def _branches(self, node: Node) -> Iterator[list[frozenset[str]]]:
        """What lies on each side of a place where the case goes on in several ways at once, up to where they meet."""
        level, _ = self.nodes[node.id]
        if node.triggered_by_event and node.inner is not None:
            inside = frozenset(inner.id for _, inner in node.inner.every_node())
            yield [inside, frozenset(inner.id for _, inner in level.every_node()) - inside - {node.id}]
        if node.kind not in ("exclusiveGateway", "eventBasedGateway") and len(node.outgoing) > 1:
            ways = [self._side(level.flows[flow].target) for flow in node.outgoing]
            both = frozenset.intersection(*ways)
            yield [way - both for way in ways]
        if node.kind == "boundaryEvent" and not node.interrupting and node.attached_to in self.ahead:
            aside = self._side(node.id)
            yield [aside, self._side(node.attached_to) - aside]  # what both lead to may come early by the event

    def _side(self, first: str) -> frozenset[str]:
        return self.reached(first) | {first} if first in self.ahead else frozenset()

    def _beside(self, first: str, second: str) -> bool:
        return any(
            first in one and second in other
            for sides in self.forks
            for one in sides
            for other in sides
            if one is not other
        )
