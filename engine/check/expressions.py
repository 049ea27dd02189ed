"""Every expression of a routine: read, held against the variables that there are where it is evaluated, and against
what it must give. No expression reads a value that is not open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.bpmn.argument import sole_variable
from engine.bpmn.model import Event
from engine.bpmn.multi_instance import COUNTS
from engine.bpmn.timer import compile_timer
from engine.check.kinds import receives, throws
from engine.check.place import Place
from engine.check.reading import class_finding, unknown_remedy
from engine.check.routine import Part
from engine.check.spots import Scope, Spot
from engine.check.variables import Variables
from engine.errors import FeelError
from engine.feel import Expression, Type, check, compile_expression, type_given
from engine.feel.types import ANY, BOOLEAN, DATE, DATE_AND_TIME, LIST, NUMBER, STRING
from engine.finding import Finding

_JUEL = ("${", "#{")
_MOMENTS = (DATE, DATE_AND_TIME)
_ASKING = frozenset({"userTask", "manualTask", "serviceTask", "sendTask"})  # what belongs to its lane's organisation


@dataclass(frozen=True)
class Use:
    """An expression where it stands, the scope in which it is evaluated, and the types that it may give. `spot` is the
    element that evaluates it, `after` its work when that is so; None for what is evaluated when a called process ends.
    """

    text: str
    scope: Scope
    place: Place
    spot: Spot | None
    gives: tuple[Type, ...] = (ANY,)
    after: bool = False
    mapped: bool = False  # by a call, which could map the variable itself
    also: Mapping[str, Type] = field(default_factory=dict)  # what may be read here only

    @property
    def expression(self) -> Expression | None:
        try:
            return compile_expression(self.text)
        except FeelError:
            return None


def check_expressions(variables: Variables, uses: list[Use]) -> Iterator[Finding]:
    for use in uses:
        yield from _use(variables, use)
    for spot in variables.spots:
        yield from _literal_dates(spot)
        for event in spot.node.events:
            if event.kind == "timer":
                yield from _timer(variables, spot, event)


def uses_of(variables: Variables) -> list[Use]:
    """Every expression of the routine but those of timers; of the roles of lanes once for each element that asks."""
    found: list[Use] = []
    for spot in variables.spots:
        found += [*_conditions(spot), *_deadlines(spot), *_loop(spot), *_mapped(spot), *_told(spot), *_script(spot)]
    for part in variables.routine.parts():
        found += _organisations(variables, part)
    return found


def _conditions(spot: Spot) -> Iterator[Use]:
    for name in spot.node.outgoing:
        flow = spot.level.flows[name]
        if flow.condition:
            yield Use(flow.condition, spot.outer, spot.part.place(flow), spot, (BOOLEAN,), after=True)


def _deadlines(spot: Spot) -> Iterator[Use]:
    for name in ("dueDate", "followUpDate") if spot.node.kind == "userTask" else ():
        written = spot.node.attributes.get(name, "")
        if written.startswith(("=", *_JUEL)):
            yield Use(written, spot.inner, spot.place, spot, _MOMENTS)


def _loop(spot: Spot) -> Iterator[Use]:
    loop, place = spot.node.loop, spot.place
    again = spot.node.standard_loop
    if again is not None and again.condition:
        yield Use(again.condition, spot.inner, place, spot, (BOOLEAN,), after=not again.before)
    if loop is None:
        return
    if loop.collection:
        yield Use(loop.collection, spot.outer, place, spot, (LIST,))
    if loop.cardinality:
        yield Use(loop.cardinality, spot.outer, place, spot, (NUMBER,))
    if loop.condition:
        yield Use(loop.condition, spot.inner, place, spot, (BOOLEAN,), after=True, also=dict.fromkeys(COUNTS, NUMBER))
    if spot.node.properties.get("outputElement"):
        yield Use(spot.node.properties["outputElement"], spot.inner, place, spot, after=True)


def _mapped(spot: Spot) -> Iterator[Use]:
    if spot.node.kind != "callActivity":
        return
    for mapping in spot.node.ins:
        if mapping.expression:
            place = Place(spot.part.file, mapping.line, spot.node.id, spot.place.name)
            yield Use(mapping.expression, spot.inner, place, spot, mapped=True)
    for mapping in spot.node.outs:
        if mapping.expression:
            place = Place(spot.part.file, mapping.line, spot.node.id, spot.place.name)
            yield Use(mapping.expression, (spot.node.called or "",), place, None, mapped=True)


def _told(spot: Spot) -> Iterator[Use]:
    """What a message or a signal takes with it, and by what it finds its way."""
    written = spot.node.properties.get("correlation", "")
    if (receives(spot.node) or throws(spot.node)) and written.startswith(("=", *_JUEL)):
        yield Use(written, spot.inner, spot.place, spot)
    for value in spot.node.inputs.values() if throws(spot.node) else ():
        if value.startswith(("=", *_JUEL)) and not sole_variable(value):
            yield Use(value, spot.inner, spot.place, spot, mapped=True)


def _script(spot: Spot) -> Iterator[Use]:
    if spot.node.kind == "scriptTask" and spot.node.language.lower() == "feel" and spot.node.script:
        yield Use(spot.node.script, spot.inner, spot.place, spot)


def _organisations(variables: Variables, part: Part) -> Iterator[Use]:
    """A lane's organisation is asked for by every task in it."""
    for lane in part.process.lanes:
        written = lane.properties.get("organisation", "")
        if written.startswith(("=", *_JUEL)):
            inside = [spot for spot in variables.spots if spot.part.process is part.process]
            asking = [s for s in inside if s.node.kind in _ASKING and s.part.lane_of(s.node) is lane]
            for spot in asking:
                yield Use(written, spot.inner, part.place(lane), spot, (STRING,))
            if not asking:
                yield Use(written, (part.process.id,), part.place(lane), None, (STRING,))


