"""Which token is meant, in words that survive a new version of the diagram."""

from __future__ import annotations

import uuid
from typing import NamedTuple


class Key(NamedTuple):
    """A token: in which scope, at which element, the how-manieth there.

    `scope` is "" for the instance; a called process adds `call:1`, an iteration `element:1#2`, joined by "/".
    """

    scope: str
    element: str
    ordinal: int

    def __str__(self) -> str:
        return f"{self.path}:{self.ordinal}"

    @property
    def path(self) -> str:
        """Scope and element: `book_visit:1/agree_time`."""
        return f"{self.scope}/{self.element}" if self.scope else self.element

    def task_id(self, instance: uuid.UUID) -> uuid.UUID:
        """The id of the task that this token is, the same in every version of the definition."""
        return uuid.uuid5(instance, str(self))


def called(scope: str, element: str, ordinal: int) -> str:
    """The scope of a called process."""
    return f"{scope}/{element}:{ordinal}" if scope else f"{element}:{ordinal}"


def iteration(scope: str, element: str, ordinal: int, index: int) -> str:
    """The scope of one iteration; the activity's body and its first item are both `element:1`, hence the `#`."""
    return f"{called(scope, element, ordinal)}#{index}"


def enclosing(scope: str) -> str | None:
    """The scope that an iteration inherits from; None for the instance and a called process: they inherit nothing."""
    outer, _, last = scope.rpartition("/")
    return outer if "#" in last else None
