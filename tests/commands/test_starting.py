"""Starting a routine: who may, its number, its form, and that one form starts one case."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from engine.errors import AlreadyStarted, FormInvalid, NotFound
from engine.instance import row as rows_of
from engine.public import Engine, MyTasks, OpenStart, SaveStartDraft, SetClock, StartableRoutines, StartInstance
from tests.case import Case, start_form, typed
from tests.commands.state import events, rows

FORM = typed(start_form())


def number(engine: Engine, instance: uuid.UUID) -> str:
    with engine.database.read() as connection:
        found = rows_of.read(connection, instance)
    assert found is not None
    return found[0].number


def test_only_who_has_the_role_of_its_start_may_start_it(engine: Engine, who: dict[str, int]) -> None:
    before = rows(engine)
    for login in sorted(who.keys() - {"bistand", "bistand2", "chef"}):
        assert engine.ask(StartableRoutines(), who[login]) == ()
        for key in ("new_lock", "no_such_routine"):
            for act in (StartInstance(uuid.UUID(int=9), key, FORM), SaveStartDraft(key, FORM)):
                with pytest.raises(NotFound):
                    engine.execute(act, who[login])
            with pytest.raises(NotFound):
                engine.ask(OpenStart(key), who[login])
    assert rows(engine) == before


def test_a_called_part_is_not_started(engine: Engine, who: dict[str, int]) -> None:
    for key in ("key_collection", "visit_booking", "entrance_lock"):
        with pytest.raises(NotFound):
            engine.execute(StartInstance(uuid.UUID(int=9), key, {}), who["bistand"])


def test_cases_are_numbered_by_routine_and_year(engine: Engine, clock: SetClock, who: dict[str, int]) -> None:
    numbers = [number(engine, Case.start(engine, clock).instance) for _ in range(2)]
    clock.at = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    numbers.append(number(engine, Case.start(engine, clock).instance))
    clock.at = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # the year is Sweden's
    numbers.append(number(engine, Case.start(engine, clock).instance))
    assert numbers == ["NYL-2026-00001", "NYL-2026-00002", "NYL-2026-00003", "NYL-2027-00001"]


def test_the_same_form_sent_twice_starts_one_case(engine: Engine, who: dict[str, int]) -> None:
    page = engine.ask(OpenStart("new_lock"), who["bistand"])
    engine.execute(StartInstance(page.instance, "new_lock", FORM), who["bistand"])
    before = rows(engine)
    with pytest.raises(AlreadyStarted):
        engine.execute(StartInstance(page.instance, "new_lock", FORM), who["bistand"])
    with pytest.raises(AlreadyStarted):
        engine.execute(StartInstance(page.instance, "new_lock", {}), who["bistand"])
    with pytest.raises(NotFound):  # that somebody else's case has the id is not for them to know
        engine.execute(StartInstance(page.instance, "new_lock", FORM), who["bistand2"])
    assert rows(engine) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_name": [""]},
        {"address": ["Storgatan 3, Gunborg Fältskog"]},
        {"services": ["everything"]},
        {"provider": ["larm_och_lås"]},
        {"key_handed_out": []},
        {"client_name": ["x" * 101]},
    ],
)
def test_a_form_that_does_not_fit_starts_nothing_and_takes_no_number(
    engine: Engine, clock: SetClock, who: dict[str, int], wrong: dict[str, list[str]]
) -> None:
    engine.execute(SaveStartDraft("new_lock", {"client_name": ["Gun"]}), who["bistand"])
    before = rows(engine)
    with pytest.raises(FormInvalid) as raised:
        engine.execute(StartInstance(uuid.UUID(int=9), "new_lock", FORM | wrong), who["bistand"])
    assert raised.value.submission.typed == FORM | wrong  # type: ignore[attr-defined]
    assert [e.key for e in raised.value.submission.errors] == list(wrong)  # type: ignore[attr-defined]
    assert rows(engine) == before
    assert number(engine, Case.start(engine, clock).instance) == "NYL-2026-00001"


def test_a_half_filled_start_is_kept_for_who_typed_it_until_it_is_sent(engine: Engine, who: dict[str, int]) -> None:
    engine.execute(SaveStartDraft("new_lock", {"client_name": ["Gun"]}), who["bistand"])
    engine.execute(SaveStartDraft("new_lock", {"client_name": ["Gunborg"]}), who["bistand"])

    def shown(login: str) -> object:
        form = engine.ask(OpenStart("new_lock"), who[login]).form
        assert form is not None
        return form.typed.get("client_name"), form.saved_at is not None

    assert shown("bistand") == (["Gunborg"], True)
    assert shown("bistand2") == ([""], False)
    engine.execute(StartInstance(uuid.UUID(int=9), "new_lock", FORM), who["bistand"])
    assert shown("bistand") == ([""], False)


def test_what_was_hidden_when_it_was_sent_is_not_kept(engine: Engine, clock: SetClock, who: dict[str, int]) -> None:
    case = Case.start(engine, clock, key_handed_out="no")
    given = events(engine, case.instance)[0].inputs["values"]
    assert given["key_handed_out"] == "no"
    assert not given.keys() & {"provider", "provider_kind", "alarm_provider"}
    assert engine.ask(MyTasks("group"), who["utforare-norr"]).rows == ()
