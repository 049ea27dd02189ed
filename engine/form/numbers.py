"""Numbers as they are written in Swedish: 1 000,5."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.canonical import number
from engine.errors import ValueRefused
from engine.form.messages import NOT_NUMBER, TOO_LARGE, UNCLEAR_NUMBER, Answer, wrong
from engine.form.model import Field

_SPACE = "[ \u00a0\u2009\u202f]"
_WRITTEN = re.compile(rf"[+-]?([0-9]+|[0-9]{{1,3}}({_SPACE}[0-9]{{3}})+)([.,][0-9]+)?")
_THOUSANDS_BY_POINT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
LONGEST = 100  # characters of a number


def parse_number(field: Field, written: str) -> Answer:
    """A comma or a point before decimals, spaces between thousands. `1.000` could be one or a thousand: refused."""
    plain = written.replace("\u2212", "-")
    if len(plain) > LONGEST or not _WRITTEN.fullmatch(plain):
        return wrong(field, NOT_NUMBER)
    if _THOUSANDS_BY_POINT.fullmatch(plain):
        return wrong(field, UNCLEAR_NUMBER)
    digits = re.sub(_SPACE, "", plain).replace(",", ".")
    return exact_number(field, Decimal(digits) if "." in digits else int(digits))


def exact_number(field: Field, value: int | Decimal) -> Answer:
    """The number in its one form, if it can be kept."""
    try:
        return number(value)
    except ValueRefused:
        return wrong(field, TOO_LARGE)


def write_number(value: int | Decimal) -> str:
    """What `parse_number` reads back."""
    return str(value) if isinstance(value, int) else f"{value:f}".replace(".", ",")
