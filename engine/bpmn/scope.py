"""Variables by scope: the instance, each called process, each iteration."""

from __future__ import annotations

from collections.abc import Mapping

from engine import canonical
from engine.bpmn.key import enclosing
from engine.canonical import Reference, Value
from engine.errors import PersonalValueRead


class Scopes:
    """Values by scope path, and how often each element has been reached in each."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, Value]] = {"": {}}
        self.counts: dict[str, dict[str, int]] = {"": {}}
        self.closed: list[tuple[str, Mapping[str, Value]]] = []

    def open(self, scope: str, values: Mapping[str, Value]) -> None:
        self.values[scope] = {}
        self.counts[scope] = {}
        self.assign(scope, values)

    def assign(self, scope: str, values: Mapping[str, Value]) -> None:
        # copied, so that no two places ever share a value that one of them changes
        self.values[scope].update({name: canonical.copy(value) for name, value in values.items()})

    def count(self, scope: str, element: str) -> int:
        """The next ordinal of an element."""
        counts = self.counts[scope]
        counts[element] = counts.get(element, 0) + 1
        return counts[element]

    def look_up(self, scope: str, name: str) -> Value:
        """A variable as seen from a scope; None when there is none. An iteration sees what encloses it."""
        at: str | None = scope
        while at is not None:
            if name in self.values[at]:
                return self.values[at][name]
            at = enclosing(at)
        return None

    def open_value(self, scope: str, name: str) -> Value:
        """As `look_up`, for expressions: these never read what is in the vault. Deployment refuses such an expression;
        this is the second lock on the same door."""
        value = self.look_up(scope, name)
        if isinstance(value, Reference):
            raise PersonalValueRead(variable=name)
        return value

    def close_unused(self, used: set[str]) -> None:
        """Forgets the scopes that no token is left in, keeping what they held until the digest has been taken."""
        self.closed = [(scope, self.values.pop(scope)) for scope in sorted(set(self.values) - used)]
        for scope, _ in self.closed:
            del self.counts[scope]
