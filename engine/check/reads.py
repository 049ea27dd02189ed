"""Every read of a variable: by expressions, and by what is shown, asked, written in mails and passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn import mail_text
from engine.bpmn.argument import sole_variable
from engine.check.expressions import Use
from engine.check.kinds import throws
from engine.check.place import Place
from engine.check.spots import Scope, Spot
from engine.check.variables import Variables, form_fields


@dataclass(frozen=True)
class Read:
    """A variable that is read, in which scope and where. `spot` is the element that reads it, `after` its work when
    that is so; None for what is read when a called process ends. `shown` when it is for a form, which may show nothing
    yet."""

    name: str
    scope: Scope
    place: Place
    spot: Spot | None
    after: bool = False
    shown: bool = False


def reads_of(variables: Variables, uses: list[Use]) -> list[Read]:
    found = [
        Read(name, use.scope, use.place, use.spot, use.after)
        for use in uses
        if use.expression is not None
        for name in sorted(use.expression.reads)
    ]
    for spot in variables.spots:
        found += [Read(name, spot.inner, spot.place, spot) for name in _named(spot)]
        found += [Read(name, spot.inner, spot.place, spot, shown=True) for name in _shown(variables, spot)]
        if spot.node.kind == "callActivity":
            called = (spot.node.called or "",)
            found += [Read(m.source, called, spot.place, None) for m in spot.node.outs if m.source]
    return found


def _named(spot: Spot) -> Iterator[str]:
    """What a mail has places for, and what a call or a message takes with it."""
    if spot.node.kind == "sendTask" and not throws(spot.node):
        for name in ("subject", "body"):
            yield from mail_text.variables(spot.node.inputs.get(name, ""))
    yield from (mapping.source for mapping in spot.node.ins if mapping.source)
    if throws(spot.node):
        yield from filter(None, map(sole_variable, spot.node.inputs.values()))


def _shown(variables: Variables, spot: Spot) -> Iterator[str]:
    """What a form shows or asks by. A start form can show nothing: that is said elsewhere."""
    fields = [] if spot.starts_instance else list(form_fields(variables.routine, spot))
    yield from (field.key for field, _ in fields if field.readonly)
    if fields:
        yield from sorted(variables.routine.forms[spot.node.attributes["formRef"]][0].reads)
