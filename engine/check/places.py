"""The instance's place in lists: a field of the routine that may be shown there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.place import nearest
from engine.check.variables import Variables
from engine.finding import Finding
from engine.form import FieldClass


def check_place(variables: Variables) -> Iterator[Finding]:
    part = variables.routine.parts()[0]
    place, name = part.place(part.process), part.process.properties.get("place", "")
    if not name:
        return
    known = variables.at((part.process.id,))
    if name not in known:
        said = nearest(name, known)
        message = "Platsen i listorna (egenskapen place) är fältet ”%(variable)s”, som inte finns."
        remedy = "Menade du %(nearest)s?" if said else "Skriv nyckeln för ett fält med klassen operational."
        yield place.refuse("place-unknown", message, remedy, variable=name, nearest=said)
    elif known[name].field_class is not FieldClass.OPERATIONAL or known[name].type.kind not in ("string", "any"):
        message = "Platsen i listorna (egenskapen place) är %(variable)s, %(type)s med klassen %(level)s (%(way)s)."
        remedy = "Välj ett textfält med klassen operational, till exempel gata och nummer."
        said = known[name].type.swedish
        way = " → ".join(known[name].closest.way)
        level = str(known[name].field_class)
        yield place.refuse("place-class", message, remedy, variable=name, type=said, level=level, way=way)
