"""What type a name has, before there are values: the static counterpart of `scope`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.feel.scope import ITEM
from engine.feel.types import ANY, Type


@dataclass(frozen=True)
class Known:
    """Names and their types, those of the scope around, and in a filter the type of the item, whose entries come
    first."""

    names: Mapping[str, Type]
    around: Known | None = None
    item: Type | None = None

    def find(self, name: str) -> Type | None:
        """The name's type, None when nothing has that name."""
        if name in self.names:
            return self.names[name]
        around = self.around.find(name) if self.around else None
        if self.item is None:
            return around
        entries = self.item.entries
        if self.item.kind == "context" and entries is not None and name in entries:
            return entries[name]
        if name == ITEM:
            return self.item
        may_be_entry = self.item.kind == "any" or (self.item.kind == "context" and entries is None)
        return ANY if may_be_entry else around

    def all(self) -> Iterator[str]:
        """Every name that could be meant."""
        yield from self.names
        if self.item is not None:
            yield from self.item.entries or ()
        if self.around:
            yield from self.around.all()
