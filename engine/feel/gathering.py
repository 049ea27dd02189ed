"""Lists and contexts: making them, reaching into them, and going through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.canonical import Value
from engine.feel.frame import Frame, Run
from engine.feel.numbers import whole
from engine.feel.properties import part
from engine.feel.values import Truth, kind


@dataclass(frozen=True)
class Loop:
    """A name bound to each item of a list in turn, or with `last` to each whole number from one to the other."""

    slot: int
    source: Run
    last: Run | None


class NoList(Exception):  # noqa: N818, RUF100
    """There is nothing to go through: the whole expression is null."""


def list_of(items: Sequence[Run]) -> Run:
    return lambda frame: frame.walk([item(frame) for item in items])


def context_of(entries: Sequence[tuple[str, int, Run]]) -> Run:
    """Each entry can read those before it, at their slots."""

    def run(frame: Frame) -> Value:
        made: dict[str, Value] = {}
        for key, slot, value in entries:
            made[key] = frame.slots[slot] = value(frame)
        return frame.walk(made)

    return run


def path(source: Run, key: str) -> Run:
    """An entry of a context, a part of a temporal value, or of a list that of each item."""

    def get(value: Value) -> Value:
        return value.get(key) if isinstance(value, Mapping) else part(value, key)

    def run(frame: Frame) -> Value:
        value = source(frame)
        if kind(value) != "list":
            return get(value)
        return frame.walk([get(item) for item in value])  # type: ignore[union-attr]

    return run


def filtered(source: Run, slot: int, condition: Run, cost: int, is_test: bool) -> Run:
    """The items that meet the condition, or with a number the item there, counting from 1, or from the end when
    negative. A single value is a list of itself. `is_test` when the condition can be no number."""

    def run(frame: Frame) -> Value:
        value = source(frame)
        if value is None:
            return None
        items: Sequence[Value] = value if kind(value) == "list" else [value]  # type: ignore[assignment]
        if not is_test:
            frame.slots[slot] = None
            position = condition(frame)
            if kind(position) == "number":
                return _at(items, whole(position))
        return frame.walk(list(kept(frame, items)))

    def kept(frame: Frame, items: Sequence[Value]) -> Iterator[Value]:
        for item in items:
            frame.spend(cost)
            frame.slots[slot] = item
            if condition(frame) is True:
                yield item

    return run


def _at(items: Sequence[Value], position: int | None) -> Value:
    if not position or abs(position) > len(items):
        return None
    return items[position - 1 if position > 0 else position]


def each(loops: Sequence[Loop], body: Run, cost: int) -> Run:
    """`for`: the body's value for each turn."""

    def run(frame: Frame) -> Value:
        try:
            return frame.walk([body(frame) for _ in turns(frame, loops, cost)])
        except NoList:
            return None

    return run


def quantified(every: bool, loops: Sequence[Loop], body: Run, cost: int) -> Run:
    """`every` and `some`: three-valued and, or, over the turns."""

    def run(frame: Frame) -> Truth:
        result: Truth = every
        try:
            for _ in turns(frame, loops, cost):
                value = body(frame)
                if value is (not every):
                    return not every
                if value is not every:
                    result = None
        except NoList:
            return None
        return result

    return run


def turns(frame: Frame, loops: Sequence[Loop], cost: int) -> Iterator[None]:
    """Sets the names for each turn, the last varying fastest; raises `NoList`."""
    first, rest = loops[0], loops[1:]
    for item in _items(frame, first):
        frame.spend(cost)
        frame.slots[first.slot] = item
        if rest:
            yield from turns(frame, rest, cost)
        else:
            yield


def _items(frame: Frame, loop: Loop) -> Sequence[Value]:
    source = loop.source(frame)
    if loop.last is not None:
        start, end = whole(source), whole(loop.last(frame))
        if start is None or end is None:
            raise NoList
        return range(start, end + 1) if start <= end else range(start, end - 1, -1)
    if source is None:
        raise NoList
    return source if kind(source) == "list" else [source]  # type: ignore[return-value]
