"""Time and chance enter here and nowhere else, so that everything above can be given them and replayed."""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where a command gets its one reading of the time, its new ids and its salts."""

    follows_database: bool  # whether the database's own time is to be preferred where several hosts share it

    def now(self) -> datetime:
        """The time in UTC, microseconds."""

    def new_id(self) -> uuid.UUID:
        """An id never given before, roughly in order of time so that tables grow at one end."""

    def random(self, size: int) -> bytes:
        """Unguessable bytes, for salts and tokens."""


class SystemClock:
    """The machine's own clock and randomness."""

    follows_database = True

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> uuid.UUID:
        # RFC 9562 version 7: 48 bits of milliseconds, then chance
        value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
        value = value & ~(0xF << 76) | (0x7 << 76)
        value = value & ~(0x3 << 62) | (0x2 << 62)
        return uuid.UUID(int=value)

    def random(self, size: int) -> bytes:
        return os.urandom(size)


class SetClock(SystemClock):
    """A clock that stands still until it is moved: for the demo's history and for tests."""

    follows_database = False

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by
