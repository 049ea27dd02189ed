"""Texts with places: `{{address}}`, `{{case_number}}`, `{{contact.provider}}`."""

from __future__ import annotations

import re
from collections.abc import Callable

CASE_NUMBER = "case_number"
INVOICE_ADDRESS = "invoice_address"
CONTACT = "contact."
_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"[^\W\d_]\w*")


def places(text: str) -> tuple[str, ...]:
    """What the text has places for, each once, in order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def variables(text: str) -> tuple[str, ...]:
    """The places that are variables."""
    fixed = (CASE_NUMBER, INVOICE_ADDRESS)
    return tuple(p for p in places(text) if p not in fixed and not p.startswith(CONTACT))


def contacts(text: str) -> tuple[str, ...]:
    """The role keys whose contact details the text has places for."""
    return tuple(p.removeprefix(CONTACT) for p in places(text) if p.startswith(CONTACT))


def is_name(place: str) -> bool:
    return _NAME.fullmatch(place) is not None


def broken(text: str) -> bool:
    """Whether there are braces that are no place: a typing error that would otherwise be sent."""
    rest = _PLACE.sub("", text)
    return "{{" in rest or "}}" in rest


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """The text with each place filled. What is filled in is not read for places again."""
    return _PLACE.sub(lambda match: value_of(match[1]), text)


def roles(text: str) -> tuple[str, ...]:
    """Role keys in a comma-separated list, as `to`, `cc` and `contact` have them."""
    return tuple(role for part in text.split(",") if (role := part.strip()))
