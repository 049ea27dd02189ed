"""Whether a role can be found: some organisation has it, and it is clear which."""

from __future__ import annotations

from engine.check.place import Place, nearest
from engine.check.routine import Facts, Part
from engine.finding import Finding


def check_role(part: Part, facts: Facts, role: str, place: Place) -> Finding | None:
    """What is wrong with a role key that an element names as recipient or contact."""
    if role not in facts.roles.values():
        name = facts.roles.get(role, "")
        said = name or nearest(role, facts.roles.values())
        message = "Det finns ingen roll med nyckeln ”%(role)s”."
        remedy = "Menade du %(nearest)s?" if said else "Skriv nyckeln för en roll i katalogen, till exempel caretaker."
        return place.refuse("role-unknown", message, remedy, role=role, nearest=said)
    count = facts.organisations.get(role, 0)
    if not count:
        message = "Ingen organisation har rollen ”%(role)s”."
        return place.refuse("role-unfilled", message, "Lägg in en organisation med rollen i katalogen.", role=role)
    if count > 1 and not _said_by_lane(part, facts, role):
        message = "Flera organisationer har rollen ”%(role)s”, och diagrammet säger inte vilken som menas."
        remedy = "Rita en bana för rollen i det här diagrammet och ge den egenskapen organisation."
        return place.refuse("role-several", message, remedy, role=role)
    return None


def _said_by_lane(part: Part, facts: Facts, role: str) -> bool:
    """A lane of the role that does not say it has a finding of its own."""
    return any(facts.roles.get(lane.name) == role for lane in part.process.lanes)
