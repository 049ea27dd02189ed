"""Every requirement of the routine is carried by something that a person meets, in the lane that answers for it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date

import pytest
from routine_files import B, C, Element, Node, Routine, flat, mail, properties, read_routine, requirements, tag

LANES = {  # the roles that each requirement binds; every one of them must carry it
    "NL1": ("needs_assessor",),
    "NL2": ("needs_assessor",),
    "NL3": ("needs_assessor",),
    "NL4": ("needs_assessor",),
    "NL5": ("provider",),
    "NL6": ("alarm_provider", "provider"),  # own home care takes both keys
    "NL7": ("fee_officer",),
    "NL8": ("fee_officer",),
    "NL9": ("fee_officer",),
    "NL10": ("fee_officer",),
    "NL11": ("caretaker",),
    "NL12": ("coordinator",),
    "NL13": ("provider",),
    "NL14": ("caretaker",),
    "NL15": ("caretaker", "system_manager", "provider"),
    "NL16": ("caretaker",),
    "NL17": ("caretaker",),
    "NL18": ("caretaker",),
    "NL19": ("system_manager",),
    "NL20": ("system_manager",),
    "NL21": ("system_manager",),
    "NL22": ("provider",),
    "NL23": ("fee_officer",),
    "NL24": ("fee_officer",),
    "NL25": ("fee_officer",),
    "NL26": ("locksmith",),
    "NL27": ("locksmith",),
    "NL28": ("locksmith",),
    "NL29": ("system_manager",),
    "NL30": ("caretaker",),
    "NL31": ("needs_assessor",),
}
OWN_END = {"NL15", "NL31"}
TOLD = {  # who is shown what somebody else reports
    "NL13": {("visit_at", "caretaker")},
    "NL15": {("impossible_reason", "system_manager"), ("impossible_reason", "provider")},
    "NL17": {("property_owner", "fee_officer")},
    "NL18": {("lock_unit_number", "system_manager"), ("entrance", "system_manager")},
    "NL28": {("entrance_unit_number", "system_manager")},
}
NOT_YET = {  # what of a requirement is built later, since when that is known
    "NL7": (date(2026, 11, 22), "the mail is written and kept; its delivery comes with the mail worker"),
    "NL12": (date(2026, 11, 22), "the weekly reconciliation of waiting mountings is a page beside the diagram"),
    "NL24": (date(2026, 11, 22), "the mail is written and kept; its delivery comes with the mail worker"),
    "NL25": (date(2026, 11, 22), "the mail is written and kept; its delivery comes with the mail worker"),
}
CARRIERS = {"startEvent", "userTask", "sendTask"}


def unfulfilled(routine: Routine) -> set[str]:
    """The ids that some role bound by them does not carry, or that miss their end or their reader."""
    reached = routine.reached()
    carried = {(id, routine.role(node)) for node, element in reached.items() for id in carries(routine, element)}
    missing = {id for id, roles in LANES.items() for role in roles if (id, role) not in carried}
    ends = {id for e in reached.values() if tag(e) == "endEvent" and e.get("name") for id in asked_of(e)}
    shown = {
        (field["key"], routine.role(node))
        for node, element in reached.items()
        if tag(element) == "userTask"
        for field in routine.form(element)
        if field.get("readonly")
    }
    return missing | OWN_END - ends | {id for id, pairs in TOLD.items() if not pairs <= shown}


def carries(routine: Routine, element: Element) -> set[str]:
    """The ids that an element fulfils: its own and its form's, if somebody can see what to do and do it."""
    said = bool(element.get("name") and element.findtext(f"{B}documentation", "").strip())
    if tag(element) not in CARRIERS or not said:
        return set()
    if tag(element) == "sendTask":
        return asked_of(element) if all(mail(element).get(part) for part in ("to", "subject", "body")) else set()
    fields = routine.form(element)
    if not any(field.get("key") for field in fields):
        return set()
    return asked_of(element).union(*(requirements(f.get("properties", {}).get("requirement", "")) for f in fields))


def asked_of(element: Element) -> set[str]:
    return requirements(properties(element).get("requirement", ""))


# -- mutations: what takes a requirement away from the element that carries it


def cut_out(routine: Routine, node: Node) -> None:
    """Removes the element and lets the flow go on past it; a start event has nothing before it to go on from."""
    process, name = routine.process(node[0]), node[1]
    leaving = [f for f in process.findall(f"{B}sequenceFlow") if f.get("sourceRef") == name]
    for flow in process.findall(f"{B}sequenceFlow"):
        if flow.get("targetRef") == name:
            flow.set("targetRef", leaving[0].get("targetRef", ""))
    for element in [*leaving, routine.nodes(node[0])[name]]:
        process.remove(element)


