"""Compiled expressions: what the rest of the engine holds, asks about, and evaluates."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from engine.canonical import Value
from engine.feel.builtins import OF_THE_CALENDAR, OF_THE_CLOCK
from engine.feel.compile import compiled
from engine.feel.frame import Context, Frame, Run
from engine.feel.reader import read_expression, read_tests
from engine.feel.tree import Node
from engine.feel.values import outgoing


@dataclass(frozen=True, eq=False)
class Expression:
    """An expression, or the tests of a decision table's cell; immutable, and safe to share between threads.

    `reads` are the variables it may read: its free names, of `a.b` only `a`. A name in a filter, such as `a` in
    `xs[a = 1]`, is among them, since the variable is read when an item has no such entry; `?` never is.
    `functions` are the built-in functions it calls.
    """

    text: str
    reads: frozenset[str]
    functions: frozenset[str]
    tree: Node = field(repr=False)
    _run: Run = field(repr=False)
    _slots: int = field(repr=False)

    @property
    def uses_calendar(self) -> bool:
        return not self.functions.isdisjoint(OF_THE_CALENDAR)

    @property
    def uses_now(self) -> bool:
        return not self.functions.isdisjoint(OF_THE_CLOCK)

    def evaluate(self, names: Callable[[str], Value], context: Context) -> Value:
        """The value, an independent copy in canonical form; null for what has none. `names` gives a variable's value,
        None for one that is not there; in a cell `?` is the value tested.

        Raises `FeelLimitError` when it costs too much, `CalendarSpanExceeded` when it counts working time further
        than the calendar goes.
        """
        return outgoing(self._run(Frame(names, context, self._slots)))


@lru_cache(maxsize=1024)
def compile_expression(text: str) -> Expression:
    """The expression, with or without a leading `=`. Raises `FeelSyntaxError` with `position` and `reason`, and
    `FeelLimitError`. A function that does not exist, or is given too few or many values, gives null: `problems` finds
    those."""
    text = unicodedata.normalize("NFC", text)  # an å typed on one machine is an å typed on another
    return _expression(text, read_expression(text))


@lru_cache(maxsize=1024)
def compile_unary_tests(text: str) -> Expression:
    """The tests of a cell, true, false or null for the value that it reads as `?`; `-` and nothing pass everything."""
    text = unicodedata.normalize("NFC", text)
    return _expression(text, read_tests(text))


def _expression(text: str, tree: Node) -> Expression:
    run, found = compiled(tree)
    return Expression(text, frozenset(found.reads), frozenset(found.functions), tree, run, found.slots)