def _use(variables: Variables, use: Use) -> Iterator[Finding]:
    known = variables.at(use.scope)
    types = {**variables.types(use.scope), **use.also}
    for finding in check(use.text, types, use.gives[0] if len(use.gives) == 1 else None):
        yield unknown_remedy(variables, use.scope, finding).at(**vars(use.place))
    expression = use.expression
    if expression is None:
        return
    given = type_given(expression, types)
    if len(use.gives) > 1 and given.known and given.kind not in {of.kind for of in use.gives}:
        message = "Uttrycket ger %(given)s, men här ska det stå ett datum eller datum och tid."
        remedy = "Skriv till exempel =add_working_days(now(), 5)."
        yield use.place.refuse("expression-date", message, remedy, given=given.swedish)
    for name in sorted(expression.reads & known.keys()):
        if not known[name].is_open:
            yield class_finding(known[name], use.place, mapped=use.mapped)


def _literal_dates(spot: Spot) -> Iterator[Finding]:
    if spot.node.kind != "userTask":
        return
    for name, called in (("dueDate", "Due date"), ("followUpDate", "Follow up date")):
        written = spot.node.attributes.get(name, "").strip()
        if written and not written.startswith(("=", *_JUEL)) and not _is_moment(written):
            message = "”%(setting)s” är varken ett datum eller ett uttryck: %(written)s."
            remedy = "Börja uttryck med =, till exempel =add_working_days(now(), 5), eller skriv ett datum: 2026-11-21."
            yield spot.place.refuse("expression-date", message, remedy, setting=called, written=written)


def _is_moment(written: str) -> bool:
    """A date, or a date and time, as an expression would have it after `@`."""
    try:
        return '"' not in written and type_given(compile_expression(f'@"{written}"'), {}) in _MOMENTS
    except FeelError:
        return False


def _timer(variables: Variables, spot: Spot, event: Event) -> Iterator[Finding]:
    message = "Tiden går inte att läsa."
    remedy = "Skriv till exempel P3D (tre dygn), 2026-11-21T08:00:00+01:00, eller ett uttryck som börjar med =."
    try:
        timer = compile_timer(event)
    except (FeelError, ValueError):
        yield spot.place.refuse("timer-text", message, remedy)
        return
    yield from _use(variables, Use(timer.due.text, spot.outer, spot.place, spot, _MOMENTS))
