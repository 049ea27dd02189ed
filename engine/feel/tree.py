"""An expression as read: one class per construct of FEEL (DMN 1.3, 10.3.1.2). `at` says where in the text it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.canonical import Value

Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    at: Place


@dataclass(frozen=True, slots=True)
class Constant(Node):
    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable; `?` is the value that a test is about."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    key: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Operators of one precedence in a row, from the left; so is `**` (DMN 1.3, 10.3.2.5)."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`value in (tests)`"""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """`< 5`: a comparison whose left side is the value tested."""

    operator: str
    value: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    low: Node
    high: Node
    with_low: bool
    with_high: bool


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table; no tests at all is `-`, which everything passes."""

    tests: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Binding(Node):
    """`name in source`, or with `last` `name in source..last` over whole numbers."""

    name: str
    source: Node
    last: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    bindings: tuple[Binding, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    bindings: tuple[Binding, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class List(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: str
