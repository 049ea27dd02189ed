"""What the settings of a node become: expressions, arguments, timers, bodies of what is done several times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.bpmn import model
from engine.bpmn.argument import Argument, as_text, of_input, of_mapping
from engine.bpmn.catch import Catch
from engine.bpmn.loop import Loop
from engine.bpmn.model import Node, VariableMapping
from engine.bpmn.multi_instance import MultiInstance
from engine.bpmn.throw import Throw
from engine.bpmn.timer import compile_timer
from engine.feel import Expression, compile_expression
from engine.feel.written import quoted


def expression(text: str | None, *, always: bool = False) -> Expression | None:
    """The expression of an attribute that begins with `=` (or `always`), else one that gives the literal text."""
    if not text:
        return None
    return compile_expression(text if always or text.startswith("=") else quoted(text))


def date(text: str | None) -> Expression | None:
    """The expression of a due date; a literal one is a date or time."""
    if not text or text.startswith("="):
        return expression(text)
    return compile_expression(f'@"{text.strip()}"')


def arguments(mappings: Iterable[VariableMapping]) -> tuple[Argument, ...]:
    """One without a target hands on a business key, which a called process has anyway."""
    return tuple(of_mapping(mapping) for mapping in mappings if mapping.target)


def result(node: Node) -> Argument:
    """What a script task works out, and in which variable it is kept."""
    return Argument(node.attributes.get("resultVariable", ""), expression=compile_expression(node.script or "null"))


def fill_catch(element: Catch, node: Node) -> None:
    """What is waited for. Errors and escalations are for nobody outside to bring."""
    event = node.event
    if event is None or event.kind not in ("timer", "message", "signal"):
        return
    element.waits = event.kind
    if event.kind == "timer":
        element.timer = compile_timer(event)
    else:
        element.event_name = event.text or ""
        element.correlated_by = _correlation(node)


def throws(node: Node) -> Throw | None:
    """What is thrown when the node is left."""
    event = node.event
    if event is None or event.kind not in ("message", "signal", "error", "escalation"):
        return None
    values = tuple(of_input(name, written) for name, written in node.inputs.items())
    return Throw(event.kind, event.text or "", _correlation(node), values)


def _correlation(node: Node) -> Expression | None:
    written = node.properties.get("correlation")
    return as_text(written) if written else None


def body(spec: Any, name: str, item: str, node: Node) -> MultiInstance | Loop | None:
    """The body of an activity that is done several times, each of them by the specification `item`; else None."""
    if node.loop is not None:
        return _multi_instance(MultiInstance(spec, name, node), item, node.loop)
    if node.standard_loop is not None:
        return _loop(Loop(spec, name, node), item, node.standard_loop)
    return None


def _multi_instance(body: MultiInstance, item: str, said: model.MultiInstance) -> MultiInstance:
    body.item_spec = item
    body.sequential = said.sequential
    body.counted = not said.collection
    body.collection = compile_expression(said.collection or said.cardinality or "null")
    body.item = said.item
    body.condition = expression(said.condition, always=True)
    body.collected = body.node.properties.get("outputCollection")
    body.output = expression(body.node.properties.get("outputElement"), always=True)
    return body


def _loop(body: Loop, item: str, said: model.StandardLoop) -> Loop:
    body.item_spec = item
    body.condition = expression(said.condition, always=True)
    body.before = said.before
    body.most = int(said.most) if said.most else None
    return body
