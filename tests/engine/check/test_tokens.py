from __future__ import annotations

import random

import pytest

from engine.bpmn.read import read_diagram
from engine.check.markings import Markings, explore
from engine.check.net import net_of
from engine.check.routine import Part
from engine.check.simplify import simplified
from engine.check.tokens import check_tokens, lost_steps
from tests.diagram import TERMINATE, Process, diagram, error, message, signal, timer
from tests.engine.check.routines import drawn, embedded, field, form, formed, refused, routine, text, warned

FORM = form("answers", field("ok"))
YES = 'ok = "yes"'


def asking(process: Process | None = None) -> Process:
    """A process whose task `ask` gives `ok`."""
    return formed(process or routine(), "ask", "answers")


def of_tokens(drawing: str, process: Process | None = None) -> list[tuple[str, str]]:
    return refused(drawn(drawing, asking(process)), forms=[FORM], errors=("e",))


def told(drawing: str) -> str:
    return text(drawn(drawing, asking()), forms=[FORM])


@pytest.mark.parametrize("kind", ["xor", "or"])
def test_a_choice_and_a_join_of_the_same_kind_pass(kind: str) -> None:
    assert of_tokens(f"start -> ask -> {kind}1; {kind}1 -> a -> {kind}2 -> end: {YES}; {kind}1 -> b -> {kind}2 *") == []


def test_a_fork_and_a_join_pass() -> None:
    assert of_tokens("start -> ask -> and1 -> a -> and2 -> end; and1 -> b -> and2") == []


def test_it_refuses_two_tokens_where_parallel_ways_meet_unjoined() -> None:
    drawing = "start -> ask -> and -> a -> xor -> and2 -> c -> and3 -> end; and -> b -> xor; and2 -> d -> and3"
    assert of_tokens(drawing) == [("tokens-two", "xor")]
    assert "start → ask → and → a → b" in told(drawing)


@pytest.mark.parametrize(
    ("drawing", "at"),
    [
        ("start -> ask -> and -> a -> xor -> end; and -> b -> xor", "xor"),
        ("start -> ask -> and -> a -> c -> end; and -> b -> c", "c"),
        ("start -> ask -> and -> a -> end; and -> a", "a"),
        ("start -> ask -> a -> c -> end; ask -> b -> c", "c"),
    ],
)
def test_it_warns_of_two_tokens_that_nothing_joins(drawing: str, at: str) -> None:
    assert of_tokens(drawing) == []
    assert ("tokens-two", at) in warned(drawn(drawing))


def test_it_refuses_two_tokens_on_a_way_that_never_ends() -> None:
    assert of_tokens("start -> ask -> and -> a -> c -> d -> c; and -> b -> c") == [("tokens-no-end", "ask")]


def test_a_way_that_only_an_event_takes_may_get_stuck() -> None:
    main = routine()
    for name in ("one", "other"):
        main.node(name, "intermediateCatchEvent", inner=signal(name))
    main.node("race", "eventBasedGateway")
    drawing = "start -> and -> race -> one -> and2 -> end; and -> a -> and2; race -> other -> end2"
    assert refused(drawn(drawing, main), signals=("one", "other")) == []
    assert ("tokens-stuck", "and2") in warned(main, signals=("one", "other"))


def test_a_case_that_begins_in_one_of_several_ways_has_one_token() -> None:
    main = routine().node("told", "startEvent", inner=message("m"))
    assert refused(drawn("start -> a -> end; told -> a", main), messages=("m",)) == []


def test_it_refuses_a_join_of_flows_of_which_a_task_may_choose_one() -> None:
    drawing = "start -> ask; ask -> a -> and -> end: true; ask -> b -> and: true; ask -> end *"
    assert set(of_tokens(drawing)) == {("tokens-stuck", "and")}
    assert of_tokens(drawing.replace("and", "or")) == []


def test_it_refuses_a_parallel_join_of_ways_of_which_one_is_taken() -> None:
    drawing = f"start -> ask -> xor; xor -> a -> and -> end: {YES}; xor -> b -> and *"
    assert of_tokens(drawing) == [("tokens-stuck", "and")]
    assert "start → ask → xor (a) → a" in told(drawing)


def test_it_refuses_a_parallel_join_of_ways_that_need_not_all_be_taken() -> None:
    drawing = f"start -> ask -> or; or -> a -> and -> end: {YES}; or -> b -> and *"
    assert ("tokens-stuck", "and") in of_tokens(drawing)


LEAVING = f"start -> ask -> and1 -> a -> xor; xor -> and2 -> end: {YES}; xor -> end_early *; and1 -> b -> and2"


def test_it_refuses_a_way_out_that_leaves_a_join_waiting() -> None:
    assert of_tokens(LEAVING) == [("tokens-stuck", "and2")]
    assert "xor (end_early)" in told(LEAVING)


def test_a_way_out_that_ends_everything_passes() -> None:
    assert of_tokens(LEAVING, routine().node("end_early", "endEvent", inner=TERMINATE)) == []


