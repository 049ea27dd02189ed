"""What is said of a read that can't be: the variable is not there, or its class is too close."""

from __future__ import annotations

from dataclasses import replace

from engine.check.place import Place, listed, nearest
from engine.check.spots import Scope
from engine.check.variables import Variable, Variables
from engine.finding import Finding


def class_finding(variable: Variable, place: Place, *, mapped: bool = False) -> Finding:
    """An expression would read a value that it may not."""
    message = "Uttrycket läser %(variable)s, som har klassen %(level)s (%(way)s). Uttryck läser bara öppna fält (open)."
    if mapped:
        remedy = "Skicka värdet som det är: välj Source i stället för Source expression."
    else:
        remedy = "Låt uttrycket läsa ett fält med klassen open, till exempel ett val som någon gör i ett formulär."
    way = " → ".join([*variable.closest.way, f"”{place.label}”"])
    return place.refuse("class-read", message, remedy, variable=variable.name, level=str(variable.field_class), way=way)


def unknown_remedy(variables: Variables, scope: Scope, finding: Finding) -> Finding:
    """The finding of an expression that reads what is not there, with what can be done about it here."""
    if finding.rule != "feel-unknown-variable":
        return finding
    remedy, values = remedy_for(variables, scope, finding.values["variable"])
    return replace(finding, remedy=remedy, values={**finding.values, **values}) if remedy else finding


def unknown(variables: Variables, scope: Scope, name: str, place: Place, rule: str, message: str) -> Finding:
    """A read outside expressions of a variable that is not there."""
    remedy, values = remedy_for(variables, scope, name)
    return place.refuse(
        rule, message, remedy or "Rätta namnet till nyckeln för ett fält som någon fyller i.", variable=name, **values
    )


def remedy_for(variables: Variables, scope: Scope, name: str) -> tuple[str, dict[str, str]]:
    """What to do about a name that nothing has in the scope; "" when nothing better than the general can be said."""
    key = scope[0]
    inside = [where for where, known, _ in variables.sources if known == name and where[:1] == (key,)]
    if inside:
        remedy = "%(variable)s finns bara inne i ”%(inside)s”, en gång för varje varv. Samla svaren med egenskaperna "
        return remedy + "outputCollection och outputElement där.", {"inside": inside[0][-1]}
    calls = [s for s in variables.spots if s.node.kind == "callActivity" and s.node.called == key]
    knowing = [s for s in calls if name in variables.at(s.inner)]
    said = nearest(name, variables.at(scope))
    if calls and (knowing or not said):
        remedy = "Lägg till en In mapping med Target %(variable)s i anropet %(calls)s."
        return remedy, {"calls": listed(f"”{s.place.label}”" for s in knowing or calls)}
    return ("Menade du %(nearest)s?", {"nearest": said}) if said else ("", {})
