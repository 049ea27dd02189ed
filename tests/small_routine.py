"""A small routine with what New lock lacks: deadlines that end a task or remind of it, and a message to wait for.

It is published without the deployment checks, which ask for more of a diagram than these tests need.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine import canonical
from engine.bpmn.read import read_diagram
from engine.command import Context
from engine.definition.bundle import Manifest, Part
from engine.definition.store import add_version, next_version, put_part, put_resource
from engine.directory.lookup import role_names
from engine.log.stream import DEPLOYMENTS, append_to, head
from engine.log.types import EventType
from engine.public import Engine, OpenStart, StartInstance
from tests.case import typed
from tests.diagram import Process, diagram, message, timer

START = {
    "client_name": "Gunborg Fältskog",
    "address": "Storgatan 3",
    "provider": "norr",
}
ADDRESS = "^[A-ZÅÄÖ][a-zåäö]{1,39} [0-9]{1,4}$"


def small_process() -> Process:
    """Norr answers within two days, or the assessor is told; after one day and after another they are reminded. Beside
    it a message is waited for."""
    form = 'camunda:formRef="{}" camunda:formRefBinding="deployment"'.format
    cycle = timer("R2/P1D", "timeCycle")
    return (
        Process("small", "Liten rutin")
        .property(casePrefix="LIT", place="address")
        .node("begin", "startEvent", form("small_start"))
        .nodes_of("parallelGateway", "fork")
        .node("answer", "userTask", form("small_answer"))
        .node("too_late", "boundaryEvent", 'attachedToRef="answer"', inner=timer("P2D"))
        .node("in_between", "boundaryEvent", 'attachedToRef="answer" cancelActivity="false"', inner=cycle)
        .nodes_of("userTask", "read_answer", "take_over", "remind")
        .node("news", "intermediateCatchEvent", inner=message("nyheter"))
        .nodes_of("endEvent", "answered", "taken_over", "reminded", "heard")
        .path("begin", "fork", "answer", "read_answer", "answered")
        .path("fork", "news", "heard")
        .path("too_late", "take_over", "taken_over")
        .path("in_between", "remind", "reminded")
        .lane("Biståndshandläggare", "begin", "fork", "read_answer", "take_over", "remind", "news", "heard")
        .lane("Utförare", "answer", "too_late", "in_between", organisation="=provider")
        .lane("Systemförvaltare", "answered", "taken_over", "reminded")
    )


def field(type: str, key: str, class_: str, **said: Any) -> dict[str, Any]:
    return {"type": type, "id": f"Field_{key}", "key": key, "label": key, "properties": {"class": class_}, **said}


def form(id: str, *components: Mapping[str, Any]) -> bytes:
    return json.dumps({"type": "default", "id": id, "schemaVersion": 17, "components": components}).encode()


FORMS = {
    "small_start": form(
        "small_start",
        field("textfield", "client_name", "personal", validate={"required": True}),
        field("textfield", "address", "operational", validate={"required": True, "pattern": ADDRESS}),
        field("select", "provider", "open", valuesKey="directory.organisations.provider", validate={"required": True}),
    ),
    "small_answer": form(
        "small_answer",
        field("textfield", "client_name", "personal", readonly=True),
        field("textarea", "note", "personal", validate={"required": True}),
        field("number", "count", "open"),
    ),
}


@dataclass(frozen=True)
class Publish:
    """A process and forms as a version, recorded as a deployment is."""

    process: bytes
    forms: Mapping[str, bytes]

    def prepare(self, context: Context) -> Callable[[Connection], None]:
        model = read_diagram(self.process, "").processes[0]
        roles = role_names(context.connection)
        diagram_part = Part(f"{model.id}.bpmn", canonical.sha256(self.process))
        forms = {name: Part(f"{name}.form", canonical.sha256(data)) for name, data in self.forms.items()}
        lanes = {lane.name: roles[lane.name] for lane in model.lanes}
        manifest = Manifest(model.id, {model.id: diagram_part}, forms, lanes)
        version = next_version(None, manifest, model.name, context.at, None)
        brought = {("form", name): p for name, p in forms.items()} | {("process", model.id): diagram_part}
        before = head(context.connection, DEPLOYMENTS)
        event = context.event(
            self,
            DEPLOYMENTS,
            before,
            EventType.DEFINITION_DEPLOYED,
            inputs={"resources": [[*name, part.file, part.hash] for name, part in brought.items()]},
            outcome={"versions": [[version.key, version.version, version.bundle, version.name]]},
        )

        def apply(connection: Connection) -> None:
            append_to(connection, DEPLOYMENTS, [event], before)
            for data in (self.process, *self.forms.values()):
                put_part(connection, data)
            for (kind, key), part in brought.items():
                put_resource(connection, kind, key, part)
            add_version(connection, manifest, version)

        return apply


def publish_small(engine: Engine) -> None:
    engine.execute(Publish(diagram(small_process(), messages=("nyheter",)), FORMS), channel="cli")


def start_small(engine: Engine, starter: int, **changed: str) -> uuid.UUID:
    page = engine.ask(OpenStart("small"), starter)
    return engine.execute(StartInstance(page.instance, "small", typed(START | changed)), starter)
