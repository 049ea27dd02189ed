"""BPMN's token semantics written down plainly (BPMN 13.3, 13.4), to hold the engine against: tokens lie on flows."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping, MutableMapping
from typing import TypeAlias

from tests.engine.bpmn.models import Graph, Model

Place: TypeAlias = tuple[str, str]  # in which scope, at which element


class TokenGame:
    """Plays a model. `waiting` are the tasks and timers that wait, with a scope's way in as `call/items#2`."""

    def __init__(self, model: Model) -> None:
        self.top = Frame(model.main, "", {}, None)
        self.rest()

    @property
    def waiting(self) -> list[Place]:
        tasks = [(work.scope, work.activity.name) for work in self.top.all_work() if not work.frame]
        timers = [(a.frame.scope, event) for a in self.top.all_activities() for event in a.edges]
        return sorted(tasks + timers)

    @property
    def done(self) -> bool:
        return self.top.empty

    def complete(self, place: Place, values: Mapping[str, int]) -> None:
        work = next(w for w in self.top.all_work() if not w.frame and (w.scope, w.activity.name) == place)
        work.values.update(values)
        work.activity.finish(work)
        self.rest()

    def fire(self, place: Place) -> None:
        scope, event = place
        activity = next(a for a in self.top.all_activities() if a.frame.scope == scope and event in a.edges)
        activity.fire(event)
        self.rest()

    def rest(self) -> None:
        while self.top.move():
            pass


class Frame:
    """A process or subprocess that runs."""

    def __init__(self, graph: Graph, scope: str, values: MutableMapping[str, int], runs_for: Work | None) -> None:
        self.graph, self.scope, self.values, self.runs_for = graph, scope, values, runs_for
        self.tokens: Counter[str] = Counter()
        self.activities: list[Activity] = []
        self.leave(next(name for name, kind in graph.kind.items() if kind == "startEvent"))

    @property
    def empty(self) -> bool:
        return not self.activities and not any(self.tokens.values())

    def all_activities(self) -> Iterator[Activity]:
        for activity in self.activities:
            yield activity
            for work in activity.work:
                if work.frame:
                    yield from work.frame.all_activities()

    def all_work(self) -> Iterator[Work]:
        return (work for activity in self.all_activities() for work in activity.work)

    def leave(self, name: str) -> None:
        ways = [flow for flow, source, _ in self.graph.flows if source == name]
        kind = self.graph.kind[name]
        if kind in ("exclusiveGateway", "inclusiveGateway") and len(ways) > 1:
            held = [flow for flow in ways if self.holds(flow)] or [self.graph.default[name]]
            ways = held[:1] if kind == "exclusiveGateway" else held
        self.tokens.update(ways)

    def holds(self, flow: str) -> bool:
        variable, values = self.graph.when.get(flow, ("", []))
        return self.values.get(variable) in values

    def move(self) -> bool:
        """Moves one token, here or in what runs within; false when none can."""
        for work in [w for activity in self.activities for w in activity.work if w.frame]:
            assert work.frame is not None
            if work.frame.move():
                return True
            if work.frame.empty:
                work.activity.finish(work)
                return True
        return any(self.enter(flow, target) for flow, _, target in self.graph.flows if self.tokens[flow])

    def enter(self, flow: str, target: str) -> bool:
        kind = self.graph.kind[target]
        flows = [f for f, _, t in self.graph.flows if t == target]
        if kind == "parallelGateway":
            if not all(self.tokens[f] for f in flows):
                return False
        elif kind == "inclusiveGateway" and len(flows) > 1:
            if self.something_may_come(target):
                return False
            flows = [f for f in flows if self.tokens[f]]
        else:
            flows = [flow]
        self.tokens.subtract(flows)
        if target in self.graph.terminate:
            self.tokens.clear()
            self.activities.clear()
        elif target in self.graph.fails:
            self.fail(self.graph.fails[target])
        elif kind in ("eventBasedGateway", "intermediateCatchEvent"):
            self.activities.append(Activity(self, target))
        elif kind in ("userTask", "subProcess", "callActivity"):
            self.activities.append(Activity(self, target))
            self.activities[-1].begin()
        elif kind != "endEvent":
            self.leave(target)
        return True

    def fail(self, code: str) -> None:
        """Ends the nearest activity around whose edge catches the error."""
        assert self.runs_for is not None
        activity = self.runs_for.activity
        around = activity.frame
        on_edge = {of: event for event, (host, of) in around.graph.catches.items() if host == activity.name}
        event = on_edge.get(code, on_edge.get(""))
        if event is None:
            around.fail(code)
        else:
            around.activities.remove(activity)
            around.leave(event)

    def something_may_come(self, join: str) -> bool:
        """Whether any token in this frame could still reach the inclusive join; none is on a cycle."""
        ahead = [t for f, _, t in self.graph.flows if self.tokens[f] and t != join]
        ahead += [activity.name for activity in self.activities]
        seen: set[str] = set()
        while ahead:
            name = ahead.pop()
            if name == join:
                return True
            if name not in seen:
                seen.add(name)
                ahead += [t for _, s, t in self.graph.flows if s == name]
                on_edge = self.graph.edges | self.graph.catches
                ahead += [event for event, (host, _) in on_edge.items() if host == name]
        return False


class Work:
    """What is done once, or once for one of the times: a task, or a frame that runs."""

    def __init__(self, activity: Activity, index: int | None) -> None:
        around = activity.frame
        self.activity = activity
        self.scope, self.values = around.scope, around.values
        if index is not None:
            self.scope = joined(around.scope, f"{activity.name}#{index}")
            self.values = ChainMap({}, around.values)
        self.frame: Frame | None = None
        if activity.name in around.graph.held:
            self.frame = Frame(around.graph.held[activity.name], self.scope, self.values, self)
        elif activity.name in around.graph.called:
            self.frame = Frame(around.graph.called[activity.name], joined(self.scope, activity.name), {}, self)


class Activity:
    """What waits or is worked on at an element, with the events on its edge; an event-based gateway waits with nothing
    but events, of which any one ends it."""

    def __init__(self, frame: Frame, name: str) -> None:
        self.frame, self.name = frame, name
        kind = frame.graph.kind[name]
        self.edges = [event for event, (host, _) in frame.graph.edges.items() if host == name]
        if kind == "eventBasedGateway":
            self.edges = [target for _, source, target in frame.graph.flows if source == name]
        elif kind == "intermediateCatchEvent":
            self.edges = [name]
        self.work: list[Work] = []
        self.left: list[int | None] = [None]
        if name in frame.graph.times:
            self.left = [*range(1, frame.graph.times[name][0] + 1)]

    def begin(self) -> None:
        one_by_one = self.frame.graph.times.get(self.name, (0, False))[1]
        while self.left and not (one_by_one and self.work):
            self.work.append(Work(self, self.left.pop(0)))
        if not self.work:
            self.frame.activities.remove(self)
            self.frame.leave(self.name)

    def finish(self, work: Work) -> None:
        self.work.remove(work)
        self.begin()

    def fire(self, event: str) -> None:
        if self.frame.graph.edges.get(event, (self.name, True))[1]:
            self.frame.activities.remove(self)
        else:
            self.edges.remove(event)
        self.frame.leave(event)


def joined(scope: str, part: str) -> str:
    return f"{scope}/{part}" if scope else part
