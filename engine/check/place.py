"""Where something stands, and what is said about it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from engine.bpmn.model import Flow, Lane, Node, Process
from engine.finding import Finding

Something: TypeAlias = Process | Node | Flow | Lane
_LONGEST = 120  # characters of a name
_LONGEST_VALUE = 600  # characters of anything from a file that a sentence repeats


@dataclass(frozen=True)
class Place:
    """File, line, and the element's id and name, as findings have them."""

    file: str
    line: int = 0
    element: str = ""
    name: str = ""

    def refuse(self, rule: str, message: str, remedy: str, **values: str) -> Finding:
        """A finding that stops the deployment."""
        said = {key: shortened(value, _LONGEST_VALUE) for key, value in values.items()}
        return Finding(rule, message, remedy, said).at(
            file=self.file, line=self.line, element=self.element, name=self.name
        )

    def warn(self, rule: str, message: str, remedy: str, **values: str) -> Finding:
        """A finding that is told and stops nothing."""
        said = {key: shortened(value, _LONGEST_VALUE) for key, value in values.items()}
        return Finding(rule, message, remedy, said, self.file, self.line, self.element, self.name, warning=True)

    @property
    def label(self) -> str:
        return shortened(self.name or self.element)


def place_of(file: str, it: Something) -> Place:
    return Place(file, it.line, it.id, shortened(it.name))


def label(it: Something) -> str:
    """What a sentence calls it: its name, or its id when it has none."""
    return shortened(it.name or it.id)


def shortened(text: str, most: int = _LONGEST) -> str:
    """The text on one line, cut where it is too long for a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is spelled most like it; "" when none is."""
    by_letters = {one.casefold(): one for one in sorted(known)}
    found = get_close_matches(word.casefold(), list(by_letters), n=1, cutoff=0.6)
    return by_letters[found[0]] if found else ""


def listed(words: Iterable[str]) -> str:
    """`a, b och c`"""
    several = list(words)
    return " och ".join([", ".join(several[:-1]), several[-1]]) if len(several) > 1 else "".join(several)
