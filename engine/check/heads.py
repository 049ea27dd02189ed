"""What a process says of itself: key, prefix of its case numbers, document head; and how long names may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.check.place import Place, Something, shortened
from engine.check.routine import Facts, Part, Routine
from engine.finding import Finding

LONGEST_ID, LONGEST_NAME, LONGEST_KEY = 120, 200, 80
MOST_NODES = 500  # of a process
MOST_IN_ALL = 3000  # of a routine with what it calls
MOST_YEARS = 5
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PREFIX = re.compile(r"[A-Z]{2,6}")
_DATES = ("decidedAt", "validFrom", "validUntil", "reviseBy")


def check_head(part: Part, facts: Facts) -> Iterator[Finding]:
    yield from _key(part)
    yield from _prefix(part)
    yield from _calendar(part, facts)
    yield from _dates(part)
    yield from _lengths(part)
    yield from _unnamed(part)


def too_large(routine: Routine) -> Iterator[Finding]:
    """What nobody can survey, and the other checks would take long over."""
    counted = [(part, sum(1 for _ in part.process.every_node())) for part in routine.parts()]
    for part, count in counted:
        if count > MOST_NODES:
            message, remedy = "Processen har fler än %(most)s element.", "Dela upp den i anropade delar."
            yield part.place(part.process).refuse("process-too-large", message, remedy, most=str(MOST_NODES))
    if sum(count for _, count in counted) > MOST_IN_ALL:
        main = routine.parts()[0]
        message = "Rutinen har tillsammans med det som den anropar fler än %(most)s element."
        remedy = "Dela upp den i flera rutiner."
        yield main.place(main.process).refuse("process-too-large", message, remedy, most=str(MOST_IN_ALL))


def _key(part: Part) -> Iterator[Finding]:
    key, place = part.process.id, part.place(part.process)
    if not _KEY.fullmatch(key):
        message = "Processens id ”%(key)s” går inte att använda som nyckel."
        remedy = "Skriv små bokstäver a-z, siffror och _, med en bokstav först, till exempel new_lock."
        yield place.refuse("process-key", message, remedy, key=shortened(key))
    if len(key) > LONGEST_KEY:
        message, remedy = "Processens id är längre än 80 tecken.", "Välj ett kortare."
        yield place.refuse("length", message, remedy)


def _prefix(part: Part) -> Iterator[Finding]:
    prefix = part.process.properties.get("casePrefix", "")
    if part.main and not prefix:
        message = "Rutinen har inget prefix för sina ärendenummer."
        remedy = (
            "Ge processen egenskapen casePrefix, till exempel NYL. Är den en del som andra anropar, "
            "publicera den tillsammans med en rutin som gör det."
        )
        yield part.place(part.process).refuse("case-prefix", message, remedy)
    elif prefix and not _PREFIX.fullmatch(prefix):
        message = "Prefixet ”%(prefix)s” (casePrefix) går inte att använda."
        remedy = "Skriv två till sex stora bokstäver A-Z, till exempel NYL."
        yield part.place(part.process).refuse("case-prefix", message, remedy, prefix=prefix)


def _calendar(part: Part, facts: Facts) -> Iterator[Finding]:
    """Only the main process's calendar counts: what it calls reckons by the same."""
    named = part.process.properties.get("calendar", "")
    if part.main and named and named not in facts.calendars:
        message = "Kalendern ”%(calendar)s” finns inte."
        remedy = "Skriv namnet på en som finns, eller ta bort egenskapen calendar: då gäller kalendern sverige."
        yield part.place(part.process).refuse("calendar-unknown", message, remedy, calendar=shortened(named))


def _dates(part: Part) -> Iterator[Finding]:
    place, properties = part.place(part.process), part.process.properties
    for name in _DATES:
        if properties.get(name) and _date(properties[name]) is None:
            message = "”%(property)s” är inget datum: %(written)s."
            remedy = "Skriv år, månad och dag så här: 2026-11-21."
            yield place.refuse("head-date", message, remedy, property=name, written=properties[name])
    first, last = (_date(properties.get(name, "")) for name in ("validFrom", "validUntil"))
    if last is not None and not properties.get("validFrom"):
        message, remedy = "Rutinen säger inte från när den gäller.", "Skriv också validFrom."
        yield place.refuse("head-validity", message, remedy)
    if first is not None and last is not None:
        yield from _validity(place, first, last)


def _validity(place: Place, first: date, last: date) -> Iterator[Finding]:
    if last <= first:
        message, remedy = "Rutinen slutar gälla innan den börjar.", "Rätta validFrom eller validUntil."
        yield place.refuse("head-validity", message, remedy)
    elif (last.year - first.year, last.month, last.day) > (MOST_YEARS, first.month, first.day):
        message, remedy = "Rutinen gäller längre än fem år.", "Skriv ett tidigare validUntil."
        yield place.refuse("head-validity", message, remedy)


def _date(written: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _lengths(part: Part) -> Iterator[Finding]:
    nodes = [node for _, node in part.process.every_node()]
    everything: list[Something] = [part.process, *part.process.lanes, *nodes]
    everything += [flow for level in part.levels() for flow in level.flows.values()]
    for node in nodes:
        if not node.id:
            yield part.place(node).refuse("id-missing", "Elementet har inget id.", "Ge det ett eget id.")
    for it in everything:
        if len(it.id) > LONGEST_ID:
            yield part.place(it).refuse("length", "Elementets id är längre än 120 tecken.", "Välj ett kortare.")
        if len(it.name) > LONGEST_NAME:
            message = "Namnet är längre än 200 tecken."
            yield part.place(it).refuse("length", message, "Korta det, och skriv resten i Element documentation.")


def _unnamed(part: Part) -> Iterator[Finding]:
    for _, node in part.process.every_node():
        if node.kind in ("userTask", "manualTask") and not node.name:
            message, remedy = "Uppgiften har inget namn i listorna.", "Skriv vad som ska göras: Montera digitalt lås."
            yield part.place(node).warn("task-unnamed", message, remedy)
