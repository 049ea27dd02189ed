"""What is known of a value before there is one: enough to find the comparisons that can never hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.canonical import Value
from engine.feel.values import kind

_SWEDISH = {
    "null": "null",
    "boolean": "sant eller falskt",
    "number": "tal",
    "string": "text",
    "date": "datum",
    "time": "klockslag",
    "date and time": "datum och tid",
    "days and time duration": "tidslängd i dagar och timmar",
    "years and months duration": "tidslängd i år och månader",
    "list": "lista",
    "context": "sammansatt värde",
}


@dataclass(frozen=True)
class Type:
    """A kind of value as FEEL names it, `any` when nothing is known; of a list what its items are, of a context what
    its entries are, each None when that is unknown."""

    kind: str
    item: Type | None = None
    entries: Mapping[str, Type] | None = None

    @property
    def known(self) -> bool:
        return self.kind not in ("any", "null", "reference")

    @property
    def swedish(self) -> str:
        """`text`, `tal`, `lista`: what a process owner calls it."""
        return _SWEDISH.get(self.kind, "värde")


ANY = Type("any")
NULL = Type("null")
BOOLEAN = Type("boolean")
NUMBER = Type("number")
STRING = Type("string")
DATE = Type("date")
TIME = Type("time")
DATE_AND_TIME = Type("date and time")
DAYS_DURATION = Type("days and time duration")
MONTHS_DURATION = Type("years and months duration")
LIST = Type("list")
CONTEXT = Type("context")


def list_of(item: Type) -> Type:
    return Type("list", item=item)


def context_of(entries: Mapping[str, Type]) -> Type:
    return Type("context", entries=entries)


def type_of(value: Value) -> Type:
    return Type(kind(value))


def common(types: Iterable[Type]) -> Type:
    """What can be said of a value that has one of these types."""
    distinct = [one for one in types if one != NULL]
    if not distinct or any(one.kind != distinct[0].kind for one in distinct):
        return ANY
    return distinct[0] if all(one == distinct[0] for one in distinct) else Type(distinct[0].kind)
