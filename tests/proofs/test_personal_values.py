"""Where what people type ends up: in the vault and in drafts, and in no other column, log line or error."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from sqlalchemy import select, text

from engine import canonical
from engine import task as tasks
from engine.definition.bundle import Bundle
from engine.definition.store import Bundles, latest
from engine.errors import AlreadyStarted, FormInvalid, NotFound, TaskGone, TaskHeld, ValueRefused
from engine.form import FieldClass
from engine.public import (
    ClaimTask,
    CompleteTask,
    DiscloseMail,
    DiscloseTask,
    Engine,
    OpenStart,
    OpenTask,
    Outbox,
    SaveDraft,
    SaveStartDraft,
    SetClock,
    StartInstance,
)
from engine.storage.tables import metadata
from tests.case import FORMS, Case, people, routine_files, start_form, typed
from tests.databases import Databases, Templates
from tests.paths import VARIANTS, run
from tests.proofs.world import every_path

# every value that is not open, as the paths fill it in; those of digits as the vault writes them, or any hash has them
PERSONAL = {
    "client_name": "Gunborg Fältskog",
    "impossible_note": "Karmen är för smal",
    "refusal_note": "Torsten sade nej",
}
OPERATIONAL = {
    "address": "Storgatan 3",
    "lock_unit_number": '"104211"',
    "ordinary_lock_tag": "F-0412",
    "property_owner": "BRF Linden 4",
    "owner_contact_function": "Styrelsens fastighetsansvariga",
    "owner_contact_phone": "08-555 070 10",
    "owner_contact_email": "styrelsen@example.org",
    "entrance_unit_number": '"550017"',
}
WORDS = {**PERSONAL, **OPERATIONAL}
KEPT_IN = {("vault", "value"), ("draft", "value")}


@pytest.fixture
def walked(kind: str, databases: Databases, templates: Templates, open_engine: Callable[[str], Engine]) -> Engine:
    """Every path has been walked, and half of each; two forms are half filled in."""
    engine = open_engine(databases.new(templates.keep(kind, "every path", every_path, templates.demo(kind))))
    who = people(engine)
    engine.execute(SaveStartDraft("new_lock", typed(start_form())), who["bistand"])
    return engine


def bundle_of(engine: Engine) -> Bundle:
    with engine.database.read() as connection:
        return Bundles().get(connection, latest(connection, "new_lock").bundle)


def test_every_value_that_is_not_open_has_a_word_to_look_for(engine: Engine) -> None:
    filled = {**start_form(), **{name: value for form in FORMS.values() for name, value in form.items()}}
    for form in bundle_of(engine).forms.values():
        for field in form.fields.values():
            if field.readonly or field.field_class is FieldClass.OPEN:
                continue
            words = PERSONAL if field.field_class is FieldClass.PERSONAL else OPERATIONAL
            assert words[field.key].strip('"') in filled[field.key]


def test_the_words_are_in_the_vault_and_in_drafts_and_nowhere_else(walked: Engine) -> None:
    found: dict[str, set[tuple[str, str]]] = {word: set() for word in WORDS.values()}
    deployed = set(routine_files().values())  # forms give examples
    for table in metadata.sorted_tables:
        with walked.database.read() as connection:
            rows = connection.execute(select(table)).all()
        for row in rows:
            for column in table.columns:
                stored = as_bytes(row._mapping[column])
                for word, places in found.items():
                    if word.encode() in stored and stored not in deployed:
                        places.add((table.name, column.key))
    assert all(("vault", "value") in places for places in found.values())
    assert ("draft", "value") in found[PERSONAL["client_name"]]
    assert set().union(*found.values()) == KEPT_IN


def as_bytes(stored: object) -> bytes:
    if isinstance(stored, bytes):
        return zstandard.decompress(stored) if stored.startswith(zstandard.FRAME_HEADER) else stored
    return str(stored).encode()


def test_a_mail_carries_no_personal_value_and_others_only_when_it_is_shown(walked: Engine) -> None:
    who = people(walked)
    mails = walked.ask(Outbox(), who["avgift"]).rows
    shown = [canonical.encode(walked.execute(DiscloseMail(m.id), who["avgift"])).decode() for m in mails]
    everything = "".join(shown)
    assert len(mails) > 20
    assert not [word for word in PERSONAL.values() if word in everything]
    assert OPERATIONAL["address"] in everything
    assert OPERATIONAL["owner_contact_phone"] in everything


def test_nothing_typed_is_logged(engine: Engine, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("external-impossible", "external-entrance_refused", "external-entrance_approved"):
            case = run(engine, clock, VARIANTS[name])
        engine.ask(OpenStart("new_lock", typed(start_form())), case.by("needs_assessor"))
        logging.getLogger("engine").debug("the capture works")
    assert "the capture works" in caplog.text
    assert no_word_in(caplog.text)


def errors_of(acts: list[tuple[type[Exception], Callable[[], object]]]) -> list[str]:
    """What a log would say of each error, with all that caused it."""
    said = []
    for expected, act in acts:
        with pytest.raises(expected) as raised:
            act()
        said.append("".join(traceback.format_exception(raised.value)) + repr(raised.value))
    return said


def test_no_error_says_what_was_typed(engine: Engine, clock: SetClock, who: dict[str, int]) -> None:
    case = run(engine, clock, VARIANTS["external-impossible"])
    page = engine.ask(OpenStart("new_lock"), who["bistand"])
    start = StartInstance(page.instance, "new_lock", typed(start_form()))
    engine.execute(start, who["bistand"])
    other = Case(engine, clock, start_form(), who, page.instance)
    task, answers = other.claim("collect_key", "provider"), typed(start_form())
    own, colleague, done = who["utforare-norr"], who["chef-norr"], _done(engine, case, who)
    said = errors_of(
        [
            (AlreadyStarted, lambda: engine.execute(start, who["bistand"])),
            (NotFound, lambda: engine.execute(start, who["avgift"])),
            (FormInvalid, lambda: engine.execute(StartInstance(uuid.uuid4(), "new_lock", wrong()), who["bistand"])),
            (FormInvalid, lambda: engine.execute(CompleteTask(task, answers), own)),
            (TaskHeld, lambda: engine.execute(CompleteTask(task, answers), colleague)),
            (TaskGone, lambda: engine.execute(CompleteTask(done, answers), own)),
            (NotFound, lambda: engine.execute(CompleteTask(task, answers), who["larm"])),
            (ValueRefused, lambda: engine.execute(SaveDraft(task, {**answers, "x": ["\ud800"]}), own)),
        ]
    )
    assert all(no_word_in(each) for each in said), said


def _done(engine: Engine, case: Case, who: dict[str, int]) -> uuid.UUID:
    with engine.database.read() as connection:
        return next(t.id for t in tasks.of_instance(connection, case.instance) if t.closed_by == who["utforare-norr"])


def wrong() -> dict[str, list[str]]:
    return typed(start_form()) | {"services": ["Gunborg Fältskog"], "address": ["Storgatan 3, Gunborg Fältskog"]}


@pytest.mark.parametrize("table", ["vault", "draft", "disclosure"])
def test_no_error_of_the_database_says_what_was_typed(
    engine: Engine, clock: SetClock, who: dict[str, int], table: str
) -> None:
    case = Case.start(engine, clock)
    task = case.claim("collect_key", "provider")
    with engine.database.write() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO elsewhere"))
    acts: dict[str, Any] = {
        "vault": (StartInstance(uuid.uuid4(), "new_lock", typed(start_form())), who["bistand"]),
        "draft": (SaveDraft(task, typed(start_form())), who["utforare-norr"]),
        "disclosure": (DiscloseTask(task), who["utforare-norr"]),
    }
    (said,) = errors_of([(Exception, lambda: engine.execute(*acts[table]))])
    assert no_word_in(said), said


def test_no_command_or_query_says_what_was_typed_when_it_is_written_out() -> None:
    answers = typed(start_form())
    id_ = uuid.uuid4()
    said = [
        *(StartInstance(id_, "new_lock", answers), SaveStartDraft("new_lock", answers), OpenStart("new_lock", answers)),
        *(CompleteTask(id_, answers), SaveDraft(id_, answers), OpenTask(id_, answers), ClaimTask(id_)),
    ]
    assert all(no_word_in(repr(each)) for each in said), said


def no_word_in(said: str) -> bool:
    return not any(word in said for word in WORDS.values())
