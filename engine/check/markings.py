"""Every marking of a net, and from which of them the end can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.check.net import Net, Transition

END = 0  # no token is left


@dataclass
class Markings:
    """The markings that were found, nearest first. `found[0]` is the first. `steps[n]` are the transitions out of
    `found[n]`, each with the number of the marking that it leads to; `came[n]` how `found[n]` was first reached.

    `crowded` is the first transition that would put a second token in a place, with the marking before it and the
    places. `whole` is false when there were more markings than asked for.
    """

    found: list[int] = field(default_factory=list)
    steps: list[list[tuple[Transition, int]]] = field(default_factory=list)
    came: list[tuple[int, Transition | None]] = field(default_factory=list)
    crowded: tuple[int, Transition, int] | None = None
    whole: bool = True

    def way_to(self, number: int) -> list[Transition]:
        """The shortest way from the beginning."""
        way: list[Transition] = []
        number, transition = self.came[number]
        while transition is not None:
            way.append(transition)
            number, transition = self.came[number]
        return way[::-1]

    def completing(self) -> set[int]:
        """The numbers of the markings from which the end can be reached."""
        before: list[list[int]] = [[] for _ in self.found]
        for number, steps in enumerate(self.steps):
            for _, to in steps:
                before[to].append(number)
        ahead = [number for number, marking in enumerate(self.found) if marking == END]
        reached: set[int] = set()
        while ahead:
            number = ahead.pop()
            if number not in reached:
                reached.add(number)
                ahead += before[number]
        return reached


def explore(net: Net, most: int) -> Markings:
    """Breadth first, until a place would hold two tokens or there are more than `most` markings."""
    made = Markings([net.initial], [[]], [(0, None)])
    if net.twice:
        made.crowded = (0, Transition("", 0), net.twice)
        return made
    moves, numbers = _Moves(net), {net.initial: 0}
    at = 0
    while at < len(made.found):
        for transition in moves.enabled(made.found[at]):
            rest = made.found[at] & ~(transition.take | transition.clear)
            crowded = transition.twice | (rest & transition.put)
            if crowded:
                made.crowded = (at, transition, crowded)
                return made
            marking = END if transition.ends_all else rest | transition.put
            number = numbers.get(marking)
            if number is None:
                number = numbers[marking] = len(made.found)
                made.found.append(marking)
                made.steps.append([])
                made.came.append((at, transition))
                if number >= most:
                    made.whole = False
                    return made
            made.steps[at].append((transition, number))
        at += 1
    return made


class _Moves:
    """The transitions of a net, to be found by one place that each takes from."""

    def __init__(self, net: Net) -> None:
        self.joins = net.joins
        self.by_bit: dict[int, list[Transition]] = {}
        for transition in net.transitions:
            self.by_bit.setdefault(transition.take & -transition.take, []).append(transition)

    def enabled(self, marking: int) -> Iterator[Transition]:
        rest = marking
        while rest:
            bit = rest & -rest
            rest ^= bit
            for transition in self.by_bit.get(bit, ()):
                if transition.take & marking == transition.take:
                    yield transition
        for join in self.joins:
            if join.ready(marking):
                yield from (replace(then, take=marking & join.incoming) for then in join.then)
