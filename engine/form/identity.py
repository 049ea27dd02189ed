"""Swedish personal identity numbers and coordination numbers, found in text (Folkbokföringslagen 18, 18 a §§)."""

from __future__ import annotations

import re
import unicodedata

# 10 or 12 digits with what people put between them; every start is tried, also inside what another start took
_WRITTEN = re.compile(r"(?<!\d)(?=((?:18|19|20)?)[\W_]?(\d\d)[\W_]?(\d\d)[\W_]?(\d\d)[\W_]{0,3}(\d{4})(?!\d))")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def has_identity_number(text: str) -> bool:
    """Whether some digits in the text have the date and the check digit of a person's number."""
    return any(_is_person(*found.groups()) for found in _WRITTEN.finditer(_plain(text)))


def is_bare_phone_number(text: str) -> bool:
    """Ten digits in a row from 0: as often a mobile number (070…) as a person born in 2000-2009."""
    return re.fullmatch(r"0\d{9}", text) is not None


def _plain(text: str) -> str:
    """Digits of any script as 0-9, and nothing invisible between them."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text if unicodedata.category(c) != "Cf")


def _is_person(century: str, year: str, month: str, day: str, number: str) -> bool:
    return (
        _is_date(century, int(year), int(month), int(day))
        and number[:3] != "000"
        and _luhn(year + month + day + number)
    )


def _is_date(century: str, year: int, month: int, day: int) -> bool:
    day = day - 60 if day > 60 else day  # coordination numbers
    leap = year % 4 == 0 and not (year == 0 and century in ("18", "19"))
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] - (month == 2 and not leap)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - i % 2) for i, digit in enumerate(digits))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
