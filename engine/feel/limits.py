"""What an expression may cost, and what has no value because it is too large.

Diagrams come from outside, and one of them must not be able to stop the others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from engine.errors import FeelLimitError

LONGEST_EXPRESSION = 5_000  # characters
LONGEST_TEXT = 100_000  # characters of a string that an expression makes
LONGEST_PATTERN = 1_000  # characters of a regular expression
DEEPEST = 60  # levels of nesting; a level costs at most five Python frames, of which there are a thousand
MOST_STEPS = 500_000  # about half a second
CHARACTERS_PER_STEP = 16
PATTERN_STEPS = 3_000  # what compiling a regular expression may cost

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def bounded(text: str) -> str:
    """The text, if it is not too long."""
    check_length(len(text))
    return text


def check_length(characters: int) -> None:
    if characters > LONGEST_TEXT:
        raise FeelLimitError(limit="text", most=LONGEST_TEXT)


def null_beyond(function: Callable[_Given, _Made]) -> Callable[_Given, _Made | None]:
    """Makes what no calendar has, such as 30 February or the year 10000, null."""

    @wraps(function)
    def guarded(*args: _Given.args, **named: _Given.kwargs) -> _Made | None:
        try:
            return function(*args, **named)
        except (ValueError, OverflowError):
            return None

    return guarded
