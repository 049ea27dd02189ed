"""Regular expressions by RE2, whose time is linear in the text whatever the pattern. What it can't read is null."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from engine.feel.limits import LONGEST_PATTERN

FLAGS = frozenset("ism")
_MOST_MEMORY = 1 << 20


@lru_cache(maxsize=256)
def pattern(text: str, flags: str = "") -> Any:
    """The compiled pattern, null when it can't be. Of XPath's flags `x` is not there."""
    if len(text) > LONGEST_PATTERN or not FLAGS.issuperset(flags):
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    prefix = f"(?{''.join(sorted(set(flags)))})" if flags else ""
    try:
        return re2.compile(prefix + text, options)
    except re2.error:
        return None


def dividing(text: str, flags: str = "") -> Any:
    """A pattern that matches something: one that matches nothing would divide a text nowhere and everywhere."""
    found = pattern(text, flags)
    return None if found is None or found.search("") else found


def template(replacement: str, groups: int) -> list[str | int] | None:
    """The pieces of a replacement: text, and numbers of groups for `$1` and on. Null for a `$` without such a group
    and for a stray backslash."""
    pieces: list[str | int] = []
    signs = iter(replacement)
    for sign in signs:
        after = next(signs, "") if sign in "$\\" else ""
        if sign == "$":
            if after not in set("0123456789") or int(after) > groups:
                return None
            pieces.append(int(after))
        elif sign == "\\" and after not in ("\\", "$"):
            return None
        else:
            pieces.append(after or sign)
    return pieces


def filled(pieces: list[str | int], match: Any) -> str:
    return "".join([piece if isinstance(piece, str) else match.group(piece) or "" for piece in pieces])
