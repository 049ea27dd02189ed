"""Office hours as one writes them: "08:00–12:00, 13:00–16:30"."""

from __future__ import annotations

import re
from datetime import time

from engine.public import Hours

_INTERVAL = re.compile(r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?\s*")


def written(hours: Hours) -> str:
    """Nothing when the office is closed all day."""
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)


def read(text: str) -> Hours | None:
    """The hours that are written, in their order there; None when it can't be read."""
    if not text.strip():
        return ()
    try:
        return tuple(_interval(part) for part in text.split(","))
    except ValueError:
        return None


def _interval(text: str) -> tuple[time, time]:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise ValueError
    opens, opens_minute, closes, closes_minute = found.groups(default="0")
    return time(int(opens), int(opens_minute)), time(int(closes), int(closes_minute))
