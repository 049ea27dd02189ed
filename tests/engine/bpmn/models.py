"""Random sound models. Every choice is a variable that the task before the gateway sets."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from tests.diagram import TERMINATE, Process, diagram, error, timer

BLOCKS = ("task", "seq", "and", "xor", "or", "loop")
ACTIVITIES = ("timed", "reminded", "sub", "ended sub", "failing", "call", "times")
EVENTS = ("pause", "race")
UNSTRUCTURED = ("pairwise", "crossing", "shared merge", "two exits", "gather")
EVERYTHING = BLOCKS + ACTIVITIES + EVENTS + UNSTRUCTURED


@dataclass
class Graph:
    """A process, or what an embedded subprocess holds. Flows are id, source, target; the rest is by element."""

    key: str
    kind: dict[str, str] = field(default_factory=dict)
    flows: list[tuple[str, str, str]] = field(default_factory=list)
    when: dict[str, tuple[str, list[int]]] = field(default_factory=dict)  # flow: a variable, at which values of it
    default: dict[str, str] = field(default_factory=dict)
    edges: dict[str, tuple[str, bool]] = field(default_factory=dict)  # event: its activity, whether it interrupts
    held: dict[str, Graph] = field(default_factory=dict)
    called: dict[str, Graph] = field(default_factory=dict)
    times: dict[str, tuple[int, bool]] = field(default_factory=dict)  # how many, whether one after the other
    terminate: set[str] = field(default_factory=set)
    fails: dict[str, str] = field(default_factory=dict)  # end: with which code
    catches: dict[str, tuple[str, str]] = field(default_factory=dict)  # event: its activity, which code, "" for any


class Model:
    """`main` is the process; `processes` are those that are called, also from one another.

    A `plain` model has only what the library as it is runs right: items all at once, never none, never interrupted.
    """

    def __init__(self, seed: int, depth: int = 4, kinds: tuple[str, ...] = BLOCKS, *, plain: bool = False) -> None:
        self.random = random.Random(seed)
        self.kinds = kinds
        self.plain = plain
        self.n = 0
        self.processes: list[Graph] = []
        self.main = self.graph = Graph("model")
        self.fill(lambda: self.block(depth, in_loop=False))

    def fill(self, block: Callable[[], tuple[str, str]]) -> None:
        start, end = self.add("startEvent", "start"), self.add("endEvent", "end")
        first, last = block()
        self.flow(start, first)
        self.flow(last, end)

    def inside(self, key: str, depth: int) -> Graph:
        """A graph of its own, with a block in it."""
        around, self.graph = self.graph, Graph(key)
        self.fill(lambda: self.block(depth, in_loop=False))
        made, self.graph = self.graph, around
        return made

    def add(self, kind: str, prefix: str) -> str:
        self.n += 1
        name = f"{prefix}{self.n}"
        self.graph.kind[name] = kind
        return name

    def task(self) -> str:
        return self.add("userTask", "t")

    def xor(self) -> str:
        return self.add("exclusiveGateway", "x")

    def fork(self) -> str:
        return self.add("parallelGateway", "p")

    def flow(self, source: str, target: str) -> str:
        self.n += 1
        self.graph.flows.append((f"f{self.n}", source, target))
        return self.graph.flows[-1][0]

    def path(self, *names: str) -> None:
        for source, target in pairwise(names):
            self.flow(source, target)

    def choose(self, gateway: str, task: str, target: str, values: list[int], otherwise: str) -> None:
        """From the gateway to `target` when the task sets one of the values."""
        self.graph.when[self.flow(gateway, target)] = (f"v_{task}", values)
        self.graph.default[gateway] = self.flow(gateway, otherwise)

    def block(self, depth: int, *, in_loop: bool) -> tuple[str, str]:
        """The first and the last element of a part that takes one token in and gives one out."""
        kind = self.random.choice(self.kinds) if depth else "task"
        if in_loop and kind in ("or", "gather"):  # an inclusive join on a cycle is refused at deployment
            kind = "and"
        if kind == "task":
            task = self.task()
            return task, task
        make = getattr(self, f"_{kind.replace(' ', '_')}")
        made: tuple[str, str] = make(depth - 1, in_loop)
        return made

    def _seq(self, depth: int, in_loop: bool) -> tuple[str, str]:
        a, b = self.block(depth, in_loop=in_loop), self.block(depth, in_loop=in_loop)
        self.flow(a[1], b[0])
        return a[0], b[1]

    def _loop(self, depth: int, in_loop: bool) -> tuple[str, str]:
        merge, body = self.xor(), self.block(depth, in_loop=True)
        asks, gateway, out = self.task(), self.xor(), self.task()
        self.path(merge, body[0])
        self.path(body[1], asks, gateway)
        self.choose(gateway, asks, merge, [0], otherwise=out)
        return merge, out

    def _and(self, depth: int, in_loop: bool) -> tuple[str, str]:
        return self.split("parallelGateway", depth, in_loop)

    def _xor(self, depth: int, in_loop: bool) -> tuple[str, str]:
        return self.split("exclusiveGateway", depth, in_loop)

    def _or(self, depth: int, in_loop: bool) -> tuple[str, str]:
        return self.split("inclusiveGateway", depth, in_loop)

    def split(self, tag: str, depth: int, in_loop: bool) -> tuple[str, str]:
        asks = self.task()
        fork, join = self.add(tag, "g"), self.add(tag, "g")
        self.flow(asks, fork)
        branches = self.random.choice((2, 3))
        for n in range(branches):
            if tag != "parallelGateway" and n == 0 and self.random.random() < 0.3:
                flow = self.flow(fork, join)
            else:
                inner = self.block(depth, in_loop=in_loop)
                flow = self.flow(fork, inner[0])
                self.flow(inner[1], join)
            if tag != "parallelGateway" and n == branches - 1:
                self.graph.default[fork] = flow
            elif tag == "exclusiveGateway":
                self.graph.when[flow] = (f"v_{asks}", [n])
            elif tag == "inclusiveGateway":
                self.graph.when[flow] = (f"v_{asks}", [v for v in range(8) if v >> n & 1])
        return asks, join

    # -- activities

    def activity(self, depth: int, *, times: bool = True) -> str:
        """A task, a subprocess or a call, or one of them several times."""
        kinds = ("sub", "ended sub", "call", "times") if times else ("sub", "ended sub", "call")
        kind = self.random.choice([k for k in kinds if k in self.kinds] + ["task"])
        if kind == "task" or not depth:
            return self.task()
        made: tuple[str, str] = getattr(self, f"_{kind.replace(' ', '_')}")(depth - 1, False)
        return made[0]

    def _timed(self, depth: int, in_loop: bool) -> tuple[str, str]:
        host, instead, merge = self.activity(depth, times=not self.plain), self.task(), self.xor()
        self.flow(host, merge)
        self.path(self.edge(host, interrupting=True), instead, merge)
        return host, merge

    def _reminded(self, depth: int, in_loop: bool) -> tuple[str, str]:
        host, reminder, end = self.activity(depth), self.task(), self.add("endEvent", "end")
        self.path(self.edge(host, interrupting=False), reminder, end)
        return host, host

    def edge(self, host: str, *, interrupting: bool) -> str:
        event = self.add("boundaryEvent", "b")
        self.graph.edges[event] = (host, interrupting)
        return event

    def _sub(self, depth: int, in_loop: bool) -> tuple[str, str]:
        sub = self.add("subProcess", "s")
        self.graph.held[sub] = self.inside(sub, depth)
        return sub, sub

    def _ended_sub(self, depth: int, in_loop: bool) -> tuple[str, str]:
        """A subprocess with two branches, of which one ends everything in it."""
        sub = self.add("subProcess", "s")
        around, self.graph = self.graph, Graph(sub)
        start, fork, end, last = (
            self.add("startEvent", "start"),
            self.fork(),
            self.add("endEvent", "end"),
            self.add("endEvent", "end"),
        )
        self.flow(start, fork)
        for branch_end in (end, last):
            first, done = self.block(depth, in_loop=False)
            self.path(fork, first)
            self.flow(done, branch_end)
        self.graph.terminate.add(last)
        around.held[sub], self.graph = self.graph, around
        return sub, sub

    def _failing(self, depth: int, in_loop: bool) -> tuple[str, str]:
        """A subprocess that may end with an error while something else goes on in it, caught on its edge or further
        out."""
        sub, instead, merge = self.add("subProcess", "s"), self.task(), self.xor()
        around, self.graph = self.graph, Graph(sub)
        inner = self.may_fail(depth) if self.random.random() < 0.5 else self.within(lambda: self.may_fail(depth))
        around.held[sub], self.graph = inner, around
        self.path(sub, merge)
        self.path(self.catch(sub, self.random.choice(("", "E1"))), instead, merge)
        return sub, merge

    def may_fail(self, depth: int) -> Graph:
        start, fork, asks, gateway = self.add("startEvent", "start"), self.fork(), self.task(), self.xor()
        failure, end = self.add("endEvent", "end"), self.add("endEvent", "end")
        beside = self.block(depth, in_loop=False)
        self.path(start, fork, asks, gateway)
        self.choose(gateway, asks, failure, [0, 1, 2, 3], otherwise=end)
        self.flow(fork, beside[0])
        self.path(beside[1], end)
        self.graph.fails[failure] = "E1"
        return self.graph

    def within(self, make: Callable[[], Graph]) -> Graph:
        """A graph around another, whose edge catches other errors only."""
        outer = self.graph
        start, sub, end = self.add("startEvent", "start"), self.add("subProcess", "s"), self.add("endEvent", "end")
        self.path(start, sub, end)
        self.path(self.catch(sub, "E2"), end)
        self.graph = Graph(sub)
        outer.held[sub] = make()
        return outer

    def catch(self, host: str, code: str) -> str:
        event = self.add("boundaryEvent", "b")
        self.graph.catches[event] = (host, code)
        return event

    def _call(self, depth: int, in_loop: bool) -> tuple[str, str]:
        call = self.add("callActivity", "c")
        if not self.processes or self.random.random() < 0.7:
            self.processes.append(self.inside(f"process{self.n}", depth))
            self.graph.called[call] = self.processes[-1]
        else:
            self.graph.called[call] = self.random.choice(self.processes)
        return call, call

    def _times(self, depth: int, in_loop: bool) -> tuple[str, str]:
        host = self.activity(depth)
        one_by_one = self.random.random() < 0.5 and not self.plain
        self.graph.times[host] = (self.random.randint(1 if self.plain else 0, 3), one_by_one)
        return host, host

    # -- events

    def _pause(self, depth: int, in_loop: bool) -> tuple[str, str]:
        event = self.add("intermediateCatchEvent", "w")
        return event, event

    def _race(self, depth: int, in_loop: bool) -> tuple[str, str]:
        gateway, merge = self.add("eventBasedGateway", "e"), self.xor()
        for _ in range(self.random.choice((2, 3))):
            first, last = self.block(depth, in_loop=in_loop)
            self.path(gateway, self.add("intermediateCatchEvent", "w"), first)
            self.flow(last, merge)
        return gateway, merge

    # -- graphs that are no blocks in blocks

    def _pairwise(self, depth: int, in_loop: bool) -> tuple[str, str]:
        fork, first, last = self.fork(), self.fork(), self.fork()
        a, b, c, d = (self.block(depth, in_loop=in_loop) for _ in range(4))
        for start, end in (a, b):
            self.flow(fork, start)
            self.flow(end, first)
        self.path(fork, c[0])
        self.flow(first, d[0])
        self.flow(c[1], last)
        self.flow(d[1], last)
        return fork, last

    def _crossing(self, depth: int, in_loop: bool) -> tuple[str, str]:
        fork, last, joins = self.fork(), self.fork(), (self.fork(), self.fork())
        for _ in range(2):
            start, end = self.block(depth, in_loop=in_loop)
            again = self.fork()
            self.path(fork, start)
            self.path(end, again)
            for join in joins:
                self.path(again, self.task_before(join))
        for join in joins:
            self.flow(join, last)
        return fork, last

    def task_before(self, element: str) -> str:
        task = self.task()
        self.flow(task, element)
        return task

    def _shared_merge(self, depth: int, in_loop: bool) -> tuple[str, str]:
        """A choice within one way of a choice, one of whose ways crosses over to the other."""
        asks, first, second, near, far = self.task(), self.xor(), self.xor(), self.xor(), self.xor()
        a, b, c = (self.block(depth, in_loop=in_loop) for _ in range(3))
        decides = self.task()
        self.flow(asks, first)
        self.choose(first, asks, a[0], [0, 1, 2, 3], otherwise=b[0])
        self.path(a[1], decides, second)
        self.choose(second, decides, near, [0, 2, 4, 6], otherwise=far)
        self.flow(b[1], near)
        self.flow(near, c[0])
        self.flow(c[1], far)
        return asks, far

    def _two_exits(self, depth: int, in_loop: bool) -> tuple[str, str]:
        """A loop that can be left in two places."""
        merge, first, second, out = self.xor(), self.xor(), self.xor(), self.xor()
        a, b = self.block(depth, in_loop=True), self.block(depth, in_loop=True)
        asks, decides = self.task(), self.task()
        self.flow(merge, a[0])
        self.path(a[1], asks, first)
        self.choose(first, asks, b[0], [0, 1, 2, 3], otherwise=out)
        self.path(b[1], decides, second)
        self.choose(second, decides, merge, [0, 1], otherwise=out)
        return merge, out

    def _gather(self, depth: int, in_loop: bool) -> tuple[str, str]:
        """An inclusive join of branches of which one may end elsewhere."""
        fork, join, gateway = self.fork(), self.add("inclusiveGateway", "g"), self.xor()
        a, b, asks, end = self.block(depth, in_loop=False), self.block(depth, in_loop=False), self.task(), None
        end = self.add("endEvent", "end")
        self.flow(fork, a[0])
        self.flow(a[1], join)
        self.flow(fork, b[0])
        self.path(b[1], asks, gateway)
        self.choose(gateway, asks, join, [0, 1, 2, 3], otherwise=end)
        return fork, join

    # -- as a file

    def graphs(self) -> list[Graph]:
        """Every graph, those inside others too."""
        found = [self.main, *self.processes]
        for graph in found:
            found += graph.held.values()
        return found

    @staticmethod
    def values(task: str, chance: random.Random) -> Mapping[str, int]:
        return {f"v_{task}": chance.randrange(8)}

    def xml(self, *, wait: str = "P1D") -> bytes:
        """`wait` is how long timers wait. Conditions mean the same in FEEL and in Python."""
        return diagram(*(drawn(graph, wait) for graph in [self.main, *self.processes]), errors=("E1", "E2"))


class Tangle(Model):
    """Any graph at all, sound or not: tokens double, wait for ever, come twice by one flow. Only tasks lead back, so
    that nothing goes round without waiting."""

    def fill(self, block: Callable[[], tuple[str, str]]) -> None:
        end = self.add("endEvent", "end")
        nodes = [self.add("startEvent", "start"), self.task()]
        nodes += [self.random.choice((self.task, self.task, self.xor, self.fork))() for _ in range(9)]
        tasks = [name for name in nodes if self.graph.kind[name] == "userTask"]
        for at, name in enumerate(nodes):
            ahead = [*nodes[at + 1 :], end]
            targets = self.random.sample(ahead, min(len(ahead), self.random.choice((1, 1, 2, 3))))
            if name in tasks and self.random.random() < 0.3:
                targets.append(self.random.choice(nodes[1:]))
            if self.graph.kind[name] != "exclusiveGateway" or len(targets) == 1:
                for target in targets:
                    self.flow(name, target)
                continue
            for n, target in enumerate(targets[:-1]):
                self.graph.when[self.flow(name, target)] = (f"v_{self.random.choice(tasks)}", [n, n + 3])
            self.graph.default[name] = self.flow(name, targets[-1])


def drawn(graph: Graph, wait: str) -> Process:
    made = Process(graph.key)
    for name, kind in graph.kind.items():
        attributes, inner = "", ""
        if name in graph.times:
            amount, sequential = graph.times[name]
            inner = (
                f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
                f"<bpmn:loopCardinality>{amount}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
            )
        if name in graph.edges:
            host, interrupting = graph.edges[name]
            attributes = f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
            inner = timer(wait)
        if name in graph.called:
            attributes = f'calledElement="{graph.called[name].key}"'
        if name in graph.held:
            inner += drawn(graph.held[name], wait).body()
        if name in graph.terminate:
            inner = TERMINATE
        if name in graph.fails:
            inner = error(graph.fails[name])
        if name in graph.catches:
            host, code = graph.catches[name]
            attributes, inner = f'attachedToRef="{host}"', error(code)
        if kind == "intermediateCatchEvent":
            inner = timer(wait)
        made.node(name, kind, attributes, inner=inner)
    for flow, source, target in graph.flows:
        condition = "{} in {}".format(*graph.when[flow]) if flow in graph.when else None
        made.flow(source, target, condition, default=graph.default.get(source) == flow, id=flow)
    return made
