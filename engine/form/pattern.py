"""Patterns of text fields, run by RE2: linear in the length of the text whatever the pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import re2

LONGEST = 1_000
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
# A sentence nobody needs a pattern for. A pattern that some part of it fits holds nothing out.
_ANYTHING = "Hej! Eva (64) sa: ”ring 2 ggr/dag” & hälsa <Bo>; kl 7, då? " * 16


@dataclass(frozen=True)
class Pattern:
    """A pattern as the form has it. Equal when the text is."""

    text: str

    @classmethod
    def read(cls, text: str) -> Pattern | None:
        """The pattern, or None when RE2 can't run it."""
        if len(text) > LONGEST:
            return None
        try:
            re2.compile(text, _OPTIONS)
        except re2.error:
            return None
        return cls(text)

    @property
    def _compiled(self) -> Any:
        return re2.compile(self.text, _OPTIONS)  # re2 remembers what it has compiled

    @property
    def is_anchored(self) -> bool:
        """Begins with `^` and ends with a `$` that isn't escaped."""
        before = self.text[:-1]
        escapes = len(before) - len(before.rstrip("\\"))
        return self.text.startswith("^") and self.text.endswith("$") and escapes % 2 == 0

    @property
    def lets_anything_through(self) -> bool:
        """Whether free text passes, so that the pattern is there for show."""
        compiled = self._compiled
        lengths = (*range(5, 200), 240, 480, 960)
        return any(compiled.fullmatch(_ANYTHING[:length]) for length in lengths)

    def fits(self, text: str) -> bool:
        """As form-js tests it: somewhere in the text. An anchored pattern must cover all of it, so that `^a|b$`
        lets nothing in beside its alternatives."""
        compiled = self._compiled
        return bool(compiled.fullmatch(text) if self.is_anchored else compiled.search(text))
