"""What a built-in function is: its name, what it takes and gives, and how it is called (DMN 1.3, 10.3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.canonical import Value
from engine.feel.frame import Frame
from engine.feel.types import ANY, Type
from engine.feel.values import kind

Gives: TypeAlias = Type | Callable[[Sequence[Type]], Type]


@dataclass(frozen=True)
class Parameter:
    """The kinds it accepts, none for any value, null included. Other kinds and null make the call null."""

    kinds: frozenset[str]
    optional: bool = False
    repeated: bool = False

    @classmethod
    def read(cls, text: str) -> Parameter:
        """`number`, `date|date and time`, `number?` when it may be left out, `list*` when there may be several."""
        kinds = text.rstrip("?*")
        accepted = frozenset() if kinds == "any" else frozenset(kinds.split("|"))
        return cls(accepted, optional=text.endswith("?"), repeated=text.endswith("*"))

    def accepts(self, given: str) -> bool:
        return not self.kinds or given in self.kinds


@dataclass(frozen=True)
class Builtin:
    name: str
    parameters: tuple[Parameter, ...]
    gives: Gives
    function: Callable[..., Value]
    counts: frozenset[int]
    open_ended: bool
    with_frame: bool

    def takes(self, count: int) -> bool:
        return count in self.counts or (self.open_ended and count >= min(self.counts))

    def parameter(self, at: int) -> Parameter:
        return self.parameters[min(at, len(self.parameters) - 1)]

    def call(self, frame: Frame, values: list[Value]) -> Value:
        """The function's value; null when an argument is of another kind than it takes."""
        for at, value in enumerate(values):
            frame.walk(value)
            accepted = self.parameter(at)
            if not accepted.accepts(kind(value)):
                values[at] = converted = _converted(value, accepted)
                if converted is None:
                    return None
        result = self.function(frame, *values) if self.with_frame else self.function(*values)
        return frame.walk(result)

    def result(self, given: Sequence[Type]) -> Type:
        return self.gives if isinstance(self.gives, Type) else self.gives(given)


def _converted(value: Any, accepted: Parameter) -> Value:
    """A value is a list of itself, and a list of one is its item (DMN 1.3, 10.3.2.9.4); null if neither helps."""
    if value is None:
        return None
    if "list" in accepted.kinds:
        return [value]
    if kind(value) == "list" and len(value) == 1 and accepted.accepts(kind(value[0])):
        return value[0]  # type: ignore[no-any-return]
    return None


def builtin(
    name: str, *parameters: str, gives: Gives = ANY, counts: Sequence[int] = (), frame: bool = False
) -> Callable[[Callable[..., Value]], Builtin]:
    """Makes a function a built-in of FEEL. `counts` says how many arguments it takes where the parameters do not;
    with `frame` it gets the evaluation as its first argument."""
    read = tuple(Parameter.read(text) for text in parameters)
    least = sum(not one.optional for one in read)

    def make(function: Callable[..., Value]) -> Builtin:
        return Builtin(
            name=name,
            parameters=read,
            gives=gives,
            function=function,
            counts=frozenset(counts or range(least, len(read) + 1)),
            open_ended=any(one.repeated for one in read),
            with_frame=frame,
        )

    return make
