"""The routines that are measured, as diagrams and forms to be deployed: a line of ten tasks, and a loop with a fork."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise

ROLES = {"bench_clerk": "Handläggare", "bench_installer": "Montör"}
LINE, LOOP = "bench_line", "bench_loop"
TASKS = 10  # of the line
_STEPS = [f"step_{n}" for n in range(1, TASKS + 1)]
_SIDES = ("left", "right")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="http://bpmn.io/schema/bpmn" id="definitions">'
)


def files() -> dict[str, bytes]:
    """Everything to deploy, by file name."""
    forms = {f"{name}.form": _form(name) for name in (*_STEPS, *_SIDES)}
    return {f"{LINE}.bpmn": line(), f"{LOOP}.bpmn": _loop(), **forms}


def line() -> bytes:
    """Ten tasks in a row, in the two lanes by turns."""
    tasks = "".join(_task(name, name) for name in _STEPS)
    ways = _path("started", *_STEPS, "finished")
    lanes = [("started", *_STEPS[::2]), (*_STEPS[1::2], "finished")]
    return _diagram(LINE, "BNL", lanes, tasks, ways)


def _loop() -> bytes:
    """Two tasks side by side, round and round for as long as the right one's answer says so."""
    nodes = "".join(_task(name, name) for name in _SIDES)
    nodes += '<bpmn:exclusiveGateway id="round"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    nodes += '<bpmn:exclusiveGateway id="again" name="Ett varv till?" default="again_round"/>'
    ways = _path("started", "round", "fork", "left", "join", "again") + _path("fork", "right", "join")
    ways += _flow("again", "round", "Ja") + _flow("again", "finished", "Nej", 'right_outcome = "no"')
    lanes = [("started", "round", "fork", "left", "join"), ("right", "again", "finished")]
    return _diagram(LOOP, "BNO", lanes, nodes, ways)


def answers(task: str) -> Mapping[str, Sequence[str]]:
    """What a person types in the form of a task."""
    return {
        f"{task}_outcome": ["yes"],
        f"{task}_address": ["Storgatan 12 B"],
        f"{task}_note": ["Ring på hos grannen om ingen öppnar, hunden är snäll."],
    }


def _diagram(key: str, prefix: str, lanes: Sequence[Sequence[str]], nodes: str, ways: str) -> bytes:
    drawn = zip(ROLES.items(), lanes, strict=True)
    rows = "".join(f'<bpmn:lane id="lane_{role}" name="{name}">{_refs(ids)}</bpmn:lane>' for (role, name), ids in drawn)
    said = f'<camunda:properties><camunda:property name="casePrefix" value="{prefix}"/></camunda:properties>'
    content = (
        f'<bpmn:process id="{key}" name="Mätning, {key}" isExecutable="true">'
        f"<bpmn:extensionElements>{said}</bpmn:extensionElements>"
        f'<bpmn:laneSet id="lanes">{rows}</bpmn:laneSet>'
        f'<bpmn:startEvent id="started" name="Börjat"/>{nodes}<bpmn:endEvent id="finished" name="Klart"/>{ways}'
        "</bpmn:process>"
    )
    return f"{_HEAD}{content}</bpmn:definitions>".encode()


def _refs(ids: Sequence[str]) -> str:
    return "".join(f"<bpmn:flowNodeRef>{id_}</bpmn:flowNodeRef>" for id_ in ids)


def _task(id_: str, form: str) -> str:
    said = f'camunda:formRef="{form}" camunda:dueDate="=add_working_days(now(), 3)"'
    return f'<bpmn:userTask id="{id_}" name="Gör {id_}" {said}/>'


def _path(*ids: str) -> str:
    return "".join(_flow(source, target) for source, target in pairwise(ids))


def _flow(source: str, target: str, name: str = "", condition: str = "") -> str:
    said = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    head = f'<bpmn:sequenceFlow id="{source}_{target}" name="{name}" sourceRef="{source}" targetRef="{target}">'
    return f"{head}{said if condition else ''}</bpmn:sequenceFlow>"


def _form(name: str) -> bytes:
    """Three fields, one of each class."""
    outcome: dict[str, object] = {
        "type": "select",
        "label": "Gick det?",
        "values": [{"value": "yes", "label": "Ja"}, {"value": "no", "label": "Nej"}],
        "validate": {"required": True},
        "properties": {"class": "open"},
    }
    address: dict[str, object] = {
        "type": "textfield",
        "label": "Adress",
        "validate": {"pattern": "^[A-ZÅÄÖ][A-Za-zÅÄÖåäö ]{1,59} [0-9]{1,4}( ?[A-Z])?$"},
        "properties": {"class": "operational", "patternMessage": "Skriv gata och nummer."},
    }
    note: dict[str, object] = {"type": "textarea", "label": "Att tänka på", "properties": {"class": "personal"}}
    fields = {"outcome": outcome, "address": address, "note": note}
    components = [{"id": f"Field_{key}", "key": f"{name}_{key}", **said} for key, said in fields.items()]
    form = {"type": "default", "id": name, "schemaVersion": 19, "components": components}
    return json.dumps(form, ensure_ascii=False).encode()
