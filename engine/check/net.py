"""A level of a diagram as a Petri net: where tokens can be, and what moves them.

A place is a flow node that a token has come to, or, where tokens wait for one another, the flow that it came by. A
marking is a bit mask of places: no place ever holds two, since the first that would is what we look for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from engine.bpmn.model import Node, Process
from engine.check.flows import starts
from engine.check.kinds import ERROR, NEVER_CHOOSING, TERMINATE, has_event, is_boundary_of, joins


@dataclass(frozen=True)
class Transition:
    """What happens at a node: takes a token from every place of `take`, empties those of `clear`, puts one in each of
    `put`. `twice` are places that get two at once. `ways` are the flows it goes out by, where that is a choice."""

    node: str
    take: int
    put: int = 0
    clear: int = 0
    twice: int = 0
    ends_all: bool = False
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Join:
    """An inclusive join: fires with whatever has come, once nothing else can come by the flows that are empty.

    `before[bit]` are the places from which that incoming flow can be reached without passing the join.
    """

    node: str
    before: Mapping[int, int]
    then: tuple[Transition, ...]

    @property
    def incoming(self) -> int:
        return sum(self.before)

    def ready(self, marking: int) -> bool:
        """As the kernel decides it: a token elsewhere holds the join back if it can reach an empty flow and none of
        those by which something has come (BPMN 13.4.3)."""
        if not marking & self.incoming:
            return False
        elsewhere = marking & ~self.incoming
        to_empty = to_here = 0
        for flow, before in self.before.items():
            if flow & marking:
                to_here |= before
            else:
                to_empty |= before
        return not elsewhere & to_empty & ~to_here


@dataclass
class Net:
    """`places` names each bit: the node where the token is, or the event on its edge that waits as long as it is there.
    `fixed` are places that no simplification may touch."""

    places: list[str] = field(default_factory=list)
    initial: int = 0
    twice: int = 0
    transitions: list[Transition] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    fixed: int = 0


def net_of(level: Process) -> Net:
    """The net of a level whose flows have been found in order."""
    return _Builder(level).net()


class _Builder:
    def __init__(self, level: Process) -> None:
        self.level = level
        self.made = Net()
        self.bits: dict[str, int] = {}
        for node in level.nodes.values():
            if joins(node):
                for flow in node.incoming:
                    self._place(f"flow {flow}", node.id)
            elif _is_place(node):
                self._place(node.id, node.id)
            for event in self._on_edge(node):
                self.made.fixed |= self._place(event.id, event.id) | self.bits[node.id]

    def _place(self, key: str, node: str) -> int:
        self.bits[key] = 1 << len(self.made.places)
        self.made.places.append(node)
        return self.bits[key]

    def net(self) -> Net:
        begins = [self._arrive(node, node.outgoing) for node in starts(self.level)]
        if len(begins) == 1:
            self.made.initial, self.made.twice = begins[0].put, begins[0].twice
        else:  # any one of them
            self.made.initial = self._place("start", starts(self.level)[0].id)
            self.made.transitions += [replace(begin, take=self.made.initial) for begin in begins]
        for node in self.level.nodes.values():
            if node.kind == "inclusiveGateway" and joins(node):
                self.made.joins.append(self._join(node))
            elif _is_place(node):
                self.made.transitions += self._node(node)
        return self.made

    def _node(self, node: Node) -> Iterator[Transition]:
        take, events = self._taken(node), self._on_edge(node)
        waiting = sum(self.bits[event.id] for event in events)
        for ways in self._choices(node):
            yield self._arrive(node, ways, take, waiting)
        for event in events:
            own = self.bits[event.id]
            if event.interrupting:
                yield self._arrive(event, event.outgoing, take | own, waiting)
            else:  # counted once for each time the activity is begun
                goes_on = self._arrive(event, event.outgoing, take | own)
                yield replace(goes_on, put=goes_on.put | take, twice=goes_on.twice | goes_on.put & take)

    def _choices(self, node: Node) -> list[tuple[str, ...]]:
        """The sets of flows that a token can leave by."""
        if not node.outgoing:
            return [()]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            return [(flow,) for flow in node.outgoing]
        if node.kind == "inclusiveGateway":
            return [ways for ways in _subsets(node.outgoing) if ways]
        asked = [f for f in node.outgoing if self.level.flows[f].condition and node.kind not in NEVER_CHOOSING]
        always = tuple(f for f in node.outgoing if f not in asked and (f != node.default or not asked))
        default = (node.default,) if asked and node.default and not always else ()
        found = [(*always, *ways) or default for ways in _subsets(asked)]
        return [ways for ways in found if ways]

    def _taken(self, node: Node) -> int:
        return sum(self.bits[f"flow {flow}"] for flow in node.incoming) if joins(node) else self.bits[node.id]

    def _on_edge(self, node: Node) -> list[Node]:
        return [event for event in self.level.nodes.values() if is_boundary_of(event, node)]

    def _arrive(self, node: Node, flows: Sequence[str], take: int = 0, clear: int = 0) -> Transition:
        """The transition by which tokens go out on the flows, each to where the flow leads."""
        put = twice = 0
        ends_all = False
        for flow in flows:
            target = self.level.nodes[self.level.flows[flow].target]
            if target.kind == "endEvent":
                ends_all |= has_event(target, TERMINATE) or has_event(target, ERROR)
                continue
            bit = self.bits[f"flow {flow}"] if joins(target) else self.bits[target.id]
            twice |= put & bit
            put |= bit | sum(self.bits[event.id] for event in self._on_edge(target))
        if ends_all:
            put = twice = 0
        chosen = tuple(flows) if len(flows) < len(node.outgoing) else ()
        return Transition(node.id, take, put, clear, twice, ends_all, chosen)

    def _join(self, node: Node) -> Join:
        before = {self.bits[f"flow {flow}"]: self._before(flow, node.id) for flow in node.incoming}
        return Join(node.id, before, tuple(self._arrive(node, ways) for ways in self._choices(node)))

    def _before(self, flow: str, join: str) -> int:
        sources: dict[str, list[str]] = {node: [] for node in self.level.nodes}
        for each in self.level.flows.values():
            sources[each.target].append(each.source)
        for node in self.level.nodes.values():
            if node.attached_to in sources:
                sources[node.id].append(node.attached_to)
        found, ahead = set[str](), [self.level.flows[flow].source]
        while ahead:
            name = ahead.pop()
            if name not in found and name != join:
                found.add(name)
                ahead += sources[name]
        return sum(1 << n for n, place in enumerate(self.made.places) if place in found)


def _is_place(node: Node) -> bool:
    """Whether a token comes to it by a flow and goes on: what an event subprocess does is not looked at."""
    return node.kind not in ("startEvent", "endEvent", "boundaryEvent") and not node.triggered_by_event


def _subsets(flows: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for n in range(len(flows) + 1):
        yield from combinations(flows, n)
