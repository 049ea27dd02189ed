"""Small routines for the checks: a process that is right as it stands, to be changed in one place at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from itertools import pairwise
from typing import Any

from engine.bpmn.read import read_diagram
from engine.check import Facts, Routine, check, check_diagram
from engine.finding import Finding
from engine.form import read_form
from tests.diagram import Process, diagram

ROLES = {"Samordnare": "coordinator", "Vaktmästare": "caretaker", "Utförare": "provider", "Låssmed": "locksmith"}
FACTS = Facts(ROLES, {"coordinator": 1, "caretaker": 1, "provider": 2, "locksmith": 0}, frozenset({"stock"}))
LANE = "Samordnare"
KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
}


def routine(key: str = "routine", **head: str) -> Process:
    """A main process with nothing in it; what is put in no lane lies in the coordinator's."""
    return Process(key, "Rutin").property(casePrefix="RUT", **head)


def straight(process: Process, *nodes: str, start: str = "start", end: str = "end") -> Process:
    """From a start over these to an end; those that are not there yet become user tasks."""
    for node in (start, *nodes, end):
        if node not in process.nodes:
            process.node(node, {start: "startEvent", end: "endEvent"}.get(node, "userTask"))
    return process.path(start, *nodes, end)


def drawn(text: str, process: Process | None = None) -> Process:
    """`start -> ask -> xor; xor -> a -> end: ok = "yes"; xor -> b -> end *`: paths, of which the first flow may have a
    condition or be a default. Nodes that are not there yet are of the kind that their name begins with, or user tasks.
    Flows are called `xor-a`."""
    process = process or routine()
    seen: Counter[str] = Counter()
    for line in filter(None, map(str.strip, text.split(";"))):
        names, _, condition = line.partition(":")
        path = [name.strip() for name in names.replace("*", "").split("->")]
        for name in path:
            if name not in process.nodes:
                process.node(
                    name, next((kind for prefix, kind in KINDS.items() if name.startswith(prefix)), "userTask")
                )
        for n, (source, target) in enumerate(pairwise(path)):
            seen[f"{source}-{target}"] += 1
            id = f"{source}-{target}" + (f"-{seen[f'{source}-{target}']}" if seen[f"{source}-{target}"] > 1 else "")
            process.flow(
                source, target, condition.strip() or None if not n else None, default=not n and "*" in names, id=id
            )
    return process


def called(*nodes: str, key: str = "part") -> Process:
    """A process that is called, with these tasks one after the other."""
    return straight(Process(key, "Del"), *nodes)


def embedded(*nodes: str) -> Process:
    """What an embedded subprocess holds."""
    return straight(Process("inside"), *nodes, start="start_inside", end="end_inside")


def formed(process: Process, node: str, form: str, more: str = "", **said: Any) -> Process:
    """A user task with a form; a node called `start` is the start event."""
    kind = "startEvent" if node == "start" else "userTask"
    return process.node(node, kind, f'camunda:formRef="{form}" camunda:formRefBinding="deployment" {more}', **said)


def call(process: Process, node: str, *mappings: str, key: str = "part", inner: str = "") -> Process:
    return process.node(node, "callActivity", f'calledElement="{key}"', extension="".join(mappings), inner=inner)


def mail(**inputs: str) -> str:
    """The inputs of a mail to the caretaker; what is said comes in their place."""
    written = {"to": "caretaker", "subject": "Nytt ärende", "body": "Hej"} | inputs
    inner = "".join(f'<camunda:inputParameter name="{k}">{v}</camunda:inputParameter>' for k, v in written.items())
    return f"<camunda:inputOutput>{inner}</camunda:inputOutput>"


def field(key: str, field_class: str = "open", kind: str = "radio", **more: Any) -> dict[str, Any]:
    """A form field; a choice of yes and no unless another kind is asked for."""
    said: dict[str, Any] = {"type": kind, "id": f"Field_{key}", "key": key, "label": key.capitalize()}
    if kind == "datetime":
        said |= {"subtype": "date", "dateLabel": key}
    if kind in ("radio", "checklist") and "valuesKey" not in more:
        said["values"] = [{"label": "Ja", "value": "yes"}, {"label": "Nej", "value": "no"}]
    if kind == "textfield" and field_class != "personal":
        said["validate"] = {"pattern": "^[0-9]{6}$"}
    return said | {"properties": {"class": field_class}} | more


def form(id: str, *fields: dict[str, Any]) -> bytes:
    document = {"type": "default", "id": id, "schemaVersion": 19, "components": list(fields)}
    return json.dumps(document, ensure_ascii=False).encode()


def laned(process: Process) -> Process:
    """The process with everything in the coordinator's lane, if it has no lanes."""
    if process.lanes:
        return process
    with_lane = copy(process)
    with_lane.lanes = [(LANE, tuple(process.nodes), "")]
    return with_lane


def findings(*processes: Process, forms: Iterable[bytes] = (), facts: Facts = FACTS, **named: Any) -> list[Finding]:
    """Everything that is found in these processes, of which the first is the main one, and these forms."""
    files = {f"{process.key}.bpmn": diagram(laned(process), **named) for process in processes}
    return of_files(processes[0].key, files, forms, facts)


def of_files(
    main: str, diagrams: Mapping[str, bytes], forms: Iterable[bytes] = (), facts: Facts = FACTS
) -> list[Finding]:
    read = [read_diagram(data, file) for file, data in diagrams.items()]
    models = {process.id: (process, each.file) for each in read for process in each.processes if process.executable}
    filled = [read_form(data, f"{json.loads(data)['id']}.form") for data in forms]
    alone = [finding for each in read for finding in check_diagram(each)]
    return alone + check(Routine(main, models, {f.id: (f, f"{f.id}.form") for f in filled}), facts)


def refused(*processes: Process, **said: Any) -> list[tuple[str, str]]:
    """Rule and element of each finding that stops the deployment. Each can be read, and says where and what to do."""
    found = findings(*processes, **said)
    for finding in found:
        assert finding.text()
        assert "%(" not in finding.text()
        assert finding.file
        assert finding.remedy
    return [(finding.rule, finding.element) for finding in found if not finding.warning]


def warned(*processes: Process, **said: Any) -> list[tuple[str, str]]:
    return [(finding.rule, finding.element) for finding in findings(*processes, **said) if finding.warning]


def text(*processes: Process, **said: Any) -> str:
    """What is said of them, on one line each."""
    return "\n".join(finding.text() for finding in findings(*processes, **said))
