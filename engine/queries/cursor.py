"""Where a page of a list ends, as the next page's address says it: a time and an id, nothing of what is listed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TypeAlias

Cursor: TypeAlias = tuple[datetime, uuid.UUID]


def write_cursor(at: datetime, id_: uuid.UUID) -> str:
    return f"{at.isoformat()}_{id_.hex}"


def read_cursor(text: str | None) -> Cursor | None:
    """None for nothing, and for what no page has written: the list then begins from its beginning."""
    moment, _, hexed = (text or "").rpartition("_")
    try:
        at, last = datetime.fromisoformat(moment), uuid.UUID(hexed)
    except ValueError:
        return None
    return None if at.tzinfo is None else (at, last)
