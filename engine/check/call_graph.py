"""Which processes call which: never in a circle, and not too deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from engine.check.routine import Part, Routine
from engine.check.spots import Spot, spots
from engine.finding import Finding

_LONGEST_SCOPE = 400  # characters of a scope's path, as tasks are kept with it
_NUMBER = 8  # characters that its counts add to an element's id


def check_call_graph(routine: Routine) -> Iterator[Finding]:
    circles = list(_circles(routine))
    yield from circles or _deep(routine)


def _circles(routine: Routine) -> Iterator[Finding]:
    calls = {part.process.id: _calls(routine, part) for part in routine.parts()}
    for part in routine.parts():
        for _, node in part.process.every_node():
            called = routine.called(node)
            way = _way(calls, called, part.process.id) if called is not None else []
            if way:
                message = "Anropet går i cirkel: %(way)s."
                remedy = "Rita slingan med ett flöde tillbaka i stället för ett anrop."
                said = " → ".join([part.process.id, *way])
                yield part.place(node).refuse("call-circle", message, remedy, way=said)


def _deep(routine: Routine) -> Iterator[Finding]:
    """The path of a scope names every call and iteration on the way to it."""

    @cache
    def longest(key: str) -> int:
        return max((below(spot) for spot in spots(Part(*routine.processes[key]))), default=0)

    def below(spot: Spot) -> int:
        own = sum(len(id) + _NUMBER for id in spot.inner[1:])
        called = routine.called(spot.node)
        return own if called is None else own + len(spot.node.id) + _NUMBER + longest(called)

    main = routine.parts()[0]
    if longest(main.process.id) > _LONGEST_SCOPE:
        message = "Anropen ligger så djupt i varandra att deras id tillsammans blir längre än 400 tecken."
        yield main.place(main.process).refuse("call-deep", message, "Ge anropen kortare id.")


def _calls(routine: Routine, part: Part) -> list[str]:
    called = [routine.called(node) for _, node in part.process.every_node()]
    return [key for key in dict.fromkeys(called) if key is not None]


def _way(calls: Mapping[str, list[str]], start: str, goal: str) -> list[str]:
    """The shortest chain of calls from one process to another; empty when there is none."""
    ways = {start: [start]} if start in calls else {}
    ahead = list(ways)
    for at in ahead:
        if at == goal:
            return ways[at]
        new = [key for key in calls[at] if key not in ways]
        ways.update({key: [*ways[at], key] for key in new})
        ahead += new
    return []
