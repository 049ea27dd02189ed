"""Names of variables, and variables that two places mean differently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn import mail_text
from engine.check.kinds import throws
from engine.check.place import Place
from engine.check.spots import Spot
from engine.check.variables import COUNTER, Source, Variables, form_fields
from engine.errors import FeelError
from engine.feel import Type, compile_expression
from engine.finding import Finding

_NAME = re.compile(r"[a-zåäö][a-zåäö0-9_]*")
_TAKEN = frozenset({mail_text.CASE_NUMBER, mail_text.INVOICE_ADDRESS})  # places in mails that are no variables
_LONGEST = 63


def check_names(variables: Variables) -> Iterator[Finding]:
    for spot in variables.spots:
        for name, place in _written(spot):
            if not _is_name(name):
                message = "”%(variable)s” går inte att använda som namn på en variabel."
                remedy = "Skriv små bokstäver, siffror och _, med en bokstav först, och inget av FEEL:s egna ord."
                yield place.refuse("variable-name", message, remedy, variable=name)
    for _, name, source in variables.sources:
        if name in _TAKEN:
            message = "”%(variable)s” är namnet på en plats i mejl och kan inte vara en variabel."
            yield source.place.refuse("variable-name", message, "Välj ett annat namn.", variable=name)


def check_agreement(variables: Variables) -> Iterator[Finding]:
    """In one process a name has one type and one class: else what one place gives another would misread."""
    found: dict[tuple[str, str], list[Source]] = {}
    for scope, name, source in [*variables.sources, *_shown(variables)]:
        if source.comparable and source not in found.setdefault((scope[0], name), []):
            found[scope[0], name].append(source)
    for (_, name), sources in found.items():
        yield from _types(name, sources)
        yield from _classes(name, sources)


def _types(name: str, sources: list[Source]) -> Iterator[Finding]:
    known = [source for source in sources if source.type.known]
    for source in known[1:]:
        if _differ(source.type, known[0].type):
            message = "%(variable)s är %(one)s i %(here)s men %(other)s i %(there)s."
            remedy = "Ge fälten samma typ, eller olika nycklar."
            said = {"one": _swedish(source.type), "other": _swedish(known[0].type)}
            yield _disagree("variable-types", message, remedy, name, source, known[0], said)


def _classes(name: str, sources: list[Source]) -> Iterator[Finding]:
    for source in sources[1:]:
        if source.field_class is not sources[0].field_class:
            message = "%(variable)s har klassen %(one)s i %(here)s men %(other)s i %(there)s."
            remedy = "Ge den samma klass på båda ställena, eller olika nycklar."
            said = {"one": str(source.field_class), "other": str(sources[0].field_class)}
            yield _disagree("variable-classes", message, remedy, name, source, sources[0], said)


def _disagree(
    rule: str, message: str, remedy: str, name: str, source: Source, first: Source, said: dict[str, str]
) -> Finding:
    here, there = (" → ".join(each.way) for each in (source, first))
    return source.place.refuse(rule, message, remedy, variable=name, here=here, there=there, **said)


def _shown(variables: Variables) -> Iterator[tuple[tuple[str, ...], str, Source]]:
    for spot in variables.spots:
        for field, source in form_fields(variables.routine, spot):
            if field.readonly:
                yield spot.inner, field.key, source


def _differ(one: Type, other: Type) -> bool:
    if one.kind != other.kind:
        return True
    return (
        one.item is not None
        and other.item is not None
        and one.item.known
        and other.item.known
        and _differ(one.item, other.item)
    )


def _swedish(of: Type) -> str:
    return f"{of.swedish} med {of.item.swedish}" if of.item is not None and of.item.known else of.swedish


def _written(spot: Spot) -> Iterator[tuple[str, Place]]:
    """The names that the diagram itself gives variables; those of fields are checked with the form."""
    node = spot.node
    for mapping in (*node.ins, *node.outs):
        if mapping.target:
            yield mapping.target, Place(spot.part.file, mapping.line, node.id, spot.place.name)
    for name in node.inputs if throws(node) else ():
        yield name, spot.place
    if node.kind == "scriptTask" and node.attributes.get("resultVariable"):
        yield node.attributes["resultVariable"], spot.place
    if node.loop is not None and node.loop.item:
        yield node.loop.item, spot.place
    if node.properties.get("outputCollection"):
        yield node.properties["outputCollection"], spot.place


def _is_name(name: str) -> bool:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or name == COUNTER:
        return False
    try:
        return compile_expression(name).reads == {name}
    except FeelError:
        return False
