"""One evaluation under way: where it reads, what time it is for it, and how many steps it has left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from engine.calendar import Calendar
from engine.canonical import Value
from engine.errors import FeelLimitError
from engine.feel.limits import MOST_STEPS, PATTERN_STEPS
from engine.feel.values import HEAVY, weight


@dataclass(frozen=True)
class Context:
    """What the world is when an expression is evaluated: the event's time and the calendar of the routine."""

    now: datetime
    calendar: Calendar | None = None


class Frame:
    __slots__ = ("calendar", "left", "names", "now", "patterns", "slots")

    def __init__(self, names: Callable[[str], Value], context: Context, slots: int) -> None:
        self.names = names
        self.now = context.now
        self.calendar = context.calendar
        self.left = MOST_STEPS
        self.patterns: set[str] = set()
        self.slots: list[Value] = [None] * slots  # values of bound names, numbered when compiled

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise FeelLimitError(limit="steps", most=MOST_STEPS)

    def walk(self, value: Value) -> Value:
        """The value, paid for by its size. Whatever makes or reads through one calls this, so that nothing grows
        unseen."""
        if type(value) in HEAVY:
            self.spend(weight(value))
        return value

    def learn(self, pattern: str) -> None:
        """Pays for compiling a regular expression, once."""
        if pattern not in self.patterns:
            self.patterns.add(pattern)
            self.spend(PATTERN_STEPS)


Run: TypeAlias = Callable[[Frame], Value]
