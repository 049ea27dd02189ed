"""The variables of a routine: which there are in each scope, of what type and class, and where each gets its value.

A value keeps its class wherever it goes: a mapping to another process takes the class of what it maps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from engine.bpmn.model import VariableMapping
from engine.check.place import Place
from engine.check.routine import Routine
from engine.check.spots import Scope, Spot, spots
from engine.errors import FeelError
from engine.feel import Type, compile_expression, type_given
from engine.feel.types import ANY, NULL, NUMBER, common, list_of
from engine.form import Field, FieldClass

COUNTER = "loopCounter"
_MOST_ROUNDS = 30  # of mappings into one another; calls that go in a circle are refused elsewhere
_SEVERITY = {FieldClass.OPEN: 0, FieldClass.OPERATIONAL: 1, FieldClass.PERSONAL: 2}


@dataclass(frozen=True)
class Source:
    """One place where a variable gets a value, or in a form is shown. `way` is how the value came there, from the form
    in which it was given. `by` is the element that sets it when its work is done, "" when it is there from the
    beginning of the scope."""

    type: Type
    field_class: FieldClass
    place: Place
    way: tuple[str, ...]
    by: str = ""
    passed: bool = False  # by a call, from outside

    @property
    def comparable(self) -> bool:
        """Nothing can be said of a value that is always null."""
        return self.type != NULL


@dataclass(frozen=True)
class Variable:
    """A variable as seen from a scope. Sources that disagree have a finding of their own; here the most closed class
    counts, and the type only when it is one."""

    name: str
    sources: tuple[Source, ...]

    @property
    def type(self) -> Type:
        return common(source.type for source in self.sources if source.type.known)

    @property
    def closest(self) -> Source:
        """The source with the class that keeps the value closest."""
        return max(self.sources, key=lambda source: _SEVERITY[source.field_class])

    @property
    def field_class(self) -> FieldClass:
        return self.closest.field_class

    @property
    def is_open(self) -> bool:
        return self.field_class is FieldClass.OPEN


class Variables:
    """Every variable of a routine. `spots` are all its elements, of every process."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.spots = [spot for part in routine.parts() for spot in spots(part)]
        self._settle(list(self._given()))

    def _settle(self, given: list[tuple[Scope, str, Source]]) -> None:
        """Follows mappings into one another until nothing changes."""
        self.sources = given
        for _ in range(_MOST_ROUNDS):
            self.at: Callable[[Scope], Mapping[str, Variable]] = cache(self._at)
            before, self.sources = self.sources, [*given, *self._derived()]
            if before == self.sources:
                return

    def types(self, scope: Scope) -> Mapping[str, Type]:
        return {name: variable.type for name, variable in self.at(scope).items()}

    def _at(self, scope: Scope) -> Mapping[str, Variable]:
        """The variables that are seen from a scope: its own and those of the scopes around it."""
        found: dict[str, list[Source]] = {}
        for where, name, source in self.sources:
            if scope[: len(where)] == where:
                found.setdefault(name, []).append(source)
        return {name: Variable(name, tuple(sources)) for name, sources in found.items()}

    def _given(self) -> Iterator[tuple[Scope, str, Source]]:
        """What people fill in."""
        for spot in self.spots:
            for field, source in form_fields(self.routine, spot):
                if not field.readonly:
                    yield spot.inner, field.key, source

    def _derived(self) -> Iterator[tuple[Scope, str, Source]]:
        """What comes from other variables: of lists that are gone through, and of calls."""
        for spot in self.spots:
            if spot.node.loop is not None:
                yield from self._iterated(spot)
            if spot.node.kind == "scriptTask" and (name := spot.node.attributes.get("resultVariable")):
                of, field_class = self.given_by(spot.node.script, spot.inner)
                yield spot.inner, name, Source(of, field_class, spot.place, (f"”{spot.place.label}”",), spot.node.id)
            called = self.routine.called(spot.node)
            if called is not None:
                for mapping in spot.node.ins:
                    yield from self._mapped(spot, mapping, spot.inner, (called,), passed=True)
                for mapping in spot.node.outs:
                    yield from self._mapped(spot, mapping, (called,), spot.inner, passed=False)

    def _iterated(self, spot: Spot) -> Iterator[tuple[Scope, str, Source]]:
        loop, node = spot.node.loop, spot.node
        assert loop is not None

        def source(of: Type, field_class: FieldClass = FieldClass.OPEN, by: str = "") -> Source:
            return Source(of, field_class, spot.place, (f"”{spot.place.label}”",), by)

        if loop.item:
            items, field_class = self.given_by(loop.collection, spot.outer)
            yield spot.inner, loop.item, source(items.item or ANY if loop.collection else NUMBER, field_class)
        yield spot.inner, COUNTER, source(NUMBER)
        collected = node.properties.get("outputCollection")
        if collected:
            item, field_class = self.given_by(node.properties.get("outputElement"), spot.inner)
            yield spot.outer, collected, source(list_of(item), field_class, node.id)

    def _mapped(
        self, spot: Spot, mapping: VariableMapping, read: Scope, set_in: Scope, *, passed: bool
    ) -> Iterator[tuple[Scope, str, Source]]:
        if not mapping.target:
            return
        call = f"”{spot.place.label}”"
        place = Place(spot.part.file, mapping.line, spot.node.id, spot.place.name)
        by = "" if passed else spot.node.id
        variable = self.at(read).get(mapping.source or "") if mapping.expression is None else None
        if variable is not None:
            way = (*variable.closest.way, call)
            source = Source(variable.type, variable.field_class, place, way, by, passed)
        elif mapping.expression is not None:
            of, field_class = self.given_by(mapping.expression, read)
            source = Source(of, field_class, place, (call,), by, passed)
        else:  # a variable that is not there has a finding of its own
            source = Source(NULL, FieldClass.OPEN, place, (call,), by, passed)
        yield set_in, mapping.target, source

    def given_by(self, text: str | None, scope: Scope) -> tuple[Type, FieldClass]:
        """The type that an expression gives, `ANY` for one that can't be read, and the closest class that it reads;
        that it reads any but open ones has a finding of its own."""
        try:
            expression = compile_expression(text or "null")
        except FeelError:
            return ANY, FieldClass.OPEN
        known = self.at(scope)
        classes = [known[name].field_class for name in expression.reads & known.keys()]
        return type_given(expression, self.types(scope)), _closest(classes)


def _closest(classes: Iterable[FieldClass]) -> FieldClass:
    return max(classes, key=_SEVERITY.__getitem__, default=FieldClass.OPEN)


def form_fields(routine: Routine, spot: Spot) -> Iterator[tuple[Field, Source]]:
    """The fields that somebody fills in or sees at an element, or that a message brings. A process that is called shows
    no start form."""
    if not spot.has_form:
        return
    found = routine.forms.get(spot.node.attributes.get("formRef", ""))
    if found is None:
        return
    form, file = found
    for field in form.fields.values():
        place = Place(file, 0, field.key, field.label)
        way = (f"formuläret {form.id}",)
        yield field, Source(field.type, field.field_class, place, way, spot.node.id)
