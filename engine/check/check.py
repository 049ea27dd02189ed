"""All checks of a routine, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Process
from engine.check.call_graph import check_call_graph
from engine.check.calls import check_calls
from engine.check.cycles import Pauses, check_cycles
from engine.check.errors import check_errors
from engine.check.events import check_events
from engine.check.expressions import check_expressions, uses_of
from engine.check.flows import check_flows
from engine.check.forms import check_form_references, check_forms
from engine.check.gateways import check_gateways
from engine.check.heads import check_head, too_large
from engine.check.lanes import check_lanes
from engine.check.links import check_links
from engine.check.loops import check_loops
from engine.check.mails import check_mails
from engine.check.mappings import check_mappings
from engine.check.names import check_agreement, check_names
from engine.check.order import check_order
from engine.check.places import check_place
from engine.check.reads import reads_of
from engine.check.routine import Facts, Part, Routine
from engine.check.settings import check_settings
from engine.check.support import check_support, runs
from engine.check.tokens import check_tokens
from engine.check.variables import Variables
from engine.finding import Finding, ordered


def check(routine: Routine, facts: Facts) -> list[Finding]:
    """Every finding of a routine, by file and line; it may be deployed when all are warnings."""
    if routine.main not in routine.processes:
        message = "Processen ”%(key)s” finns inte."
        remedy = "Skicka med dess diagram när du publicerar."
        return [Finding("process-unknown", message, remedy, {"key": routine.main})]
    large = list(too_large(routine))
    return ordered(large or _without_consequences([*_drawn(routine, facts), *_valued(routine, facts)]))


# where a form or a called process is missing, what it would have given is missing too
_MISSING = frozenset({"form-unknown", "form-reference", "call-unknown"})
_CONSEQUENCES = frozenset(
    {
        "feel-unknown-variable",
        "form-shows-nothing",
        "mail-unknown-place",
        "mapping-unknown",
        "place-unknown",
        "read-too-early",
    }
)


def _without_consequences(findings: list[Finding]) -> list[Finding]:
    if not any(finding.rule in _MISSING for finding in findings):
        return findings
    return [finding for finding in findings if finding.rule not in _CONSEQUENCES]


def _drawn(routine: Routine, facts: Facts) -> Iterator[Finding]:
    """What can be seen in each process by itself."""
    pauses = Pauses(routine)
    for part in routine.parts():
        yield from check_head(part, facts)
        yield from check_support(part, facts)
        yield from check_events(part)
        yield from check_settings(part)
        yield from check_loops(part)
        yield from check_lanes(part, facts)
        yield from check_calls(routine, part)
        yield from check_form_references(routine, part)
        for level in part.levels():
            yield from _level(part, level, pauses)


def _level(part: Part, level: Process, pauses: Pauses) -> Iterator[Finding]:
    shape = [*check_flows(part, level), *check_gateways(part, level)]
    yield from shape
    yield from check_links(part, level)
    yield from check_cycles(part, level, pauses)
    if all(finding.warning for finding in shape) and all(runs(node) for node in level.nodes.values()):
        yield from check_tokens(part, level)


def _valued(routine: Routine, facts: Facts) -> Iterator[Finding]:
    """What takes all processes together: calls, variables, and what reads them."""
    yield from check_call_graph(routine)
    yield from check_errors(routine)
    variables = Variables(routine)
    uses = uses_of(variables)
    reads = reads_of(variables, uses)
    yield from check_names(variables)
    yield from check_agreement(variables)
    yield from check_expressions(variables, uses)
    yield from check_mappings(variables, reads)
    yield from check_order(variables, reads)
    yield from check_forms(variables, facts)
    yield from check_mails(variables, facts)
    yield from check_place(variables)
