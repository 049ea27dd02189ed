"""A token game over a level: that no two tokens ever meet where there is room for one, and that there is always an end
to come to (BPMN 13.2; a diagram that holds is 1-safe and sound).

Data is ignored here: an exclusive gateway may choose any of its flows, an inclusive one any set of them, and what
happens on the edge of an activity may happen as long as it is open. A call, a subprocess and a multi-instance activity
are one step each; a reminder that comes several times is counted once. Some of what is found so can't happen once data
are known. Therefore
- two tokens in one place are refused whatever the data: a diagram is to be safe as it is drawn;
- a case that gets stuck is refused only where no data can help. Two gateways that ask the same question choose alike,
  and a case in which they did not is no case. What is looked for is a step after which nothing that is chosen, then or
  before, leads to an end: no run that takes it ever completes. A step that some run takes and completes is passed.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Process
from engine.check.flows import reachable, starts
from engine.check.kinds import joins, kind_name
from engine.check.markings import Markings, explore
from engine.check.net import Net, Transition, net_of
from engine.check.place import label, listed
from engine.check.routine import Part
from engine.check.simplify import simplified
from engine.finding import Finding

MOST_MARKINGS = 200_000
_MOST_STEPS = 30  # of a way that a sentence tells


def check_tokens(part: Part, level: Process, most: int = MOST_MARKINGS) -> Iterator[Finding]:
    """The findings of a level whose flows and gateways have been found in order."""
    net = net_of(level)
    small = explore(simplified(net), most)
    if small.whole and small.crowded is None and not lost_steps(small):
        return
    markings = explore(net, most)  # the net with all its names
    if markings.crowded is not None:
        yield _crowded(part, level, net, markings)
        yield from _endless(part, level)
    elif not markings.whole:
        message = "Det går att komma till fler än %(most)s lägen, så alla har inte kunnat prövas."
        remedy = "Dela upp rutinen i anropade delar (Call activity)."
        yield part.place(level).refuse("tokens-limit", message, remedy, most=str(most))
    else:
        for transition, before, after in lost_steps(markings):
            yield _lost(part, level, net, markings, (transition, before, after))


def lost_steps(markings: Markings) -> list[tuple[Transition | None, int, int]]:
    """The steps after which no end can be reached, though it could before, each with the markings around it. None for
    the step is the start itself."""
    completing = markings.completing()
    if 0 not in completing:
        return [(None, 0, 0)]
    good = {_choice(step) for steps in markings.steps for step, to in steps if to in completing}
    lost: dict[object, tuple[Transition | None, int, int]] = {}
    for number in sorted(completing):
        for step, to in markings.steps[number]:
            if _choice(step) not in good:
                lost.setdefault(_choice(step), (step, number, to))
    return list(lost.values())


def _choice(step: Transition) -> object:
    """What tells the step from others; a join is the same one whatever it has waited for."""
    return (step.node, step.ways) if step.node else step


def _crowded(part: Part, level: Process, net: Net, markings: Markings) -> Finding:
    assert markings.crowded is not None
    number, transition, places = markings.crowded
    node = level.nodes[_names(net, places)[0]]
    way = _told(level, [*markings.way_to(number), transition])
    message = "Ärendet kan komma till ”%(element)s” två gånger samtidigt efter %(way)s."
    remedy = (
        "Låt vägarna mötas i en Parallel gateway först, eller dela dem med en Exclusive gateway så att en av dem tas."
    )
    # where tokens never wait for one another, each goes its own way, and what is done twice is as drawn
    alone = not any(joins(each) for each in level.nodes.values())
    say = part.place(node).warn if alone else part.place(node).refuse
    return say("tokens-two", message, remedy, element=_called(level, node.id), way=way)


def _endless(part: Part, level: Process) -> Iterator[Finding]:
    """Where tokens can meet the markings are not all known, but what leads nowhere can still be seen."""
    for node in level.nodes.values():
        if all(level.nodes[ahead].outgoing for ahead in reachable(level, [node.id])):
            message, remedy = "Härifrån leder ingen väg till ett slut.", "Dra ett flöde till ett slut (End event)."
            yield part.place(node).refuse("tokens-no-end", message, remedy)
            return


def _lost(
    part: Part, level: Process, net: Net, markings: Markings, step: tuple[Transition | None, int, int]
) -> Finding:
    transition, before, after = step
    way = [*markings.way_to(before), *([transition] if transition else [])]
    rest = _to_standstill(markings, after)
    if rest is None:
        node = level.nodes[transition.node] if transition else level
        message = "Härifrån leder ingen väg till ett slut, efter %(way)s."
        remedy = "Dra ett flöde till ett slut (End event)."
        return part.place(node).refuse("tokens-no-end", message, remedy, way=_told(level, way))
    steps, marking = rest
    names = _names(net, marking)
    message = "%(element)s väntar för alltid efter %(way)s: alla flöden som väntas in kommer inte."
    remedy = "Välj en Exclusive gateway där bara en av vägarna tas; en Parallel gateway väntar in alla."
    element = listed(f"”{_called(level, name)}”" for name in names)
    said = _told(level, [*way, *steps])
    place = part.place(level.nodes[names[0]])
    # whether what is waited for behind an event-based gateway ever happens, the diagram doesn't say
    happens = transition is not None and level.nodes[transition.node].kind == "eventBasedGateway"
    return (place.warn if happens else place.refuse)("tokens-stuck", message, remedy, element=element, way=said)


def _to_standstill(markings: Markings, start: int) -> tuple[list[Transition], int] | None:
    """The shortest way to a marking in which nothing can happen, and that; None when it goes on for ever."""
    came: dict[int, tuple[int, Transition] | None] = {start: None}
    ahead = [start]
    for number in ahead:
        if not markings.steps[number]:
            way, marking = [], markings.found[number]
            while (step := came[number]) is not None:
                number, transition = step
                way.append(transition)
            return way[::-1], marking
        for transition, to in markings.steps[number]:
            if to not in came:
                came[to] = (number, transition)
                ahead.append(to)
    return None


def _names(net: Net, places: int) -> list[str]:
    found = [name for n, name in enumerate(net.places) if places >> n & 1]
    return list(dict.fromkeys(found))


def _told(level: Process, way: list[Transition]) -> str:
    """`Ny brukare → Gick det? (Ja) → Montera`, its end when it is long."""
    steps = [_called(level, node.id) for node in starts(level)]
    for transition in way:
        called = _called(level, transition.node) if transition.node in level.nodes else ""
        chosen = [level.flows[flow] for flow in transition.ways]
        said = listed(flow.name or _called(level, flow.target) for flow in chosen)
        if called:
            steps.append(f"{called} ({said})" if said else called)
    return " → ".join(["…", *steps[-_MOST_STEPS:]] if len(steps) > _MOST_STEPS else steps)


def _called(level: Process, name: str) -> str:
    node = level.nodes[name]
    return label(node) if node.name else f"{kind_name(node.kind)} {node.id}"
