"""A case of New lock driven through the engine as its people would: tasks found in lists, claimed, completed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from engine.public import ClaimTask, CompleteTask, Engine, MyTasks, OpenStart, OpenTask, SetClock, StartInstance
from engine.storage.tables.directory import person

ROOT = Path(__file__).parents[1]
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday morning
PEOPLE = {
    "needs_assessor": "bistand",
    "fee_officer": "avgift",
    "caretaker": "vaktmastare",
    "system_manager": "system",
    "locksmith": "lassmed",
    "alarm_provider": "larm",
    "coordinator": "samordnare",
}
PROVIDERS = {"norr": "utforare-norr", "soder": "utforare-soder", "egen": "samordnare", "larm": "larm"}

Typed = Mapping[str, str]


def routine_files() -> dict[str, bytes]:
    """New lock with everything that it calls, as `nyckelfri deploy processes forms` reads it."""
    found = [*(ROOT / "processes").rglob("*.bpmn"), *(ROOT / "forms").glob("*.form")]
    return {path.name: path.read_bytes() for path in sorted(found)}


def people(engine: Engine) -> dict[str, int]:
    """Everybody's id by login."""
    with engine.database.read() as connection:
        return {row.login: row.id for row in connection.execute(select(person.c.login, person.c.id))}


def start_form(**changed: str) -> dict[str, str]:
    """A start form rightly filled in: external provider, home care alone."""
    return {
        "client_name": "Gunborg Fältskog",
        "address": "Storgatan 3",
        "services": "home_care",
        "informed": "true",
        "informed_about_key": "true",
        "informed_about_two_keys": "true",
        "key_handed_out": "yes",
        "provider_kind": "external",
        "provider": "norr",
        "alarm_provider": "larm",
    } | changed


FORMS: dict[str, dict[str, str]] = {
    "collect_key": {
        "key_collected_on": "2026-11-24",
        "key_receipt_signed": "true",
        "key_receipt_signed_by": "client",
        "second_key_receipt_signed": "true",
        "key_stored": "true",
    },
    "collect_alarm_key": {
        "alarm_key_collected_on": "2026-11-24",
        "alarm_key_receipt_signed": "true",
        "alarm_key_receipt_signed_by": "relative",
        "alarm_key_stored": "true",
    },
    "register_client_external": {"client_registered": "true"},
    "register_client_own": {"client_registered": "true"},
    "message_system_manager": {"system_manager_messaged": "true"},
    "message_coordinator": {"coordinator_messaged": "true"},
    "contact_provider": {"suggested_visit_at.date": "2026-12-01", "suggested_visit_at.time": "10:00"},
    "contact_caretaker": {"suggested_visit_at.date": "2026-12-01", "suggested_visit_at.time": "10:00"},
    "agree_visit": {
        "visit_at.date": "2026-12-02",
        "visit_at.time": "13:30",
        "staff_present": "true",
        "client_told": "true",
    },
    "mount_lock": {
        "mounting_result": "mounted",
        "lock_unit_number": "104211",
        "ordinary_lock": "dismounted",
        "ordinary_lock_tag": "F-0412",
        "ordinary_lock_stored": "true",
        "entrance": "none",
        "property_owner": "BRF Linden 4",
        "impossible_reason": "lock_type",
        "impossible_note": "Karmen är för smal hos Gunborg.",
    },
    "receive_impossible_report": {},
    "keep_using_key": {"staff_told": "true"},
    "couple_lock": {"lock_coupled": "true", "provider_units_coupled": "true", "client_coupled_to_entrance": "true"},
    "add_users": {"users_added": "true"},
    "check_approval": {
        "approval": "obtained",
        "owner_contact_function": "Styrelsens fastighetsansvariga",
        "owner_contact_phone": "08-555 070 10",
        "owner_contact_email": "styrelsen@example.org",
        "refusal_reason": "owner_declines",
        "refusal_note": "Ordföranden Torsten sade nej.",
    },
    "contact_property_owner": {
        "entrance_visit_at.date": "2026-12-07",
        "entrance_visit_at.time": "09:00",
        "access_company_needed": "no",
    },
    "fetch_entrance_lock": {"entrance_lock_fetched": "true"},
    "mount_entrance_lock": {"entrance_unit_number": "550017"},
    "add_entrance_unit": {"entrance_unit_added": "true"},
}


@dataclass
class Case:
    """One instance. Each act takes a minute, so that no two things happen at the same time."""

    engine: Engine
    clock: SetClock
    values: dict[str, str]
    people: dict[str, int]
    instance: uuid.UUID

    @classmethod
    def start(cls, engine: Engine, clock: SetClock, **changed: str) -> Case:
        values, everybody = start_form(**changed), people(engine)
        starter = everybody[PEOPLE["needs_assessor"]]
        page = engine.ask(OpenStart("new_lock"), starter)
        instance = engine.execute(StartInstance(page.instance, "new_lock", typed(values)), starter)
        return cls(engine, clock, values, everybody, instance)

    def login(self, role: str) -> str:
        return PROVIDERS[self.values["provider"]] if role == "provider" else PEOPLE[role]

    def by(self, role: str) -> int:
        """The id of the person of the case who has the role."""
        return self.people[self.login(role)]

    def find(self, element: str, role: str) -> uuid.UUID:
        """The id of an open task, as the list of its person shows it: theirs already, put away, or their group's."""
        for tab in ("group", "mine", "waiting"):
            for row in self.engine.ask(MyTasks(tab), self.by(role)).rows:
                page = self.engine.ask(OpenTask(row.id), self.by(role))
                if row.instance == self.instance and page.task.element == element:
                    return row.id
        raise AssertionError(f"{self.login(role)} has no task {element}")

    def claim(self, element: str, role: str) -> uuid.UUID:
        task = self.find(element, role)
        self.clock.move(timedelta(minutes=1))
        self.engine.execute(ClaimTask(task), self.by(role))
        return task

    def complete(self, element: str, role: str, **changed: str) -> Case:
        """Claims and completes a task with its usual answers, but for those that are named."""
        task = self.claim(element, role)
        self.clock.move(timedelta(minutes=1))
        self.engine.execute(CompleteTask(task, typed(FORMS[element] | changed)), self.by(role))
        return self


def typed(answers: Typed) -> dict[str, list[str]]:
    """Answers as a browser posts them."""
    return {name: [value] for name, value in answers.items()}