def test_it_refuses_a_routine_that_goes_round_for_ever() -> None:
    main = routine().node("start", "startEvent").nodes_of("userTask", "a", "b").node("xor", "exclusiveGateway")
    assert refused(drawn("start -> xor -> a -> b -> xor", main)) == [("tokens-no-end", "routine")]


def test_it_refuses_a_way_into_a_loop_that_leads_nowhere() -> None:
    drawing = f"start -> ask -> xor; xor -> end: {YES}; xor -> xor2 -> a -> xor2 *"
    assert of_tokens(drawing) == [("tokens-no-end", "xor")]


def test_choices_that_the_data_makes_alike_pass() -> None:
    drawing = (
        "start -> ask -> and -> a -> xor1; and -> b -> xor2; and_yes -> end; and_no -> end; "
        f"xor1 -> and_yes: {YES}; xor1 -> and_no *; xor2 -> and_yes: {YES}; xor2 -> and_no *"
    )
    assert of_tokens(drawing) == []


def test_parallel_ways_pass_with_an_end_each_and_with_the_same_end() -> None:
    assert of_tokens("start -> ask -> and -> a -> end; and -> b -> end2") == []
    assert of_tokens("start -> ask -> and -> a -> end; and -> b -> end") == []


def with_error() -> Process:
    """A process with a subprocess `inside` and on its edge `fault`."""
    inner = embedded("task").node("wrong", "endEvent", inner=error("e")).node("way", "exclusiveGateway")
    inner.flows.clear()
    inner.path("start_inside", "task", "way").flow("way", "end_inside", "true").flow("way", "wrong", default=True)
    main = routine().node("inside", "subProcess", inner=inner.body())
    return main.node("fault", "boundaryEvent", 'attachedToRef="inside"', inner=error("e"))


def test_an_error_on_the_edge_takes_the_token_along() -> None:
    assert of_tokens("start -> ask -> inside -> a -> end; fault -> a", with_error()) == []
    found = of_tokens("start -> ask -> and1 -> inside -> and2 -> end; and1 -> a -> and2; fault -> and2", with_error())
    assert found == [("tokens-stuck", "and2")]


def level_of(process: Process) -> Part:
    (model,) = read_diagram(diagram(process), "routine.bpmn").processes
    return Part(model, "routine.bpmn")


def rules_of(process: Process, most: int = 100_000) -> list[str]:
    part = level_of(process)
    return [finding.rule for finding in check_tokens(part, part.process, most)]


@pytest.mark.parametrize(("to", "found"), [("end2", []), ("task", ["tokens-two"])])
def test_a_reminder_puts_a_token_beside_the_task(to: str, found: list[str]) -> None:
    main = routine().node("remind", "boundaryEvent", 'attachedToRef="task" cancelActivity="false"', inner=timer("P1D"))
    assert rules_of(drawn(f"start -> task -> end; remind -> tell -> {to}", main)) == found


def test_it_says_when_there_is_too_much_to_try() -> None:
    ways = "; ".join(f"and -> a{n} -> xor{n}; xor{n} -> and_yes: true; xor{n} -> and_no *" for n in range(6))
    main = drawn(f"start -> and; and_yes -> end; and_no -> end; {ways}")
    assert rules_of(main, most=100) == ["tokens-limit"]
    assert rules_of(main) == []


def test_many_tasks_side_by_side_are_not_tried_in_every_order() -> None:
    ways = "; ".join(f"and1 -> a{n} -> b{n} -> and2" for n in range(40))
    assert rules_of(drawn(f"start -> and1; and2 -> end; {ways}"), most=100) == []
    ways = "; ".join(f"or1 -> a{n} -> b{n} -> or2" for n in range(8))
    assert rules_of(drawn(f"start -> or1; or2 -> end; {ways}"), most=1000) == []


def tangle(seed: int, kinds: list[str]) -> Process:
    """A random drawing of tasks and gateways, seldom sound; now and then it goes back."""
    chance = random.Random(seed)
    names = [chance.choice(kinds) + str(n) for n in range(8)]
    main = drawn(f"start -> {names[0]}").node("end", "endEvent")
    for n, name in enumerate(names):
        following = [*names[n + 1 :], "end"]
        ways = [following[0]]
        if not name.startswith("task") and chance.random() < 0.7:
            back = chance.random() < 0.15 and "or" not in kinds  # an inclusive join on a loop is refused
            ways.append(chance.choice(names[: n + 1] if back else following[:5]))
        for way in ways:
            drawn(f"{name} -> {way}", main)
    main.flows = [(f"f{n}", *flow[1:]) for n, flow in enumerate(main.flows)]
    return main


def is_sound(markings: Markings) -> bool:
    return markings.crowded is None and not lost_steps(markings)


@pytest.mark.parametrize("kinds", [["task", "xor", "and"], ["task", "and", "or", "xor"], ["or", "task"]])
def test_the_simplified_net_tells_the_same_of_random_drawings(kinds: list[str]) -> None:
    seen = {True: 0, False: 0}
    for seed in range(500):
        net = net_of(level_of(tangle(seed, kinds)).process)
        sound = is_sound(explore(net, 100_000))
        assert is_sound(explore(simplified(net), 100_000)) == sound, seed
        seen[sound] += 1
    assert min(seen.values()) > 50
