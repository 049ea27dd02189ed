"""Forms where they are used: that they are there, and that what they show and ask about is known at that point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.check.kinds import receives
from engine.check.place import Place, nearest
from engine.check.reading import class_finding, remedy_for, unknown
from engine.check.routine import Facts, Part, Routine
from engine.check.spots import Spot
from engine.check.variables import Variables, form_fields
from engine.finding import Finding
from engine.form import Form, check_conditions

_SOURCE = "directory.organisations."


def check_form_references(routine: Routine, part: Part) -> Iterator[Finding]:
    """Every form that is named is there; named with nothing is a form forgotten."""
    for _, node in part.process.every_node():
        name = node.attributes.get("formRef")
        if name is None or name in routine.forms or not (node.kind in ("userTask", "startEvent") or receives(node)):
            continue
        if not name.strip():
            message, remedy = "Form reference är tomt.", "Skriv formulärets id, eller välj Forms: None."
            yield part.place(node).refuse("form-reference", message, remedy)
            continue
        said = nearest(name, routine.forms)
        message = "Formuläret ”%(form)s” finns inte."
        remedy = "Menade du %(nearest)s?" if said else "Skicka med formulärets fil (.form) när du publicerar."
        yield part.place(node).refuse("form-unknown", message, remedy, form=name, nearest=said)


def check_forms(variables: Variables, facts: Facts) -> Iterator[Finding]:
    used: dict[str, tuple[Form, str]] = {}
    for spot in variables.spots:
        name = spot.node.attributes.get("formRef", "")
        if name not in variables.routine.forms or not spot.has_form:
            continue
        form, file = used.setdefault(name, variables.routine.forms[name])
        yield from _conditions(variables, spot, form, file)
        yield from _shown(variables, spot)
    for form, file in used.values():
        yield from _sources(form, file, facts)


def _conditions(variables: Variables, spot: Spot, form: Form, file: str) -> Iterator[Finding]:
    known = {} if spot.starts_instance else variables.at(spot.inner)
    for finding in check_conditions(form, {name: variable.type for name, variable in known.items()}):
        yield _at_task(variables, spot, finding).at(file=file)
    for name in sorted(form.reads & known.keys()):
        if not known[name].is_open:
            yield class_finding(known[name], Place(file, 0, form.id, form.title))


def _at_task(variables: Variables, spot: Spot, finding: Finding) -> Finding:
    """A condition that holds in one task may read what another task has not got: the finding says which."""
    if finding.rule != "feel-unknown-variable":
        return finding
    name = finding.values["variable"]
    remedy, values = remedy_for(variables, spot.inner, name)
    message = "Formulärets villkor läser %(variable)s, som inte finns i ”%(task)s”."
    if spot.starts_instance:
        remedy, values = "När ett ärende startas finns bara formulärets egna fält.", {}
    said = {**finding.values, **values, "task": spot.place.label}
    return replace(finding, message=message, remedy=remedy or finding.remedy, values=said)


def _shown(variables: Variables, spot: Spot) -> Iterator[Finding]:
    known = {} if spot.starts_instance else variables.at(spot.inner)
    for field, source in form_fields(variables.routine, spot):
        if field.readonly and field.key not in known:
            message = "Fältet visar %(variable)s, som aldrig får något värde innan ”%(task)s”."
            found = unknown(variables, spot.inner, field.key, source.place, "form-shows-nothing", message)
            yield replace(found, values={**found.values, "task": spot.place.label})


def _sources(form: Form, file: str, facts: Facts) -> Iterator[Finding]:
    for field in form.fields.values():
        if not field.option_source:
            continue
        role, place = field.option_source.removeprefix(_SOURCE), Place(file, 0, field.key, field.label)
        if role not in facts.roles.values():
            said = nearest(role, facts.roles.values())
            message = "Alternativen är organisationer med rollen ”%(role)s”, men den rollen finns inte."
            remedy = "Menade du %(nearest)s?" if said else "Skriv nyckeln för en roll i katalogen."
            yield place.refuse("role-unknown", message, remedy, role=role, nearest=said)
        elif not facts.organisations.get(role, 0):
            message = "Alternativen är organisationer med rollen ”%(role)s”, men ingen organisation har den."
            remedy = "Lägg in en organisation med rollen i katalogen."
            yield place.refuse("role-unfilled", message, remedy, role=role)
