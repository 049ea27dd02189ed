"""Lanes: each is a role, and every step lies in one, so that somebody has it to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.model import Lane
from engine.check.kinds import STAFFED
from engine.check.place import nearest
from engine.check.routine import Facts, Part
from engine.finding import Finding


def check_lanes(part: Part, facts: Facts) -> Iterator[Finding]:
    if not part.process.lanes:
        yield from _none(part)
        return
    for lane in part.process.lanes:
        yield from _role(part, facts, lane)
        yield from _organisation(part, facts, lane)
        yield from _nodes(part, lane)
    yield from _same_role(part, facts)
    yield from _outside(part)
    yield from _inner_lanes(part)


def _none(part: Part) -> Iterator[Finding]:
    staffed = any(node.kind in STAFFED for _, node in part.process.every_node())
    if part.main or staffed:
        message = "Det finns inga banor, så ingen får veta vad den ska göra."
        remedy = "Rita en pool med en bana för varje roll, och lägg stegen i dem."
        yield part.place(part.process).refuse("lane-none", message, remedy)
    yield from _inner_lanes(part)


def _role(part: Part, facts: Facts, lane: Lane) -> Iterator[Finding]:
    place = part.place(lane)
    if not lane.name:
        message, remedy = "Banan har inget namn.", "Ge den rollens namn, till exempel Vaktmästare."
        yield place.refuse("lane-name", message, remedy)
    elif lane.name not in facts.roles:
        said = nearest(lane.name, facts.roles)
        message = "Ingen roll heter ”%(lane)s”."
        remedy = "Menade du %(nearest)s?" if said else "Ge banan namnet på en roll i katalogen, eller lägg till rollen."
        yield place.refuse("lane-role", message, remedy, lane=lane.name, nearest=said)
    elif not facts.organisations.get(facts.roles[lane.name], 0):
        message = "Ingen organisation har rollen ”%(lane)s”, så ingen skulle se stegen i banan."
        yield place.refuse("role-unfilled", message, "Lägg in en organisation med rollen i katalogen.", lane=lane.name)


def _organisation(part: Part, facts: Facts, lane: Lane) -> Iterator[Finding]:
    place, written = part.place(lane), lane.properties.get("organisation")
    count = facts.organisations.get(facts.roles.get(lane.name, ""), 0)
    if not written and count > 1:
        message = "Flera organisationer har rollen ”%(lane)s”, och banan säger inte vilken som menas."
        remedy = "Ge banan egenskapen organisation, till exempel =provider, där provider är fältet som väljer den."
        yield place.refuse("lane-organisation", message, remedy, lane=lane.name)
    elif written and not written.startswith(("=", "${", "#{")):
        message = "Banans organisation är texten ”%(written)s” och inte ett uttryck."
        remedy = "Skriv ett likhetstecken först: =%(written)s."
        yield place.refuse("lane-organisation-text", message, remedy, written=written)


def _nodes(part: Part, lane: Lane) -> Iterator[Finding]:
    place = part.place(lane)
    known = {node.id for _, node in part.process.every_node()}
    for node in lane.nodes:
        if node not in known:
            message = "Banan räknar upp ”%(node)s”, som inte finns i processen."
            remedy = "Flytta något i banan och tillbaka, och spara diagrammet på nytt."
            yield place.refuse("lane-unknown-node", message, remedy, node=node)
    if not lane.nodes:
        message, remedy = "Banan är tom.", "Lägg steg i den, eller ta bort den."
        yield place.refuse("lane-empty", message, remedy)


def _same_role(part: Part, facts: Facts) -> Iterator[Finding]:
    first: dict[str, Lane] = {}
    for lane in part.process.lanes:
        role = facts.roles.get(lane.name)
        if role and first.setdefault(role, lane) is not lane:
            message = "Två banor är samma roll, ”%(lane)s”."
            remedy = "Slå ihop dem. Två organisationer i samma rutin är två roller, till exempel en tidigare utförare."
            yield part.place(lane).refuse("lane-twice", message, remedy, lane=lane.name)


def _outside(part: Part) -> Iterator[Finding]:
    counted = Counter(node for lane in part.process.lanes for node in lane.nodes)
    for level, node in part.process.every_node():
        if counted[node.id] > 1:
            message, remedy = "Elementet ligger i flera banor.", "Lägg det helt inne i en av dem."
            yield part.place(node).refuse("lane-several", message, remedy)
        elif not counted[node.id] and level is part.process:
            message, remedy = "Elementet ligger inte i någon bana.", "Dra in det i banan för rollen som gör det."
            yield part.place(node).refuse("lane-outside", message, remedy)


def _inner_lanes(part: Part) -> Iterator[Finding]:
    for level in part.levels():
        if level is not part.process:
            for lane in level.lanes:
                message = "En Sub-process har egna banor, och de läses inte."
                remedy = "Lägg Sub-processen i en bana, eller gör den till en anropad del (Call activity)."
                yield part.place(lane).refuse("lane-inner", message, remedy)
