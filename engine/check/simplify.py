"""Makes a net smaller without changing whether it is sound: ten tasks side by side need not be tried in every order.

The three rules are Murata's (Petri nets: properties, analysis and applications, 1989), for nets in which no place may
hold two tokens. A diagram in which every split has its join shrinks to a single place.
"""

from __future__ import annotations

from dataclasses import replace

from engine.check.net import Net


def simplified(net: Net) -> Net:
    """A net that is safe if and only if this one is, and that can complete whatever it does if and only if this one
    can. Names of nodes no longer mean anything in it."""
    if net.twice or any(t.twice for t in [*net.transitions, *(then for join in net.joins for then in join.then)]):
        return net
    small = replace(net, transitions=[replace(t, node="", ways=()) for t in net.transitions])
    while True:
        small.transitions = list(dict.fromkeys(small.transitions))  # two that do the same are one
        if not (_skip_one(small) or _merge_alike(small)):
            return small


def _merge_alike(net: Net) -> bool:
    """Places that are always filled and emptied together are one. Not beside an inclusive join: to that it makes a
    difference which of them is which."""
    if net.joins:
        return False
    alike: dict[tuple[object, ...], int] = {}
    dropped = 0
    for n in range(len(net.places)):
        bit = 1 << n
        filled = tuple(i for i, t in enumerate(net.transitions) if t.put & bit)
        emptied = tuple(i for i, t in enumerate(net.transitions) if t.take & bit)
        if bit & net.fixed or not (filled or emptied):
            continue
        if alike.setdefault((filled, emptied, net.initial & bit != 0), bit) != bit:
            dropped |= bit
    net.transitions = [replace(t, take=t.take & ~dropped, put=t.put & ~dropped) for t in net.transitions]
    net.initial &= ~dropped
    return dropped != 0


def _skip_one(net: Net) -> bool:
    """A place whose tokens can do nothing but go on to other places is skipped."""
    taken = several = 0  # places that one, and that more than one transition takes from
    for transition in net.transitions:
        several |= taken & transition.take
        taken |= transition.take
    for transition in net.transitions:
        place, put = transition.take, transition.put
        if not _is_one(place) or place & (net.fixed | several | put) or not put or transition.clear:
            continue
        if net.joins and not _is_one(put):  # a token ahead of a fork does not hold a join back as those after it do
            continue
        others = [t for t in net.transitions if t is not transition]
        thens = [then for join in net.joins for then in join.then]
        if any(t.put & place and t.put & put for t in [*others, *thens]):
            continue
        if net.initial & place and net.initial & put:
            continue
        net.initial = _instead(net.initial, place, put)
        net.transitions = [replace(t, put=_instead(t.put, place, put)) for t in others]
        net.joins = [
            replace(join, then=tuple(replace(t, put=_instead(t.put, place, put)) for t in join.then))
            for join in net.joins
        ]
        return True
    return False


def _is_one(places: int) -> bool:
    return places != 0 and places & (places - 1) == 0


def _instead(places: int, place: int, put: int) -> int:
    return places & ~place | put if places & place else places
