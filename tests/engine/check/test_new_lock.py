"""The routine that the product comes with, as it is and with one thing wrong at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.check import Facts
from engine.finding import Finding
from tests.engine.check.routines import of_files

ROOT = Path(__file__).parents[3]
ROLES = {
    "Biståndshandläggare": "needs_assessor",
    "Avgiftshandläggare": "fee_officer",
    "Utförare": "provider",
    "Utförare larm/nattillsyn": "alarm_provider",
    "Samordnare": "coordinator",
    "Vaktmästare": "caretaker",
    "Systemförvaltare": "system_manager",
    "Upphandlad låssmed": "locksmith",
}
FACTS = Facts(ROLES, {role: 3 if "provider" in role else 1 for role in ROLES.values()})
DIAGRAMS = ["new_lock.bpmn", "shared/entrance_lock.bpmn", "shared/key_collection.bpmn", "shared/visit_booking.bpmn"]


def found(edit: Callable[[str], str] = str) -> list[Finding]:
    diagrams = {Path(name).name: edit((ROOT / "processes" / name).read_text()).encode() for name in DIAGRAMS}
    forms = [path.read_bytes() for path in sorted((ROOT / "forms").glob("*.form"))]
    return of_files("new_lock", diagrams, forms, FACTS)


def test_new_lock_passes_without_a_warning() -> None:
    assert [finding.text() for finding in found()] == []


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "element"),
    [
        ("Adress: {{address}}", "Adress: {{client_name}}", "mail-personal", "order_mounting"),
        ("Adress: {{address}}", "Adress: {{adress}}", "mail-unknown-place", "order_mounting"),
        ('name="Vaktmästare"', 'name="Vaktmästaren"', "lane-role", "lane_caretaker"),
        ('provider_kind = "own"', '${provider_kind == "own"}', "feel-juel", "provider_question_own"),
        ('provider_kind = "own"', "provider_kind = true", "feel-types", "provider_question_own"),
        ('provider_kind = "own"', 'client_name = "x"', "class-read", "provider_question_own"),
        ('value="=provider"', 'value="provider"', "lane-organisation-text", "lane_provider"),
        ('name="organisation"', 'name="organization"', "lane-organisation", "lane_provider"),
        ('calledElement="visit_booking"', 'calledElement="visit_bocking"', "call-unknown", "book_visit"),
        ('formRef="mount_lock"', 'formRef="mount_lok"', "form-unknown", "mount_lock"),
        ('"=visit_at"', '"=visit_purpose"', "feel-unknown-variable", "mount_lock"),
        ('name="place" value="address"', 'name="place" value="client_name"', "place-class", "new_lock"),
        ('<camunda:in source="provider" target="provider" />', "", "feel-unknown-variable", "lane_provider"),
        ('default="mounted_question_yes"', "", "default-missing", "mounted_question"),
        ('name="validUntil" value="2029', 'name="validUntil" value="2039', "head-validity", "new_lock"),
    ],
)
def test_it_finds_what_is_wrong_where_it_is(right: str, wrong: str, rule: str, element: str) -> None:
    findings = found(lambda text: text.replace(right, wrong))
    assert (rule, element) in {(finding.rule, finding.element) for finding in findings}
    assert all(finding.text() for finding in findings)


def test_it_finds_a_join_of_the_wrong_kind() -> None:
    def parallel(text: str) -> str:
        return re.sub(
            r"exclusive(Gateway id=\"mounting_ordered\".*?</bpmn:)exclusive", r"parallel\1parallel", text, flags=re.S
        )

    findings = found(parallel)
    assert [(finding.rule, finding.element) for finding in findings] == [("tokens-stuck", "mounting_ordered")]
    assert "Vem utför insatserna? (Egen regi)" in findings[0].text()
