"""A case in which things happen: signals, messages, escalations, links, loops and event subprocesses, and an owner who
skips and cancels."""

from __future__ import annotations

import random
from typing import Any

from tests.diagram import diagram, escalation, inputs, link, loop, message, properties, signal, timer
from tests.engine.bpmn.drawing import boundary, routine
from tests.engine.bpmn.watched import Watched

EVENT = 'triggeredByEvent="true"'
FEEL = 'scriptFormat="feel" camunda:resultVariable="sum"'


def eventful() -> bytes:
    process = routine(
        "start fork a tell b out",
        "back merge",
        "fork wait c merge",
        "fork race rung d merge2 merge",
        "race told merge2",
        "fork sub e merge",
        "told_of remind end",
        "fork again add merge",
        "merge last end",
        key="eventful",
    )
    process.node("tell", "intermediateThrowEvent", extension=inputs(from_a="=n_a"), inner=signal("s"))
    process.node("out", "intermediateThrowEvent", inner=link("x")).node(
        "back", "intermediateCatchEvent", inner=link("x")
    )
    process.node("wait", "intermediateCatchEvent", inner=signal("s")).node("merge", "parallelGateway")
    process.node("rung", "intermediateCatchEvent", inner=signal("t"))
    process.node(
        "told", "intermediateCatchEvent", extension=properties(correlation='=number + "/t"'), inner=message("m")
    ).node("merge2", "exclusiveGateway")
    process.node("again", "userTask", inner=loop("n_again < 5", most=4))
    process.node("add", "scriptTask", FEEL, inner="<bpmn:script>=n_again + 1</bpmn:script>")
    held = routine("start2 f raise g end2", key="held").node("raise", "intermediateThrowEvent", inner=escalation("E"))
    asked = routine("asked h end3", key="asked_of")
    asked.node(
        "asked", "startEvent", 'isInterrupting="false"', extension=properties(correlation="=number"), inner=message("q")
    )
    held.node("aside", "subProcess", EVENT, inner=asked.body())
    process.node("sub", "subProcess", inner=held.body())
    process.node("told_of", "boundaryEvent", boundary("sub", interrupting=False), inner=escalation())
    stopped = routine("stop i end4", key="stopped").node("stop", "startEvent", inner=signal("stop"))
    process.node("halt", "subProcess", EVENT, inner=stopped.body())
    late = routine("late j end5", key="late_of")
    late.node("late", "startEvent", 'isInterrupting="false"', inner=timer("R2/PT20H", "timeCycle"))
    process.node("overdue", "subProcess", EVENT, inner=late.body())
    return diagram(process, messages=("m", "q"), signals=("s", "t", "stop"), escalations=("E",))


def happen(running: Watched, chance: random.Random) -> None:
    """One event, most often that somebody completes a task."""
    running.wait(minutes=chance.randint(1, 900))
    due = [t.key for t in running.state.tokens() if t.task_spec.waits == "timer" and t.note["due"] <= running.at]
    signals = sorted({t.task_spec.event_name for t in running.state.tokens() if t.task_spec.waits == "signal"})
    skippable = sorted(str(t.key) for t in running.state.tokens() if t.task_spec.can_be_skipped)
    kind = chance.random()
    if due and kind < 0.3:
        running.fire(next(name for name, key in running.waiting("timer").items() if key == min(due)))
    elif signals and kind < 0.45:
        _ring(running, chance, signals)
    elif running.waiting("message") and kind < 0.6:
        running.send(chance.choice(sorted(running.waiting("message"))), **values(chance))
    elif skippable and kind < 0.66:
        wanted = chance.choice(skippable)
        running.skip(next(name for name, key in running.waiting().items() if str(key) == wanted))
    elif kind < 0.7 or not running.open:
        running.cancel()
    else:
        name = chance.choice(running.open)
        running.complete(name, **{f"n_{name.partition(':')[0]}": chance.randint(0, 9)})


def _ring(running: Watched, chance: random.Random, signals: list[str]) -> None:
    if len(signals) > 1 and "stop" in signals and chance.random() < 0.9:
        signals.remove("stop")
    running.signal(chance.choice(signals), **values(chance))


def values(chance: random.Random) -> dict[str, Any]:
    return {"said": chance.choice(["ja", "nej", None])}
