"""Reading the attributes of one JSON object by name and type.

What can't be read leaves a finding and a harmless value, so that one reading finds everything. What nobody asked for is
found too: to ignore it would be to run the form wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TypeGuard

from engine.canonical import number as plain_number
from engine.finding import Finding

MOST_STRANGE = 20  # findings about one object's unknown attributes
LONGEST_WORDS = 5_000  # characters in a label, a description or an expression
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


@dataclass(frozen=True)
class Place:
    """Where in which file a component stands, as findings name it."""

    file: str
    line: int = 0
    element: str = ""
    name: str = ""

    def find(self, finding: Finding) -> Finding:
        return finding.at(file=self.file, line=self.line, element=self.element, name=self.name)


class Attributes:
    """One object, where it stands, and the list its findings go to."""

    def __init__(self, written: object, place: Place, findings: list[Finding], path: str = "") -> None:
        self._place = place
        self._findings = findings
        self._path = path
        self._read: set[str] = set()
        self._written: Mapping[str, object] = {}
        if isinstance(written, dict):
            self._written = written
        elif written is not None:
            self.refuse("form-type", "”%(attribute)s” ska vara ett objekt.", "Rätta den.", attribute=path.rstrip("."))

    def refuse(self, rule: str, message: str, remedy: str, **values: str) -> None:
        self.add(Finding(rule, message, remedy, values))

    def add(self, finding: Finding) -> None:
        self._findings.append(self._place.find(finding))

    def has(self, name: str) -> bool:
        return self._written.get(name) is not None

    def lacks(self, name: str) -> bool:
        """Nothing there, or nothing but space; not something of a wrong type, which is a finding of its own."""
        value = self._written.get(name)
        return value is None or (isinstance(value, str) and not value.strip())

    def any(self, name: str) -> object:
        self._read.add(name)
        return self._written.get(name)

    def words(self, name: str) -> str:
        """Text on one or more lines, without space around it; empty when there is none."""
        value = self.any(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(name, "”%(attribute)s” ska vara text.")
        elif len(value) > LONGEST_WORDS:
            self._wrong(name, "”%(attribute)s” är längre än 5000 tecken.")
        elif _CONTROL.search(value):
            self._wrong(name, "”%(attribute)s” har styrtecken.")
        else:
            return value.strip()
        return ""

    def said(self, name: str) -> str:
        """Words for people: an expression or a template in them would be shown as it is written."""
        value = self.words(name)
        if value.startswith("=") or "{{" in value:
            self.refuse(
                "form-expression",
                "”%(attribute)s” är ett uttryck.",
                "Skriv den som vanlig text; bara villkor är uttryck.",
                attribute=self._path + name,
            )
        return value

    def flag(self, name: str) -> bool:
        value = self.any(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._wrong(name, "”%(attribute)s” ska vara true eller false.")
        return False

    def number(self, name: str) -> int | Decimal | None:
        value = self.any(name)
        if value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool)):
            return value
        if isinstance(value, str) and _DECIMAL.fullmatch(value):  # form-js keeps some numbers as text
            return plain_number(Decimal(value))
        self._wrong(name, "”%(attribute)s” ska vara ett tal.")
        return None

    def count(self, name: str, most: int) -> int | None:
        value = self.number(name)
        if value is None or (isinstance(value, int) and 0 <= value <= most):
            return value
        self._wrong(name, "”%(attribute)s” ska vara ett heltal från 0 till %(most)s.", most=str(most))
        return None

    def items(self, name: str) -> list[object]:
        value = self.any(name)
        if value is None or isinstance(value, list):
            return value or []
        self._wrong(name, "”%(attribute)s” ska vara en lista.")
        return []

    def part(self, name: str) -> Attributes:
        return Attributes(self.any(name), self._place, self._findings, f"{self._path}{name}.")

    def is_object(self, item: object, name: str) -> TypeGuard[Mapping[str, object]]:
        """Whether an item in the list of that name is an object."""
        if isinstance(item, dict):
            return True
        self._wrong(name, "”%(attribute)s” ska vara en lista av objekt.")
        return False

    def one_of(self, name: str, item: Mapping[str, object]) -> Attributes:
        """The attributes of an object in the list of that name."""
        return Attributes(item, self._place, self._findings, f"{self._path}{name}.")

    def refuse_the_rest(self, harmless: Collection[str] = ()) -> None:
        """A finding for each attribute that nothing has read, save those that say only how form-js draws."""
        strange = (n for n, value in self._written.items() if value and n not in self._read and n not in harmless)
        for name in islice(strange, MOST_STRANGE):
            self.refuse(
                "form-unknown",
                "Inställningen ”%(attribute)s” används inte här.",
                "Ta bort den.",
                attribute=(self._path + name)[:100],
            )

    def _wrong(self, name: str, message: str, **values: str) -> None:
        self.refuse("form-type", message, "Rätta den.", attribute=self._path + name, **values)
