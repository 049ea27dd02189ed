"""Completing and half-filled forms: what is taken in, what is refused, what is kept of it."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from engine import canonical
from engine.errors import FormInvalid, TaskGone
from engine.public import (
    ClaimTask,
    CompleteTask,
    DiscloseTask,
    Engine,
    NextTask,
    OpenTask,
    SaveDraft,
    SetClock,
    Submission,
)
from engine.storage.tables.vault import vault
from tests.case import FORMS, Case, typed
from tests.commands.state import draft, events, rows, task_of

GOOD = typed(FORMS["collect_key"])


def refused(engine: Engine, task: uuid.UUID, answers: dict[str, list[str]], person: int) -> Submission:
    with pytest.raises(FormInvalid) as raised:
        engine.execute(CompleteTask(task, answers), person)
    assert isinstance(raised.value.submission, Submission)
    return raised.value.submission


def kept(engine: Engine, instance: uuid.UUID) -> dict[str, object]:
    """The vault's values of an instance by name."""
    with engine.database.read() as connection:
        found = connection.execute(select(vault.c.name, vault.c.value).where(vault.c.instance == instance)).all()
    return {row.name: canonical.decode(row.value) for row in found}


@pytest.mark.parametrize(
    "wrong",
    [
        {"key_receipt_signed_by": ["neighbour"]},
        {"key_receipt_signed_by": ["client", "relative"]},
        {"key_collected_on": ["2026-02-30"]},
        {"key_stored": ["maybe"]},
        {"key_stored": []},
        {"key_collected_on": ["\x00"]},
    ],
)
def test_what_does_not_fit_is_refused_and_all_that_was_typed_comes_back(
    engine: Engine, who: dict[str, int], case: Case, wrong: dict[str, list[str]]
) -> None:
    task = case.claim("collect_key", "provider")
    before = rows(engine)
    answers = GOOD | wrong
    submission = refused(engine, task, answers, who["utforare-norr"])
    assert [error.key for error in submission.errors] == list(wrong)
    assert submission.typed == answers
    assert rows(engine) == before
    assert task_of(engine, task).assignee == who["utforare-norr"]
    engine.execute(CompleteTask(task, GOOD), who["utforare-norr"])


def test_a_refused_form_leaves_the_draft_as_it_was(engine: Engine, who: dict[str, int], case: Case) -> None:
    task = case.claim("collect_key", "provider")
    engine.execute(SaveDraft(task, {"key_collected_on": ["i morgon"]}), who["utforare-norr"])
    refused(engine, task, {}, who["utforare-norr"])
    assert draft(engine, task, who["utforare-norr"]) == {"key_collected_on": ["i morgon"]}


def test_what_is_only_shown_and_what_nobody_asked_for_is_not_taken(
    engine: Engine, who: dict[str, int], case: Case
) -> None:
    task = case.claim("collect_key", "provider")
    before = kept(engine, case.instance)
    sent = {"address": ["Lillgatan 9"], "client_name": ["Annan"], "approval": ["obtained"], "services": ["alarm_only"]}
    engine.execute(CompleteTask(task, GOOD | sent), who["utforare-norr"])
    assert kept(engine, case.instance) == before
    assert not sent.keys() & events(engine, case.instance)[-1].inputs["values"].keys()


def test_completing_twice_completes_once(engine: Engine, who: dict[str, int], case: Case) -> None:
    task = case.claim("collect_key", "provider")
    engine.execute(CompleteTask(task, GOOD), who["utforare-norr"])
    before = rows(engine)
    with pytest.raises(TaskGone):
        engine.execute(CompleteTask(task, GOOD), who["utforare-norr"])
    assert rows(engine) == before


def test_values_go_where_their_class_says(engine: Engine, case: Case) -> None:
    for element, role in (
        ("collect_key", "provider"),
        ("register_client_external", "fee_officer"),
        ("message_system_manager", "fee_officer"),
        ("contact_provider", "caretaker"),
        ("agree_visit", "provider"),
        ("mount_lock", "caretaker"),
    ):
        case.complete(element, role)
    values = events(engine, case.instance)[-1].inputs["values"]
    assert values["mounting_result"] == "mounted"
    assert isinstance(values["lock_unit_number"], canonical.Reference)
    assert kept(engine, case.instance)["lock_unit_number"] == "104211"
    assert set(events(engine, case.instance)[-1].inputs["commitments"]) == {
        values["lock_unit_number"].id,
        values["ordinary_lock_tag"].id,
    }


def test_a_draft_is_kept_for_who_typed_it_and_gone_when_the_task_is_done(
    engine: Engine, who: dict[str, int], case: Case
) -> None:
    task = case.claim("collect_key", "provider")
    half = {"key_collected_on": ["2026-11-24"], "key_receipt_signed_by": ["client"]}
    engine.execute(SaveDraft(task, {"key_collected_on": ["fel"]}), who["utforare-norr"])
    engine.execute(SaveDraft(task, half), who["utforare-norr"])
    assert draft(engine, task, who["utforare-norr"]) == half
    form = engine.ask(OpenTask(task), who["utforare-norr"]).form
    assert form is not None
    assert form.typed == half
    assert form.saved_at == case.clock.at
    engine.execute(ClaimTask(task), who["chef-norr"])
    other = engine.ask(OpenTask(task), who["chef-norr"]).form
    assert other is not None
    assert "2026-11-24" not in str(other.typed)
    engine.execute(SaveDraft(task, {"key_stored": ["true"]}), who["chef-norr"])
    engine.execute(CompleteTask(task, GOOD), who["chef-norr"])
    assert draft(engine, task, who["utforare-norr"]) is None
    assert draft(engine, task, who["chef-norr"]) is None


def test_personal_values_are_shown_to_whoever_holds_the_task(engine: Engine, who: dict[str, int], case: Case) -> None:
    task = case.find("collect_key", "provider")
    before = engine.execute(DiscloseTask(task), who["utforare-norr"])
    assert ("client_name" in before, before["address"]) == (False, "Storgatan 3")
    engine.execute(ClaimTask(task), who["utforare-norr"])
    assert engine.execute(DiscloseTask(task), who["utforare-norr"])["client_name"] == "Gunborg Fältskog"
    assert "client_name" not in engine.execute(DiscloseTask(task), who["chef-norr"])


def test_the_next_task_offered_is_one_of_the_same_case_or_one_that_is_yours(
    engine: Engine, who: dict[str, int], case: Case
) -> None:
    case.complete("collect_key", "provider").complete("register_client_external", "fee_officer")
    following = engine.ask(NextTask(case.instance), who["avgift"])
    assert following is not None
    assert (following.name, following.same_instance) == ("Meddela systemförvaltaren i Treserva", True)
    case.complete("message_system_manager", "fee_officer")
    assert engine.ask(NextTask(case.instance), who["avgift"]) is None


def test_the_next_task_says_nothing_of_cases_that_are_not_yours(
    engine: Engine, clock: SetClock, who: dict[str, int], case: Case
) -> None:
    for login in ("utforare-soder", "lassmed", "vaktmastare"):
        assert engine.ask(NextTask(case.instance), who[login]) is None
        assert engine.ask(NextTask(uuid.UUID(int=7)), who[login]) is None
    other = Case.start(engine, clock, provider="soder")
    task = other.claim("collect_key", "provider")
    for instance in (case.instance, uuid.UUID(int=7)):
        following = engine.ask(NextTask(instance), who["utforare-soder"])
        assert following is not None
        assert (following.id, following.same_instance) == (task, False)
