"""What goes in and out of called processes, and out with messages, held against the variables on either side. Nothing
is inherited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.bpmn.argument import sole_variable
from engine.bpmn.model import VariableMapping
from engine.check.kinds import throws
from engine.check.place import Place, listed
from engine.check.reading import unknown
from engine.check.reads import Read
from engine.check.spots import Scope, Spot
from engine.check.variables import Variables
from engine.finding import Finding


def check_mappings(variables: Variables, reads: list[Read]) -> Iterator[Finding]:
    readers: dict[tuple[str, str], dict[str, None]] = {}  # by process and variable, in order
    for read in reads:
        readers.setdefault((read.scope[0], read.name), {})[f"”{read.place.label}”"] = None
    for spot in variables.spots:
        yield from _thrown(variables, spot)
        called = variables.routine.called(spot.node)
        if called is not None:
            for mapping in spot.node.ins:
                yield from _source(variables, spot, mapping, spot.inner)
            for mapping in spot.node.outs:
                yield from _source(variables, spot, mapping, (called,))
            yield from _missing(variables, spot, called, readers)


def _source(variables: Variables, spot: Spot, mapping: VariableMapping, scope: Scope) -> Iterator[Finding]:
    if mapping.source and mapping.expression is None and mapping.source not in variables.at(scope):
        place = Place(spot.part.file, mapping.line, spot.node.id, spot.place.name)
        message = "En mappning skickar %(variable)s, som inte finns där den hämtas."
        yield unknown(variables, scope, mapping.source, place, "mapping-unknown", message)


def _thrown(variables: Variables, spot: Spot) -> Iterator[Finding]:
    for name in filter(None, map(sole_variable, spot.node.inputs.values() if throws(spot.node) else ())):
        if name not in variables.at(spot.inner):
            message = "Det som skickas tar med %(variable)s, som inte finns här."
            yield unknown(variables, spot.inner, name, spot.place, "mapping-unknown", message)


def _missing(
    variables: Variables, spot: Spot, called: str, readers: Mapping[tuple[str, str], Iterable[str]]
) -> Iterator[Finding]:
    """What the called process reads, does not set itself, and gets from other calls but not from this one."""
    given = {mapping.target for mapping in spot.node.ins}
    for name, variable in variables.at((called,)).items():
        reader = listed(readers.get((called, name), ()))
        if reader and name not in given and all(source.passed for source in variable.sources):
            message = "Anropet skickar inte med %(variable)s, som läses i %(reader)s."
            remedy = "Lägg till en In mapping med Target %(variable)s."
            yield spot.place.refuse("mapping-missing", message, remedy, variable=name, reader=reader)
