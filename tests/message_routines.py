"""Two routines that write to each other, and one that another system starts; published as `small_routine` is."""

from __future__ import annotations

import uuid
from datetime import datetime

from engine.message.signature import sign
from engine.public import Engine, ReceiveMessage, Signed, secret_of
from tests.diagram import Process, diagram, inputs, message, properties
from tests.small_routine import ADDRESS, Publish, field, form

_OUTWARD = "".join(
    (inputs(unit="=unit", address="=address", client_name="=client_name"), properties(correlation="=unit"))
)
_WAITING = properties(correlation="=unit")
_BACK = inputs(verdict="=verdict") + properties(correlation="=unit")
_CAN_WAIT = 'camunda:formRef="{}" camunda:formRefBinding="deployment"'.format


def asking() -> Process:
    """Asks for a unit, waits for what is said of it, and tells it to somebody."""
    return (
        Process("asking", "Fråga")
        .property(casePrefix="FRA", place="address")
        .node("begin", "startEvent", _CAN_WAIT("asking_start"))
        .node("ask", "intermediateThrowEvent", extension=_OUTWARD, inner=message("fråga"))
        .node("hear", "intermediateCatchEvent", _CAN_WAIT("verdict"), extension=_WAITING, inner=message("svar"))
        .node("read", "userTask")
        .nodes_of("endEvent", "done")
        .path("begin", "ask", "hear", "read", "done")
        .lane("Biståndshandläggare", "begin", "ask", "hear", "read", "done")
    )


def answering() -> Process:
    """Begins with the question, and ends with the answer."""
    return (
        Process("answering", "Svara")
        .property(casePrefix="SVA", place="address")
        .node("asked", "startEvent", _CAN_WAIT("question"), inner=message("fråga"))
        .node("judge", "userTask", _CAN_WAIT("verdict"))
        .node("told", "endEvent", extension=_BACK, inner=message("svar"))
        .path("asked", "judge", "told")
        .lane("Systemförvaltare", "asked", "judge", "told")
    )


def camera() -> Process:
    """Begins when the camera system says that one is down, and is called off when that says it is up."""
    return (
        Process("camera", "Kamera ur drift")
        .property(casePrefix="KAM", place="address")
        .node("down", "startEvent", _CAN_WAIT("question"), inner=message("kamera_nere"))
        .node("visit", "userTask")
        .node("up", "boundaryEvent", 'attachedToRef="visit"', extension=_WAITING, inner=message("kamera_uppe"))
        .nodes_of("endEvent", "visited", "called_off")
        .path("down", "visit", "visited")
        .path("up", "called_off")
        .lane("Systemförvaltare", "down", "visit", "up", "visited", "called_off")
    )


def to_itself() -> Process:
    """Sends a message that it waits for itself."""
    return (
        Process("to_itself", "Till sig själv")
        .property(casePrefix="SIG")
        .nodes_of("startEvent", "begin")
        .nodes_of("parallelGateway", "fork")
        .node("hear", "intermediateCatchEvent", inner=message("svar"))
        .node("tell", "endEvent", inner=message("svar"))
        .nodes_of("userTask", "heard")
        .nodes_of("endEvent", "done")
        .path("begin", "fork", "hear", "heard", "done")
        .path("fork", "tell")
        .lane("Biståndshandläggare", "begin", "fork", "hear", "tell", "heard", "done")
    )


_ASKED = (
    field("textfield", "client_name", "personal"),
    field("textfield", "address", "operational", validate={"required": True, "pattern": ADDRESS}),
    field("number", "unit", "open", validate={"required": True}),
)
_CHOICES = [{"label": "Hel", "value": "whole"}, {"label": "Trasig", "value": "broken"}]
FORMS = {
    "asking_start": form("asking_start", *_ASKED),
    "question": form("question", *_ASKED),
    "verdict": form("verdict", field("radio", "verdict", "open", values=_CHOICES, validate={"required": True})),
}


def publish(engine: Engine, *processes: Process) -> None:
    """Publishes them, with the forms that each uses."""
    for process in processes:
        data = diagram(process, messages=("fråga", "svar", "kamera_nere", "kamera_uppe"))
        used = {name: content for name, content in FORMS.items() if f'"{name}"' in data.decode()}
        engine.execute(Publish(data, used), channel="cli")


def signed(
    key: str, at: datetime, body: bytes, message_id: str = "1", generation: int = 1, source: str = "kameror"
) -> Signed:
    """A body as the source signs it, whose secret comes from the installation's `key`."""
    timestamp = str(int(at.timestamp()))
    return Signed(message_id, timestamp, sign(secret_of(key, source, generation), message_id, timestamp, body), body)


def send(engine: Engine, key: str, name: str, body: bytes, message_id: str = "1") -> uuid.UUID:
    """The same, sent as the webhook takes it in."""
    letter = signed(key, engine.clock.now(), body, message_id)
    return engine.execute(ReceiveMessage(name, letter, key), channel="webhook")
