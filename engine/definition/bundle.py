"""A bundle: everything that a version of a routine needs to run, pinned by content.

Its identity is the SHA-256 of its manifest, which names every part by the part's own. A running instance never meets
"latest": what it does tomorrow is decided by bytes that were there when it began.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine import canonical
from engine.bpmn.compile import Definition, compile_definition
from engine.bpmn.model import Node, Process
from engine.bpmn.read import read_diagram
from engine.form import Form, read_form

FORMAT = 1
DEFAULT_CALENDAR = "sverige"


@dataclass(frozen=True)
class Part:
    """A file of the bundle: under which name it came, and the SHA-256 of its bytes."""

    file: str
    hash: str


@dataclass(frozen=True)
class Manifest:
    """What the bundle consists of: `diagrams` by process key, `forms` by form id, the role of each lane name."""

    key: str
    diagrams: Mapping[str, Part]
    forms: Mapping[str, Part]
    roles: Mapping[str, str]
    calendar: str = DEFAULT_CALENDAR

    @cached_property
    def data(self) -> bytes:
        """The canonical bytes that are hashed."""
        return canonical.encode(
            {
                "format": FORMAT,
                "key": self.key,
                "diagrams": {key: [part.file, part.hash] for key, part in self.diagrams.items()},
                "forms": {key: [part.file, part.hash] for key, part in self.forms.items()},
                "roles": self.roles,
                "calendar": self.calendar,
            }
        )

    @cached_property
    def hash(self) -> str:
        return canonical.sha256(self.data)


def read_manifest(data: bytes) -> Manifest:
    """The manifest that `data` wrote."""
    said: Any = canonical.decode(data)
    return Manifest(
        key=said["key"],
        diagrams={key: Part(*part) for key, part in said["diagrams"].items()},
        forms={key: Part(*part) for key, part in said["forms"].items()},
        roles=said["roles"],
        calendar=said["calendar"],
    )


class Bundle:
    """A manifest with its parts read: models, forms and what the kernel runs. Immutable; shared between threads."""

    def __init__(self, manifest: Manifest, part: Callable[[str], bytes]) -> None:
        self.manifest = manifest
        self.diagrams = {key: part(p.hash) for key, p in manifest.diagrams.items()}
        self.models = {key: _process(data, key) for key, data in self.diagrams.items()}
        self.forms = {key: read_form(part(p.hash), p.file) for key, p in manifest.forms.items()}
        self.kernel: Definition = compile_definition(manifest.key, self.models, manifest.roles)

    @property
    def hash(self) -> str:
        return self.manifest.hash

    @property
    def main(self) -> Process:
        """The routine's own process."""
        return self.models[self.manifest.key]

    @property
    def name(self) -> str:
        return self.main.name or self.main.id

    @property
    def case_prefix(self) -> str:
        return self.main.properties.get("casePrefix", "")

    @property
    def place(self) -> str:
        """The key of the field that is shown as the instance's place; "" when there is none."""
        return self.main.properties.get("place", "")

    @cached_property
    def start(self) -> Node | None:
        """The start event at which a person starts the routine; None when it only begins with a message or a signal."""
        return next((n for n in self.main.nodes.values() if n.kind == "startEvent" and not n.events), None)

    def start_at(self, element: str | None) -> Node:
        """The start event that an instance has begun at, as its first event says it."""
        node = self.start if element is None else self.main.nodes[element]
        assert node is not None
        return node

    @cached_property
    def start_role(self) -> str:
        """The role that may start the routine; "" when nobody does, as it begins with a message."""
        return "" if self.start is None else self.role_of(self.start)

    def role_of(self, start: Node) -> str:
        """The role of a start event's lane."""
        lane = self.main.lane_of(start.id)
        return "" if lane is None else self.manifest.roles.get(lane.name, "")

    def form_of(self, node: Node) -> Form | None:
        """The form of a user task or a start event."""
        return self.forms.get(node.attributes.get("formRef", ""))

    def lane_name(self, role: str) -> str:
        """What lanes of the role are called."""
        return next((name for name, key in self.manifest.roles.items() if key == role), role)


def _process(data: bytes, key: str) -> Process:
    return next(p for p in read_diagram(data, "").processes if p.id == key)
