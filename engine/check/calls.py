"""Calls: that what is called is there, and that every mapping says what it must (BPMN 13.3.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.model import Node, VariableMapping
from engine.check.place import Place, nearest
from engine.check.routine import Part, Routine
from engine.finding import Finding


def check_calls(routine: Routine, part: Part) -> Iterator[Finding]:
    for _, node in part.process.every_node():
        if node.kind == "callActivity":
            yield from _called(routine, part, node)
            yield from _twice(part, node)
            for mapping in (*node.ins, *node.outs):
                yield from _mapping(part, node, mapping)
        elif node.ins or node.outs:
            message = "In mappings och Out mappings läses bara på en Call activity."
            remedy = "Ta bort dem: en Sub-process har samma variabler som det den står i."
            yield part.place(node).refuse("mapping-misplaced", message, remedy)


def _called(routine: Routine, part: Part, node: Node) -> Iterator[Finding]:
    place, key = part.place(node), (node.called or "").strip()
    if not key:
        message, remedy = "Called element är tomt.", "Skriv id för processen som anropas."
        yield place.refuse("call-unknown", message, remedy)
    elif node.called not in routine.processes:
        said = nearest(key, routine.processes.keys() - {part.process.id})
        message = "Processen ”%(key)s” (Called element) finns inte, eller är inte körbar (Executable)."
        remedy = "Menade du %(nearest)s?" if said else "Skicka med dess diagram när du publicerar."
        yield place.refuse("call-unknown", message, remedy, key=key, nearest=said)


def _twice(part: Part, node: Node) -> Iterator[Finding]:
    for mappings, called in ((node.ins, "In mappings"), (node.outs, "Out mappings")):
        counted = Counter(mapping.target for mapping in mappings if mapping.target)
        for target in (target for target, count in counted.items() if count > 1):
            message, remedy = "Två %(mappings)s har samma Target, %(target)s.", "Ta bort den ena."
            yield part.place(node).refuse("mapping-twice", message, remedy, mappings=called, target=target)


def _mapping(part: Part, node: Node, mapping: VariableMapping) -> Iterator[Finding]:
    place = Place(part.file, mapping.line, node.id, part.place(node).name)
    if mapping.other == ("businessKey",) and not (mapping.source or mapping.expression or mapping.target):
        return  # a case keeps its number in what it calls anyway
    for name in mapping.other:
        message = "En mappning har inställningen ”%(setting)s”, och den läses inte."
        remedy = "Skriv en mappning för varje variabel, med Source och Target."
        yield place.refuse("mapping-setting", message, remedy, setting=name)
    if not mapping.target and not mapping.other:
        message, remedy = "En mappning saknar Target.", "Skriv vad variabeln ska heta på andra sidan."
        yield place.refuse("mapping-target", message, remedy)
    if mapping.source and mapping.expression:
        message, remedy = "En mappning har både Source och Source expression.", "Behåll en av dem."
        yield place.refuse("mapping-source", message, remedy)
    elif not mapping.source and not mapping.expression and not mapping.other:
        message, remedy = "En mappning saknar Source.", "Välj variabeln som ska skickas."
        yield place.refuse("mapping-source", message, remedy)
