"""What a verification tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """Something that is not as the log says: where and what, never a value."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Report:
    """How much was verified."""

    events: int = 0
    streams: int = 0
    values: int = 0
    parts: int = 0
