"""Every path of New lock, driven as its people would: who does what in which order, what is sent, how it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import canonical, mail, task
from engine.definition.store import Bundles, latest
from engine.directory.lookup import Groups
from engine.instance import row as rows
from engine.public import DiscloseMail, Engine, OpenMail, Outbox, SetClock, filled
from engine.replay import replay_instance
from engine.verify import Report, verify
from tests.case import Case
from tests.paths import EXTERNAL, VARIANTS, WITHOUT_UNIT, Variant, run

MAILS = {  # from whose group, to and copied to whose
    "order_mounting": ("fee_officer", ["caretaker"], ["system_manager"]),
    "order_entrance_lock": ("fee_officer", ["locksmith"], []),
    "announce_entrance_lock": ("fee_officer", ["provider"], []),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_it_runs_from_start_to_its_named_end(engine: Engine, clock: SetClock, variant: Variant) -> None:
    case = run(engine, clock, variant)
    check_it_ended_as_it_should(case, variant)
    check_its_mails_go_to_the_right_groups_and_say_where_and_never_who(case, variant)
    check_log_and_rows_say_the_same(case)


def check_it_ended_as_it_should(case: Case, variant: Variant) -> None:
    with case.engine.database.read() as connection:
        found = rows.read(connection, case.instance)
        assert found is not None
        row, snapshot = found
        tasks = task.of_instance(connection, case.instance)
        groups = Groups(connection).by_id
    done = [(t.element, groups[t.group].role, t.closed_by) for t in sorted(tasks, key=lambda t: t.closed_n or 0)]
    people = [step for step in variant.steps if step[1] != "sent"]
    assert (row.state, snapshot, canonical.decode(row.ends or b"null")) == ("completed", None, [variant.end])
    assert row.ended_at == max([t.closed_at for t in tasks if t.closed_at], default=row.started_at)
    assert done == [(element, role, case.by(role)) for element, role in people]
    assert {t.state for t in tasks} <= {"completed"}
    assert {groups[t.group].organisation_key for t in tasks if t.role == "provider"} <= {case.values["provider"]}


def check_its_mails_go_to_the_right_groups_and_say_where_and_never_who(case: Case, variant: Variant) -> None:
    sender = case.by("fee_officer")
    listed = [m.id for m in case.engine.ask(Outbox(), sender).rows if m.instance == case.instance]
    with case.engine.database.read() as connection:
        groups = Groups(connection)
        sent = mail.of_instance(connection, case.instance)
    assert sorted(m.element for m in sent) == sorted(element for element, role in variant.steps if role == "sent")
    assert sorted(listed) == sorted(m.id for m in sent)
    for each in sent:
        page = case.engine.ask(OpenMail(each.id), sender)
        subject, body = filled(page, case.engine.execute(DiscloseMail(each.id), sender))
        role, to, cc = MAILS[each.element]
        assert groups.by_id[each.group].role == role
        assert [r.name for r in page.to] == [_name(groups, case, role) for role in to]
        assert [r.name for r in page.cc] == [_name(groups, case, role) for role in cc]
        assert all(r.addresses for r in (*page.to, *page.cc))
        assert page.number in subject
        assert case.values["address"] in body
        assert "{{" not in subject + body
        assert "–" not in subject + body
        assert not any(word in subject + body for word in ("Gunborg", "Torsten", "Karmen"))


def check_log_and_rows_say_the_same(case: Case) -> None:
    report = Report()
    with case.engine.database.read() as connection:
        assert task.open_of_instance(connection, case.instance) == []
        verdict = replay_instance(connection, Bundles(), case.instance)
        assert list(verify(connection, report)) == []
    assert (verdict.failures, verdict.not_judged) == ([], "")
    assert verdict.events > 0
    assert report.values > 0


def test_an_order_says_where_the_invoice_goes_and_whom_to_reach(engine: Engine, clock: SetClock) -> None:
    case = run(engine, clock, VARIANTS["external-entrance_approved"])
    sender = case.by("fee_officer")
    texts = {m.name: _text(engine, m.id, sender) for m in engine.ask(Outbox(), sender).rows}
    for name in ("Beställ montering", "Beställ portlås"):
        assert "Ekbacka kommun, Fakturor, Box 555, 123 45 Ekbacka" in texts[name]
    assert "norr@example.org" in texts["Beställ montering"]
    for said in ("BRF Linden 4", "Styrelsens fastighetsansvariga", "08-555 070 10", "styrelsen@example.org"):
        assert said in texts["Beställ portlås"]


def test_the_order_of_branches_beside_each_other_is_free_and_joins_wait(engine: Engine, clock: SetClock) -> None:
    case = run(engine, clock, Variant(EXTERNAL, "", {}, WITHOUT_UNIT))

    def opened() -> set[str]:
        with engine.database.read() as connection:
            return {t.element for t in task.open_of_instance(connection, case.instance)}

    assert opened() == {"couple_lock", "check_approval"}
    case.complete("couple_lock", "system_manager")
    assert opened() == {"add_users", "check_approval"}
    case.complete("check_approval", "fee_officer").complete("contact_property_owner", "locksmith")
    case.complete("fetch_entrance_lock", "locksmith")
    assert opened() == {"add_users", "mount_entrance_lock"}
    case.complete("add_users", "provider")
    assert opened() == {"mount_entrance_lock"}
    case.complete("mount_entrance_lock", "locksmith")
    assert opened() == {"add_entrance_unit"}
    case.complete("add_entrance_unit", "system_manager")
    assert opened() == set()


def test_every_task_of_the_routine_and_every_end_is_on_a_path(routine_elements: Callable[[str], set[str]]) -> None:
    walked = {element for v in VARIANTS.values() for element, role in v.steps if role != "sent"}
    assert walked == routine_elements("userTask")
    assert {element for v in VARIANTS.values() for element, role in v.steps if role == "sent"} == routine_elements(
        "sendTask"
    )
    assert {v.end for v in VARIANTS.values()} == {"no_key", "mounting_impossible", "lock_in_use"}


@pytest.fixture
def routine_elements(engine: Engine) -> Callable[[str], set[str]]:
    with engine.database.read() as connection:
        bundle = Bundles().get(connection, latest(connection, "new_lock").bundle)

    def of_kind(kind: str) -> set[str]:
        return {n.id for model in bundle.models.values() for _, n in model.every_node() if n.kind == kind}

    return of_kind


def _name(groups: Groups, case: Case, role: str) -> str:
    return groups.find(role, case.values["provider"] if role == "provider" else None).name


def _text(engine: Engine, mail_id: object, sender: int) -> str:
    page = engine.ask(OpenMail(mail_id), sender)  # type: ignore[arg-type]
    return "\n".join(filled(page, engine.execute(DiscloseMail(page.id), sender)))
