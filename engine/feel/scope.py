"""Which value a name means. Bound names get a numbered place in the frame when compiled; the rest are free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.canonical import Value
from engine.feel.frame import Frame, Run

INPUT = "?"
ITEM = "item"


@dataclass(frozen=True)
class Scope:
    """Names bound here, and those of the scope around. In a filter, `item` says where the element is kept, whose
    entries come before the names around (DMN 1.3, 10.3.2.6)."""

    names: Mapping[str, int] = field(default_factory=dict)
    around: Scope | None = None
    item: int | None = None


@dataclass
class Found:
    """What an expression was found to read and call while it was compiled."""

    reads: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    slots: int = 0
    nodes: int = 0
    inputs: int = 0

    def slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def read(self, name: str, scope: Scope | None) -> Run:
        """How to get at a name's value."""
        if scope is None:
            self.reads.add(name)
            return lambda frame: frame.names(name)
        if name in scope.names:
            slot = scope.names[name]
            self.inputs += name == INPUT
            return lambda frame: frame.slots[slot]
        if scope.item is None:
            return self.read(name, scope.around)
        if name == ITEM:
            return _entry_or(name, scope.item, _kept(scope.item))
        return _entry_or(name, scope.item, self.read(name, scope.around))


def _kept(slot: int) -> Run:
    return lambda frame: frame.slots[slot]


def _entry_or(name: str, slot: int, otherwise: Run) -> Run:
    def run(frame: Frame) -> Value:
        item = frame.slots[slot]
        if isinstance(item, dict | MappingProxyType) and name in item:
            return item[name]  # type: ignore[no-any-return]
        return otherwise(frame)

    return run
