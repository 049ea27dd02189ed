"""The same work for each item of a list (BPMN 10.3.8, 13.3.7)."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine.bpmn.advance import Step
from engine.bpmn.key import Key
from engine.canonical import Reference
from engine.errors import ExpressionGaveNothing, NotOpen, PersonalValueRead
from tests.diagram import Process, diagram, into, items, out_of, properties
from tests.engine.bpmn.drawing import SERVICE, calls, routine
from tests.engine.bpmn.watched import Watched

GATHER = properties(outputCollection="results", outputElement="=n * 10 + extra")


def each(loop: str, kind: str = "userTask", attributes: str = "", extension: str = "") -> Process:
    return routine("start a z end").node("a", kind, attributes, extension=extension, inner=loop)


def cardinality(text: str) -> str:
    inner = f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality>"
    return f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize("order", list(permutations("123")))
def test_all_items_are_open_at_once_and_it_is_done_when_all_are(order: tuple[str, ...]) -> None:
    running = Watched(diagram(each(items("=people", "person"))), people=["Eva", "Åsa", "Örjan"])
    assert running.open == ["a:1#1/a", "a:1#2/a", "a:1#3/a"]
    for n in order:
        assert "z" not in running.open
        running.complete(f"a:1#{n}/a")
    assert running.open == ["z"]
    assert running.complete("z").done


def test_one_after_the_other_opens_the_next_when_one_is_done() -> None:
    running = Watched(diagram(each(items("=[1, 2, 3]", "n", sequential=True))))
    for n in "123":
        assert running.open == [f"a:1#{n}/a"]
        running.complete(f"a:1#{n}/a")
    assert running.open == ["z"]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_list_is_done_at_once(sequential: bool) -> None:
    running = Watched(diagram(each(items("=[]", "n", sequential=sequential), extension=GATHER)))
    assert running.open == ["z"]
    assert running.values == {"results": []}


@pytest.mark.parametrize("sequential", [True, False])
def test_an_item_has_a_scope_of_its_own_that_sees_what_is_around(sequential: bool) -> None:
    running = Watched(diagram(each(items("=people", "person", sequential=sequential))), people=["Eva", "Åsa"], x=1)
    assert running.state.scopes.values["a:1#1"] == {"loopCounter": 0, "person": "Eva"}
    assert running.state.scopes.look_up("a:1#1", "x") == 1
    running.complete("a:1#1/a", x=5)
    running.complete("a:1#2/a")
    assert running.values == {"people": ["Eva", "Åsa"], "x": 1}


@pytest.mark.parametrize("order", list(permutations("123")))
def test_results_are_collected_in_the_order_of_the_items(order: tuple[str, ...]) -> None:
    running = Watched(diagram(each(items("=[1, 2, 3]", "n"), extension=GATHER)))
    for n in order:
        running.complete(f"a:1#{n}/a", extra=int(n))
    assert running.values == {"results": [11, 22, 33]}


def test_a_result_that_is_null_is_collected_as_null() -> None:
    running = Watched(diagram(each(items("=[1, 2]", "n"), extension=GATHER)))
    running.complete("a:1#1/a")
    running.complete("a:1#2/a", extra=0)
    assert running.values == {"results": [None, 20]}


def test_no_result_reads_a_value_in_the_vault() -> None:
    running = Watched(diagram(each(items("=[1]", "n"), extension=GATHER)))
    with pytest.raises(PersonalValueRead):
        running.complete("a:1#1/a", extra=Reference("v1"))


@pytest.mark.parametrize("sequential", [True, False])
def test_a_completion_condition_ends_the_rest(sequential: bool) -> None:
    loop = items("=[1, 2, 3]", "n", sequential=sequential, until="=enough")
    running = Watched(diagram(each(loop, extension=GATHER)))
    assert running.complete("a:1#1/a", extra=1, enough=False).nulls == ()
    outcome = running.complete("a:1#2/a", extra=2, enough=True)
    assert running.open == ["z"]
    assert running.values == {"results": [11, 22]}
    assert [(c.key.scope, c.completed) for c in outcome.closed] == [("a:1#2", True)] + [("a:1#3", False)] * (
        not sequential
    )


def test_a_completion_condition_that_is_null_counts_as_false_and_is_recorded() -> None:
    running = Watched(diagram(each(items("=[1, 2]", "n", until="enough"))))
    assert running.complete("a:1#1/a").nulls == ("a",)
    assert running.open == ["a:1#2/a"]


def test_the_list_is_frozen_when_the_activity_begins() -> None:
    process = routine("start fork a z end", "fork b end").node(
        "a", "userTask", inner=items("=people", "person", sequential=True)
    )
    running = Watched(diagram(process), people=["Eva", "Åsa"])
    running.complete("b", people=["Olle"])
    running.complete("a:1#1/a")
    assert running.state.scopes.values["a:1#2"]["person"] == "Åsa"


@pytest.mark.parametrize("said", ["3", "=3", "=count(people)"])
def test_a_number_is_that_many_times(said: str) -> None:
    running = Watched(diagram(each(cardinality(said))), people=[1, 1, 1])
    assert running.open == ["a:1#1/a", "a:1#2/a", "a:1#3/a"]
    assert running.state.scopes.values["a:1#3"] == {"loopCounter": 2}


def test_no_times_is_done_at_once() -> None:
    assert Watched(diagram(each(cardinality("0")))).open == ["z"]


@pytest.mark.parametrize("said", ["=null", "=unknown", '="3"', "=-1", "=2.5", "=true", '={"a": 1}'])
def test_what_is_neither_a_list_nor_a_number_stops_the_event(said: str) -> None:
    with pytest.raises(ExpressionGaveNothing):
        Watched(diagram(each(items(said, "n"))))


def test_an_item_is_completed_once() -> None:
    running = Watched(diagram(each(items("=[1, 2]", "n"))))
    key = running.waiting()["a:1#1/a"]
    running.complete("a:1#1/a")
    with pytest.raises(NotOpen):
        running.step(Step("complete", running.at, key))


def test_in_a_loop_each_round_has_items_of_its_own() -> None:
    process = routine("start merge a b choose").flow("choose", "merge", "again").node("end", "endEvent")
    process.flow("choose", "end", default=True).node("a", "userTask", inner=items("=[1, 2]", "n"))
    running = Watched(diagram(process))
    for n in (1, 2):
        assert list(running.waiting().values()) == [Key(f"a:{n}#1", "a", 1), Key(f"a:{n}#2", "a", 1)]
        running.complete(f"a:{n}#2/a")
        running.complete(f"a:{n}#1/a")
        running.complete("b" if n == 1 else "b:2", again=n == 1)
    assert running.done


def test_a_service_answers_for_each_item() -> None:
    running = Watched(diagram(each(items("=[1, 2]", "n"), "serviceTask", SERVICE, GATHER)))
    running.answer("a:1#2/a", extra=2)
    running.answer("a:1#1/a", extra=1)
    assert running.values == {"results": [11, 22]}


@pytest.mark.parametrize("sequential", [True, False])
def test_a_process_is_called_for_each_item(sequential: bool) -> None:
    mappings = into("n", "m") + out_of("answer", "extra")
    loop = items("=[1, 2, 3]", "n", sequential=sequential)
    process = each(loop, "callActivity", calls("q"), mappings + GATHER)
    running = Watched(diagram(process, routine("start2 c end2", key="q")))
    if not sequential:
        assert running.open == [f"a:1#{n}/a:1/c" for n in (1, 2, 3)]
    for n in (1, 2, 3):
        assert running.state.scopes.values[f"a:1#{n}/a:1"] == {"m": n}
        running.complete(f"a:1#{n}/a:1/c", answer=n)
    assert running.values == {"results": [11, 22, 33]}
    assert running.open == ["z"]


def test_a_completion_condition_ends_what_was_called_for_the_others() -> None:
    loop = items("=[1, 2, 3]", "n", until="=answer = 2")
    process = each(loop, "callActivity", calls("q"), into("n", "n") + out_of("n", "answer"))
    running = Watched(diagram(process, routine("start2 fork2 c end2", "fork2 d end3", key="q")))
    running.complete("a:1#2/a:1/c")
    running.complete("a:1#2/a:1/d")
    assert running.open == ["z"]
    assert running.state.subprocesses == {}


def test_a_list_goes_through_calls_that_wait_for_nobody_in_one_event() -> None:
    process = each(
        items("=for i in 1..50 return i", "n"),
        "callActivity",
        calls("q"),
        into("n", "n") + out_of("n", "extra") + GATHER,
    )
    running = Watched(diagram(process, routine("start2 end2", key="q")), keep=True)
    assert running.values == {"results": [n * 11 for n in range(1, 51)]}
    assert len(running.state.scopes.closed) == 100


def test_a_completion_condition_may_count() -> None:
    half = "nrOfCompletedInstances / nrOfInstances >= 0.5 and nrOfActiveInstances = 2"
    running = Watched(diagram(each(items("=[1, 2, 3, 4]", "n", until=half))))
    running.complete("a:1#2/a")
    assert len(running.open) == 3
    running.complete("a:1#3/a")
    assert running.open == ["z"]


def test_a_collection_is_a_list_and_never_a_number() -> None:
    with pytest.raises(ExpressionGaveNothing):
        Watched(diagram(each(items("=3", "n"))))


def test_a_list_may_be_named_as_the_standard_has_it() -> None:
    inner = '<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef><bpmn:inputDataItem id="item" name="person"/>'
    said = f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    running = Watched(diagram(each(said)), people=["Eva", "Åsa"])
    assert [values.get("person") for scope, values in sorted(running.state.scopes.values.items())[1:]] == ["Eva", "Åsa"]
