"""The JSON of a form, taken apart without trusting it: nothing but `Refused` comes out of bad bytes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from engine.canonical import number
from engine.errors import Refused, ValueRefused
from engine.finding import Finding

LARGEST_FILE = 1_000_000  # bytes
DEEPEST = 40
MOST_FINDINGS = 100  # about the JSON itself
_NAMED = re.compile(r'"(id|key)"\s*:\s*"([^"\\\n]{1,200})"')
_HALF = re.compile("[\ud800-\udfff]")  # half a surrogate pair: JSON can spell it, no database keeps it


class Source:
    """The object in the file, what is wrong with it so far, and on which line something with an id or a key stands."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        text = self._text(data)
        self.root = self._object(text)
        self._lines = _lines(text)

    def line(self, *, id: str = "", key: str = "") -> int:
        """The first line that gives this key, else this id; 0 when there is none."""
        return self._lines.get(("key", key), self._lines.get(("id", id), 0))

    def _text(self, data: bytes) -> str:
        if len(data) > LARGEST_FILE:
            self._refuse("form-size", "Filen är större än 1 MB.", "Dela upp formuläret.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self._refuse("form-json", "Filen är inte text i UTF-8.", "Spara om den i formuläreditorn.")

    def _object(self, text: str) -> Mapping[str, object]:
        try:
            root = json.loads(
                text,
                object_pairs_hook=self._pairs,
                parse_int=self._number,
                parse_float=self._number,
                parse_constant=self._number,
            )
        except RecursionError:
            self._refuse_depth()
        except json.JSONDecodeError as error:
            self._refuse("form-json", "Filen är inte hel JSON.", "Spara om den i formuläreditorn.", line=error.lineno)
        self._check_depth_and_letters(root)
        if not isinstance(root, dict):
            self._refuse("form-json", "Filen är inget formulär.", "Exportera formuläret från formuläreditorn.")
        return root

    def _pairs(self, items: list[tuple[str, object]]) -> dict[str, object]:
        for name, count in Counter(name for name, _ in items).items():
            if count > 1:
                self._find("”%(word)s” står två gånger i samma objekt.", "Ta bort det ena.", name)
        return dict(items)

    def _number(self, written: str) -> object:
        try:
            return number(Decimal(written))
        except (ArithmeticError, ValueRefused):
            self._find("Talet %(word)s går inte att räkna med.", "Skriv ett vanligt tal.", written)
            return 0

    def _find(self, message: str, remedy: str, word: str) -> None:
        shown = _HALF.sub("?", word[:40])
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding("form-json", message, remedy, {"word": shown}, file=self.file))

    def _check_depth_and_letters(self, root: object) -> None:
        level: list[object] = [root]
        for _ in range(DEEPEST):
            following: list[object] = []
            for value in level:
                if isinstance(value, dict):
                    following += [*value.keys(), *value.values()]
                elif isinstance(value, list):
                    following += value
                elif isinstance(value, str) and _HALF.search(value):
                    self._refuse("form-json", "Filen har tecken som inte är text.", "Skriv om texten där de står.")
            level = following
        if level:
            self._refuse_depth()

    def _refuse_depth(self) -> NoReturn:
        self._refuse("form-depth", "Filen är nästlad för djupt.", "Lägg grupperna bredvid varandra.")

    def _refuse(self, rule: str, message: str, remedy: str, line: int = 0) -> NoReturn:
        raise Refused([*self.findings, Finding(rule, message, remedy, file=self.file, line=line)])


def _lines(text: str) -> dict[tuple[str, str], int]:
    lines: dict[tuple[str, str], int] = {}
    line, end = 1, 0
    for found in _NAMED.finditer(text):
        line, end = line + text.count("\n", end, found.start()), found.start()
        lines.setdefault((found[1], found[2]), line)
    return lines
