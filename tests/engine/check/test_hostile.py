"""Diagrams that somebody or something has spoilt: told in findings or refused, and never worse than that."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.bpmn.compile import compile_definition
from engine.bpmn.read import read_diagram
from engine.check import Facts, Routine, check, check_diagram
from engine.errors import Refused
from engine.finding import Finding
from engine.form import Form, read_form
from tests.diagram import (
    Process,
    diagram,
    error,
    escalation,
    inputs,
    into,
    items,
    link,
    loop,
    message,
    out_of,
    properties,
    signal,
    timer,
)
from tests.engine.check.routines import FACTS, drawn, embedded, field, form, formed, laned, mail, routine, straight
from tests.engine.check.test_new_lock import DIAGRAMS, ROOT
from tests.engine.check.test_new_lock import FACTS as NEW_LOCK_FACTS

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TAGS = """task userTask sendTask serviceTask scriptTask receiveTask manualTask callActivity subProcess startEvent
    endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent exclusiveGateway parallelGateway
    inclusiveGateway eventBasedGateway complexGateway""".split()  # noqa: SIM905
WORDS = [
    "",
    "=",
    "=x +",
    "${x}",
    "=client_name",
    "provider",
    "{{",
    "{{x}}",
    "nobody",
    "P1D",
    "=null",
    "=[1]",
    "å",
    "-1",
    "true",
]
Files = dict[str, bytes]


def of_everything() -> Files:
    """A routine with something of each kind that runs, and what it calls."""
    inner = embedded("inner_task").body()
    main = formed(routine(place="unit"), "ask", "ask", 'camunda:dueDate="=now()"')
    main.node("inside", "subProcess", inner=inner).node("write", "sendTask", extension=mail(body="{{unit}} {{ok}}"))
    main.node(
        "each",
        "userTask",
        inner=items("=many", "one"),
        extension=properties(outputCollection="all", outputElement="=one"),
    )
    mappings = into("who", "who") + into('="x"', "purpose") + out_of("done", "done")
    main.node("call", "callActivity", 'calledElement="part"', extension=mappings)
    main.node("fault", "boundaryEvent", 'attachedToRef="call"', inner=error("late"))
    drawn(
        'start -> ask -> xor1; xor1 -> and1: ok = "yes"; xor1 -> xor2 *; and1 -> inside -> and2; and1 -> or1;'
        'or1 -> write -> or2: ok = "yes"; or1 -> each -> or2 *; or2 -> and2 -> xor2 -> call -> end;'
        "fault -> mend -> end2",
        main,
    )
    part = formed(Process("part"), "work", "work").node("wrong", "endEvent", inner=error("late"))
    drawn('start -> work -> xor; xor -> end: done = "yes"; xor -> wrong *', part)
    return {f"{p.key}.bpmn": diagram(laned(p), errors=("late",)) for p in (main, part)}


def of_events() -> bytes:
    """A routine with every kind of event, loops, a script and event subprocesses."""
    main = formed(routine(), "ask", "ask").node("told", "startEvent", inner=message("m"))
    said = inputs(who="=who", text="=ok", literal="x") + properties(correlation="=ok")
    main.node("tell", "intermediateThrowEvent", extension=said, inner=message("m"))
    main.node("ring", "endEvent", inner=signal("s")).node("out", "intermediateThrowEvent", inner=link("x"))
    main.node("back", "intermediateCatchEvent", inner=link("x")).node("race", "eventBasedGateway")
    main.node("rung", "intermediateCatchEvent", inner=signal("s"))
    main.node("wait", "intermediateCatchEvent", inner=timer("P1D"))
    main.node("hear", "receiveTask", 'messageRef="message_m"', extension=properties(correlation='="a" + string(now())'))
    main.node("again", "userTask", inner=loop('ok = "yes"', most=3))
    feel = 'scriptFormat="feel" camunda:resultVariable="total"'
    main.node("sum", "scriptTask", feel, inner="<bpmn:script>=count(many)</bpmn:script>")
    held = embedded("inner_task", "raise").node("raise", "intermediateThrowEvent", inner=escalation("c"))
    caught = straight(Process("caught"), "mend", start="failed", end="mended")
    caught.node("failed", "startEvent", inner=error("late"))
    held.node("aside", "subProcess", 'triggeredByEvent="true"', inner=caught.body())
    held.node("wrong", "endEvent", inner=error("late")).node("xor", "exclusiveGateway").node("fork", "parallelGateway")
    held.flows[0] = ("to_fork", "start_inside", "fork", None, False)
    held.path("fork", "inner_task").path("fork", "xor").flow("xor", "wrong", 'ok = "yes"')
    held.flow("xor", "fine", default=True).node("fine", "endEvent")
    main.node("inside", "subProcess", inner=held.body())
    main.node("raised", "boundaryEvent", 'attachedToRef="inside" cancelActivity="false"', inner=escalation())
    drawn(
        "start -> ask; told -> ask; ask -> tell -> inside -> race -> rung -> out; race -> wait -> hear -> again -> out;"
        "back -> sum -> ring; raised -> remind -> end",
        main,
    )
    return diagram(laned(main), messages=("m",), signals=("s",), errors=("late",), escalations=("c",))


EVERYTHING_FORMS = [
    form(
        "ask", field("ok"), field("many", kind="checklist"), field("who", "personal", "textfield"),
        field("unit", "operational", "textfield"),
    ),
    form("work", field("done"), field("who", "personal", "textfield", readonly=True)),
]  # fmt: skip


def outcome(main: str, files: Files, forms: dict[str, tuple[Form, str]], facts: Facts) -> str:
    """`refused`, `found` or `passed`; what passes can be compiled."""
    try:
        read = [read_diagram(data, name) for name, data in files.items()]
    except Refused as refused:
        told(refused.findings)
        return "refused"
    models = {process.id: (process, each.file) for each in read for process in each.processes if process.executable}
    findings = [finding for each in read for finding in check_diagram(each)]
    findings += check(Routine(main, models, forms), facts)
    told(findings)
    if any(not finding.warning for finding in findings):
        return "found"
    compile_definition(main, {key: model for key, (model, _) in models.items()}, facts.roles)
    return "passed"


def told(findings: list[Finding]) -> None:
    assert all(finding.text() and "%(" not in finding.text() for finding in findings)


def spoil(root: etree._Element, chance: random.Random) -> None:
    elements = [e for e in root.iter(etree.Element) if e.getparent() is not None]
    if not elements:
        return
    element, other = chance.choice(elements), chance.choice(elements)
    names = sorted(map(str, element.attrib))
    nodes = [e for e in elements if str(e.tag).removeprefix(B) in TAGS]

    def drop() -> None:
        element.getparent().remove(element)  # type: ignore[union-attr]

    def swap_ids() -> None:
        one, two = element.get("id"), other.get("id")
        if one and two:
            element.set("id", two)
            other.set("id", one)

    def change_tag() -> None:
        chance.choice(nodes or [element]).tag = B + chance.choice(TAGS)

    def delete_attribute() -> None:
        if names:
            del element.attrib[chance.choice(names)]

    def change_attribute() -> None:
        if names:
            name = chance.choice(names)
            ids = [str(e.get("id")) for e in nodes]
            element.set(name, chance.choice(ids if name.endswith("Ref") and ids else WORDS))

    def change_text() -> None:
        element.text = chance.choice(WORDS)

    def move() -> None:
        if element not in other.iterancestors() and element is not other:
            other.append(element)

    change: Callable[[], None] = chance.choice(
        [
            drop,
            swap_ids,
            change_tag,
            change_tag,
            delete_attribute,
            change_attribute,
            change_attribute,
            change_text,
            move,
        ]
    )
    change()


def read_forms(data: list[bytes]) -> dict[str, tuple[Form, str]]:
    read = [read_form(each, "spoilt.form") for each in data]
    return {each.id: (each, f"{each.id}.form") for each in read}


def new_lock() -> tuple[str, Files, dict[str, tuple[Form, str]], Facts]:
    files = {Path(name).name: (ROOT / "processes" / name).read_bytes() for name in DIAGRAMS}
    return "new_lock", files, read_forms([p.read_bytes() for p in (ROOT / "forms").glob("*.form")]), NEW_LOCK_FACTS


def everything() -> tuple[str, Files, dict[str, tuple[Form, str]], Facts]:
    return "routine", of_everything(), read_forms(EVERYTHING_FORMS), FACTS


def happening() -> tuple[str, Files, dict[str, tuple[Form, str]], Facts]:
    return "routine", {"routine.bpmn": of_events()}, read_forms(EVERYTHING_FORMS[:1]), FACTS


@pytest.mark.parametrize("whole", [new_lock, everything, happening])
def test_a_spoilt_diagram_is_told_or_refused_and_what_passes_can_be_compiled(whole: Callable[[], Any]) -> None:
    main, files, forms, facts = whole()
    assert outcome(main, files, forms, facts) == "passed"
    seen = set()
    for seed in range(300):
        chance = random.Random(seed)
        name = chance.choice(sorted(files))
        root = etree.fromstring(files[name])
        for _ in range(chance.choice([1, 1, 2, 4])):
            spoil(root, chance)
        seen.add(outcome(main, files | {name: etree.tostring(root)}, forms, facts))
    assert seen == {"refused", "found", "passed"}
