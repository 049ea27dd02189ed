"""Reading what a radio, select or checklist lets one choose from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from engine.form.attributes import Attributes
from engine.form.model import Option

MOST_OPTIONS = 500
_SOURCE = re.compile(r"directory\.organisations\.[a-z][a-z0-9_]*")
_WAYS = ("values", "valuesKey", "valuesExpression")


def read_options(at: Attributes) -> tuple[tuple[Option, ...], str | None]:
    """The options in the form itself, or the name of where they are kept."""
    if sum(at.has(way) for way in _WAYS) > 1:
        at.refuse("form-options", "Alternativen står på flera ställen.", "Behåll antingen values eller valuesKey.")
    if at.any("valuesExpression") is not None:
        at.refuse("form-options", "Alternativen är ett uttryck.", "Skriv dem i fältet eller ta dem från katalogen.")
        return (), None
    if at.has("valuesKey"):
        at.any("values")
        return (), _source(at)
    return _listed(at), None


def _source(at: Attributes) -> str | None:
    source = at.words("valuesKey")
    if _SOURCE.fullmatch(source):
        return source
    at.refuse(
        "form-options",
        "Alternativen hämtas från ”%(source)s”, som inte finns.",
        "Skriv directory.organisations. och rollens nyckel, till exempel directory.organisations.provider.",
        source=source[:100],
    )
    return None


def _listed(at: Attributes) -> tuple[Option, ...]:
    written = at.items("values")
    if not 1 <= len(written) <= MOST_OPTIONS:
        at.refuse("form-options", "Fältet har inga alternativ, eller fler än 500.", "Skriv de alternativ som finns.")
        return ()
    options, blank = [], False
    for item in written:
        if not at.is_object(item, "values"):
            continue
        one = at.one_of("values", item)
        options.append(Option(one.words("value"), one.said("label")))
        blank |= one.lacks("value") or one.lacks("label")
        one.refuse_the_rest()
    if blank:
        at.refuse("form-options", "Ett alternativ saknar värde eller etikett.", "Skriv båda.")
    if _repeats(option.value for option in options) or _repeats(option.label for option in options):
        at.refuse("form-options", "Två alternativ har samma värde eller etikett.", "Ge dem olika.")
    return tuple(options)


def _repeats(words: Iterable[str]) -> bool:
    return any(count > 1 for word, count in Counter(words).items() if word)