def cut_off(routine: Routine, node: Node) -> None:
    for element in routine.process(node[0]).findall(f"{B}sequenceFlow"):
        if node[1] in (element.get("targetRef"), element.get("sourceRef")):
            routine.process(node[0]).remove(element)
    if tag(routine.nodes(node[0])[node[1]]) == "startEvent":
        cut_out(routine, node)


def empty(routine: Routine, node: Node) -> None:
    """Empties the form of a task, the text of a mail."""
    element = routine.nodes(node[0])[node[1]]
    if element.get(f"{C}formRef"):
        routine.forms[element.get(f"{C}formRef", "")]["components"] = []
    for parameter in element.iter(f"{C}inputParameter"):
        parameter.text = "" if parameter.get("name") == "body" else parameter.text


def address_to_nobody(routine: Routine, node: Node) -> None:
    """A mail without receiver, a task without form."""
    element = routine.nodes(node[0])[node[1]]
    element.attrib.pop(f"{C}formRef", None)
    for parameter in element.iter(f"{C}inputParameter"):
        parameter.text = "" if parameter.get("name") == "to" else parameter.text


def unname(routine: Routine, node: Node) -> None:
    routine.nodes(node[0])[node[1]].attrib.pop("name")


def leave_unexplained(routine: Routine, node: Node) -> None:
    element = routine.nodes(node[0])[node[1]]
    element.remove(element.find(f"{B}documentation"))  # type: ignore[arg-type]


def give_to_another_role(routine: Routine, node: Node) -> None:
    routine.lanes(node[0])[node[1]].set("name", "Larmgruppen")


MUTATIONS = [cut_out, cut_off, empty, address_to_nobody, unname, leave_unexplained, give_to_another_role]


@pytest.fixture(scope="module")
def routine() -> Routine:
    return read_routine("new_lock")


def test_every_requirement_is_fulfilled(routine: Routine) -> None:
    assert list(LANES) == [f"NL{n}" for n in range(1, 32)]
    assert unfulfilled(routine) == set()


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@pytest.mark.parametrize("id", LANES)
def test_it_turns_red_when_what_carries_a_requirement_is_taken_away(
    routine: Routine, id: str, mutate: Callable[[Routine, Node], None]
) -> None:
    for role in LANES[id]:
        carrying = [n for n, e in routine.reached().items() if id in carries(routine, e) and routine.role(n) == role]
        changed = copy.deepcopy(routine)
        for node in carrying:
            mutate(changed, node)
        assert carrying
        assert id in unfulfilled(changed), role


@pytest.mark.parametrize("id", LANES)
def test_it_turns_red_when_nothing_says_the_requirement(routine: Routine, id: str) -> None:
    changed = copy.deepcopy(routine)
    said = [e for file in changed.files.values() for e in file.iter(f"{C}property") if e.get("name") == "requirement"]
    for element in said:
        element.set("value", ",".join(requirements(element.get("value", "")) - {id}))
    for field in (field for form in changed.forms.values() for field in flat(form["components"])):
        own = field.get("properties", {})
        own["requirement"] = ",".join(requirements(own.get("requirement", "")) - {id})
    assert unfulfilled(changed) == {id}


@pytest.mark.parametrize("id", sorted(OWN_END))
def test_it_turns_red_without_an_end_of_its_own(routine: Routine, id: str) -> None:
    changed = copy.deepcopy(routine)
    for node, element in changed.reached().items():
        if tag(element) == "endEvent" and id in asked_of(element):
            unname(changed, node)
    assert unfulfilled(changed) == {id}


@pytest.mark.parametrize(("id", "key", "role"), [(id, *pair) for id, pairs in TOLD.items() for pair in sorted(pairs)])
def test_it_turns_red_when_a_report_reaches_nobody(routine: Routine, id: str, key: str, role: str) -> None:
    changed = copy.deepcopy(routine)
    for node, element in changed.reached().items():
        for field in changed.form(element) if changed.role(node) == role else []:
            if field.get("key") == key:
                field.pop("readonly", None)
    assert id in unfulfilled(changed)


def test_what_is_not_built_yet_is_dated_and_has_a_reason(routine: Routine) -> None:
    mailed = {id for e in routine.reached().values() if tag(e) == "sendTask" for id in asked_of(e)}
    assert set(NOT_YET) == {"NL12"} | mailed & set(LANES)
    assert all(since and reason for since, reason in NOT_YET.values())
