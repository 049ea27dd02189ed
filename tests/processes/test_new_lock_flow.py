"""The routine's flow: what a diagram must say of every element, and that every path comes to an end."""

from __future__ import annotations

from collections import Counter

import pytest
from routine_files import ROLES, B, C, read_routine, tag

MODELER = "{http://camunda.org/schema/modeler/1.0}"
MOST_NODES = 34
ROUTINE = read_routine("new_lock")

each_diagram = pytest.mark.parametrize("key", ROUTINE.files)


@each_diagram
def test_every_element_lies_in_one_lane_of_a_known_role(key: str) -> None:
    lanes = list(ROUTINE.process(key).iter(f"{B}lane"))
    placed = Counter((ref.text or "") for lane in lanes for ref in lane.findall(f"{B}flowNodeRef"))
    assert placed == Counter(list(ROUTINE.nodes(key)))
    assert {lane.get("name") for lane in lanes} <= set(ROLES)
    assert all(lane.find(f"{B}flowNodeRef") is not None for lane in lanes)


@each_diagram
def test_ids_are_unique_readable_and_the_process_is_named_after_its_file(key: str) -> None:
    ids = [e.get("id", "") for e in ROUTINE.files[key].iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(id.replace("_", "").isalnum() and id.isascii() and id[0].islower() for id in ids)
    assert ROUTINE.process(key).get("id") == key


@each_diagram
def test_the_modeler_knows_which_platform_it_is_for(key: str) -> None:
    root, process = ROUTINE.files[key], ROUTINE.process(key)
    assert root.get(f"{MODELER}executionPlatform") == "Camunda Platform"
    assert root.get(f"{MODELER}executionPlatformVersion", "").startswith("7.")
    assert process.get("isExecutable") == "true"
    assert process.get(f"{C}historyTimeToLive", "").isdigit()
    assert len(root.findall(f"{B}collaboration/{B}participant")) == 1


@each_diagram
def test_every_element_names_its_flows(key: str) -> None:
    flows = ROUTINE.flows(key)
    for name, element in ROUTINE.nodes(key).items():
        assert [e.text for e in element.findall(f"{B}incoming")] == [f.id for f in flows if f.target == name]
        assert [e.text for e in element.findall(f"{B}outgoing")] == [f.id for f in flows if f.source == name]


@each_diagram
def test_every_element_is_reached(key: str) -> None:
    assert {name for process, name in ROUTINE.reached() if process == key} == set(ROUTINE.nodes(key))


@each_diagram
def test_it_is_no_larger_than_a_page(key: str) -> None:
    assert len(ROUTINE.nodes(key)) <= MOST_NODES


@each_diagram
def test_a_choice_is_a_question_and_its_flows_are_the_answers(key: str) -> None:
    for name, element in ROUTINE.nodes(key).items():
        leaving = [f for f in ROUTINE.flows(key) if f.source == name]
        if tag(element) == "exclusiveGateway" and len(leaving) > 1:
            assert element.get("name", "").endswith("?")
            assert len({flow.name for flow in leaving} - {""}) == len(leaving)
            assert [flow.id for flow in leaving if not flow.condition] == [element.get("default")]
        else:
            assert len(leaving) <= 1 or tag(element) == "parallelGateway"
            assert not any(flow.name or flow.condition for flow in leaving)
            assert not (tag(element).endswith("Gateway") and element.get("name"))


@each_diagram
def test_ends_are_named_and_told_apart(key: str) -> None:
    ends = [e.get("name") for e in ROUTINE.nodes(key).values() if tag(e) == "endEvent"]
    assert all(ends)
    assert len(ends) == len(set(ends))


@each_diagram
def test_every_activity_and_event_has_a_name_in_sentence_case(key: str) -> None:
    for element in ROUTINE.nodes(key).values():
        name = element.get("name", "")
        assert name[:1].isupper() or tag(element).endswith("Gateway")
        assert len(name) <= 45


# -- how it runs: the token game of BPMN 13, every choice open, whatever the values are

Marking = frozenset[str]  # the flows that hold a token


def firings(key: str, marking: Marking) -> list[tuple[str, set[str], set[str]]]:
    """What can happen in a marking: the element, the tokens it takes, the tokens it leaves."""
    found: list[tuple[str, set[str], set[str]]] = []
    flows = ROUTINE.flows(key)
    for name, element in ROUTINE.nodes(key).items():
        arriving = {f.id for f in flows if f.target == name}
        leaving = {f.id for f in flows if f.source == name}
        if tag(element) == "parallelGateway":
            found += [(name, arriving, leaving)] if arriving and arriving <= marking else []
        else:
            choices = [{way} for way in leaving] or [set()]
            found += [(name, {token}, choice) for token in arriving & marking for choice in choices]
    return found


def runs(key: str, before: str = "", after: str = "") -> list[tuple[Marking, frozenset[str]]]:
    """Every state that can be reached: its tokens and the ends that have been passed. A second token on a flow, and
    `after` done while `before` is not, fail."""
    start = next(n for n, e in ROUTINE.nodes(key).items() if tag(e) == "startEvent")
    first: Marking = frozenset(f.id for f in ROUTINE.flows(key) if f.source == start)
    watched = {n for n, e in ROUTINE.nodes(key).items() if tag(e) == "endEvent"} | {before}
    ahead, seen = [(first, frozenset[str]())], set()
    while ahead:
        state = ahead.pop()
        if state in seen:
            continue
        seen.add(state)
        marking, done = state
        for name, taken, left in firings(key, marking):
            assert not left & (marking - taken), f"two tokens after {name}"
            assert name != after or before in done, f"{after} before {before}"
            ahead.append(((marking - taken) | left, done | ({name} & watched)))
    return list(seen)


@each_diagram
def test_every_path_comes_to_one_end_and_leaves_nothing_behind(key: str) -> None:
    ends = {n for n, e in ROUTINE.nodes(key).items() if tag(e) == "endEvent"}
    stopped = [(marking, done) for marking, done in runs(key) if not firings(key, marking)]
    assert {marking for marking, _ in stopped} == {frozenset()}
    assert all(len(done & ends) == 1 for _, done in stopped)
    assert {end for _, done in stopped for end in done} - {""} == ends


@each_diagram
def test_an_end_is_passed_only_when_nothing_else_goes_on(key: str) -> None:
    ends = {n for n, e in ROUTINE.nodes(key).items() if tag(e) == "endEvent"}
    assert [marking for marking, done in runs(key) if marking and done & ends] == []


def test_the_entrance_unit_waits_for_the_lock_unit_and_for_nothing_else_beside_it() -> None:
    states = runs("new_lock", before="couple_lock", after="add_entrance_unit")
    targets = {flow.id: flow.target for flow in ROUTINE.flows("new_lock")}
    open_at_once = [{targets[token] for token in marking} for marking, _ in states]
    assert any({"couple_lock", "check_approval"} <= at for at in open_at_once)
    assert any({"add_users", "add_entrance_unit"} <= at for at in open_at_once)
