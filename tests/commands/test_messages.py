"""Messages: between instances and from other systems, each delivered once, and none lost that nobody understood."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import task as tasks
from engine import vault
from engine.canonical import Reference
from engine.definition.store import Bundles
from engine.errors import NotAuthentic, NotFound
from engine.job import RECEIVED, New, enqueue
from engine.public import (
    ClaimTask,
    CompleteTask,
    DiscloseMessage,
    DropMessage,
    Engine,
    GrantSource,
    OpenInstance,
    OpenMessage,
    OpenStart,
    Other,
    ReceiveMessage,
    RetryMessage,
    SetClock,
    Signed,
    StartInstance,
    UnclearMessages,
)
from engine.replay import replay_all
from engine.storage.tables.instance import instance
from engine.storage.tables.job import job
from engine.storage.tables.message import message
from engine.storage.tables.vault import disclosure
from engine.verify import Report, verify
from tests import message_routines
from tests.case import typed
from tests.commands.state import events
from tests.message_routines import answering, asking, camera, publish, signed
from tests.small_routine import field, form

KEY = "a secret key for tests, long enough"
DOWN, UP = "kamera_nere", "kamera_uppe"
CAME = {"correlation": "", "values": {"client_name": "Gunborg", "address": "Storgatan 3", "unit": 104211}}


@pytest.fixture
def cameras(engine: Engine) -> Engine:
    publish(engine, camera())
    engine.execute(GrantSource("kameror", (DOWN, UP)), channel="cli")
    return engine


def started(engine: Engine) -> list[uuid.UUID]:
    with engine.database.read() as connection:
        return list(connection.execute(select(instance.c.id).order_by(instance.c.id)).scalars())


def state_of(engine: Engine, instance_id: uuid.UUID) -> str:
    with engine.database.read() as connection:
        return str(connection.execute(select(instance.c.state).where(instance.c.id == instance_id)).scalar_one())


def open_tasks(engine: Engine, instance_id: uuid.UUID) -> dict[str, uuid.UUID]:
    with engine.database.read() as connection:
        return {t.element: t.id for t in tasks.open_of_instance(connection, instance_id)}


def work(engine: Engine) -> None:
    worker = engine.worker()
    while worker.run_due():
        pass


def send(engine: Engine, name: str, said: object, message_id: str = "1") -> uuid.UUID:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return message_routines.send(engine, KEY, name, body, message_id)


def wrong(engine: Engine) -> list[str]:
    """What replay and verification find."""
    with engine.database.read() as connection:
        found = [line for v in replay_all(connection, Bundles()) for line in v.failures]
        return found + [str(failure) for failure in verify(connection, Report())]


def test_one_case_starts_another_and_hears_from_it(engine: Engine, who: dict[str, int]) -> None:
    publish(engine, asking(), answering())
    page = engine.ask(OpenStart("asking"), who["bistand"])
    answers = {"client_name": "Gunborg Fältskog", "address": "Storgatan 3", "unit": "104211"}
    first = engine.execute(StartInstance(page.instance, "asking", typed(answers)), who["bistand"])
    work(engine)
    (second,) = set(started(engine)) - {first}
    task = open_tasks(engine, second)["judge"]
    engine.execute(ClaimTask(task), who["system"])
    engine.execute(CompleteTask(task, {"verdict": ["broken"]}), who["system"])
    work(engine)
    assert state_of(engine, second) == "completed"
    assert set(open_tasks(engine, first)) == {"read"}
    asked, heard = events(engine, second)[0], events(engine, first)[-1]
    assert asked.inputs["from"] == {"instance": first.hex, "key": ["", "ask", 1]}
    assert (heard.inputs["from"]["instance"], heard.inputs["values"]) == (second.hex, {"verdict": "broken"})
    told = [e.inputs["to"] for each in (first, second) for e in events(engine, each) if e.type == "message.delivered"]
    assert told == [second.hex, first.hex]
    assert wrong(engine) == []


def test_what_is_guarded_goes_from_vault_to_vault(engine: Engine, who: dict[str, int]) -> None:
    publish(engine, asking(), answering())
    page = engine.ask(OpenStart("asking"), who["bistand"])
    answers = {"client_name": "Gunborg Fältskog", "address": "Storgatan 3", "unit": "104211"}
    first = engine.execute(StartInstance(page.instance, "asking", typed(answers)), who["bistand"])
    work(engine)
    (second,) = set(started(engine)) - {first}
    theirs, its = events(engine, first)[0].inputs["values"], events(engine, second)[0].inputs["values"]
    assert its["unit"] == 104211
    assert isinstance(its["client_name"], Reference)
    assert its["client_name"] != theirs["client_name"]
    with engine.database.read() as connection:
        kept = vault.read_classed(connection, [its["client_name"], its["address"]])
    assert set(kept.values()) == {("personal", "Gunborg Fältskog"), ("operational", "Storgatan 3")}


def test_a_message_that_nobody_waits_for_becomes_an_incident_of_its_sender(
    engine: Engine, clock: SetClock, who: dict[str, int]
) -> None:
    publish(engine, asking())
    page = engine.ask(OpenStart("asking"), who["bistand"])
    answers = {"address": "Storgatan 3", "unit": "104211"}
    first = engine.execute(StartInstance(page.instance, "asking", typed(answers)), who["bistand"])
    for _ in range(6):
        work(engine)
        clock.move(timedelta(minutes=1))
    raised = events(engine, first)[-1]
    assert (raised.type, raised.inputs["error"]) == ("incident.raised", "NobodyWaits")
    assert wrong(engine) == []


def test_another_system_starts_a_case_once_however_often_it_sends(cameras: Engine, clock: SetClock) -> None:
    ids = {send(cameras, DOWN, CAME) for _ in range(3)}
    work(cameras)
    ids |= {send(cameras, DOWN, {"values": {}})}  # the same id again, whatever it says now
    work(cameras)
    (only,) = started(cameras)
    assert len(ids) == 1
    begun = events(cameras, only)[0]
    assert (begun.actor, begun.channel) == (None, "worker")
    assert begun.inputs["from"] == {"source": "kameror", "message": "1"}
    assert set(open_tasks(cameras, only)) == {"visit"}
    with cameras.database.read() as connection:
        row = connection.execute(select(message)).one()
    assert (row.state, row.instance, row.body) == ("delivered", only, None)
    assert wrong(cameras) == []


def test_a_message_wakes_the_case_that_it_is_for(cameras: Engine, clock: SetClock) -> None:
    for number, unit in enumerate((104211, 104212)):
        send(cameras, DOWN, {"values": {**CAME["values"], "unit": unit}}, f"down {number}")
    work(cameras)
    send(cameras, UP, {"correlation": 104212}, "up")
    work(cameras)
    states = sorted(state_of(cameras, each) for each in started(cameras))
    assert states == ["active", "completed"]
    (still,) = [each for each in started(cameras) if state_of(cameras, each) == "active"]
    assert events(cameras, still)[0].inputs["values"]["unit"] == 104211
    assert wrong(cameras) == []


def test_a_message_that_comes_first_waits_a_little_for_its_case(cameras: Engine, clock: SetClock) -> None:
    send(cameras, UP, {"correlation": 104211}, "up")
    work(cameras)
    send(cameras, DOWN, CAME, "down")
    work(cameras)
    clock.move(timedelta(seconds=3))
    work(cameras)
    assert [state_of(cameras, each) for each in started(cameras)] == ["completed"]


@pytest.mark.parametrize(
    ("said", "problem", "fields"),
    [
        (b"<camera/>", "json", ()),
        ([1], "shape", ()),
        ({"unit": 1}, "shape", ()),
        ({"correlation": {"unit": 1}}, "shape", ()),
        ({"values": {"address": "Storgatan 3"}}, "fields", ("unit",)),
        ({"values": {**CAME["values"], "unit": "104211"}}, "fields", ("unit",)),
        ({"values": {**CAME["values"], "Gunborgs portkod": "1234"}}, "fields", ("?",)),
        ({"correlation": "x", "values": CAME["values"]}, "", ()),  # a start has no case to find
    ],
)
def test_what_cannot_be_understood_is_kept_for_a_person(
    cameras: Engine, clock: SetClock, who: dict[str, int], said: object, problem: str, fields: tuple[str, ...]
) -> None:
    came = send(cameras, DOWN, said)
    work(cameras)
    rows = cameras.ask(UnclearMessages(), who["admin"]).rows
    assert [(r.id, r.problem, r.fields) for r in rows] == ([(came, problem, fields)] if problem else [])


def test_nobody_reads_it_without_a_trace(cameras: Engine, clock: SetClock, who: dict[str, int]) -> None:
    came = send(cameras, DOWN, b"Gunborg har ringt")
    work(cameras)
    assert cameras.execute(DiscloseMessage(came), who["processagare"]) == "Gunborg har ringt"
    with cameras.database.read() as connection:
        row = connection.execute(select(disclosure)).one()
    assert (row.person, row.message, row.instance, row.reason) == (who["processagare"], came, None, "message")
    for login in ("bistand", "revisor", "utforare-norr"):
        for denied in (DiscloseMessage(came), RetryMessage(came), DropMessage(came)):
            with pytest.raises(NotFound):
                cameras.execute(denied, who[login])
        with pytest.raises(NotFound):
            cameras.ask(OpenMessage(came), who[login])


def test_a_person_tries_it_again_or_puts_it_aside(cameras: Engine, clock: SetClock, who: dict[str, int]) -> None:
    early = send(cameras, UP, {"correlation": 104211}, "up")
    for _ in range(4):
        work(cameras)
        clock.move(timedelta(minutes=1))
    assert cameras.ask(OpenMessage(early), who["admin"]).problem == "nobody"
    send(cameras, DOWN, CAME, "down")
    work(cameras)
    cameras.execute(RetryMessage(early), who["admin"])
    work(cameras)
    assert [state_of(cameras, each) for each in started(cameras)] == ["completed"]
    useless = send(cameras, DOWN, b"?", "useless")
    work(cameras)
    cameras.execute(DropMessage(useless), who["admin"])
    assert cameras.ask(UnclearMessages(), who["admin"]).rows == ()
    with cameras.database.read() as connection:
        row = connection.execute(select(message).where(message.c.id == useless)).one()
    assert (row.state, row.body, row.closed_by) == ("dropped", None, who["admin"])


def test_only_a_source_that_may_is_believed_and_only_now(cameras: Engine, clock: SetClock) -> None:
    body = json.dumps(CAME).encode()
    right = signed(KEY, clock.at, body)

    def refused(name: str, letter: Signed, key: str = KEY) -> None:
        with pytest.raises(NotAuthentic):
            cameras.execute(ReceiveMessage(name, letter, key), channel="webhook")

    refused("annat", right)
    refused(DOWN, right, "another installation's secret key, as long")
    refused(DOWN, Signed(right.message_id, right.timestamp, right.signature, body + b" "))
    refused(DOWN, Signed("2", right.timestamp, right.signature, body))
    refused(DOWN, Signed(right.message_id, right.timestamp, "", body))
    refused(DOWN, Signed(right.message_id, "soon", right.signature, body))
    refused(DOWN, signed(KEY, clock.at - timedelta(minutes=6), body))
    refused(DOWN, signed(KEY, clock.at + timedelta(minutes=6), body))
    refused(DOWN, signed(KEY, clock.at, body, source="annan"))
    assert cameras.execute(
        ReceiveMessage(DOWN, signed(KEY, clock.at - timedelta(minutes=4), body), KEY), channel="webhook"
    )


def test_a_new_secret_takes_over_within_a_day_and_a_closed_source_sends_nothing(
    cameras: Engine, clock: SetClock
) -> None:
    clock.move(timedelta(minutes=1))
    assert cameras.execute(GrantSource("kameror", (DOWN,)), channel="cli").generation == 2
    for generation, message_id in ((1, "old"), (2, "new")):
        letter = signed(KEY, clock.at, b"{}", message_id, generation)
        assert cameras.execute(ReceiveMessage(DOWN, letter, KEY), channel="webhook")
    clock.move(timedelta(days=1))
    with pytest.raises(NotAuthentic):
        cameras.execute(ReceiveMessage(DOWN, signed(KEY, clock.at, b"{}", "older", 1), KEY), channel="webhook")
    cameras.execute(GrantSource("kameror", ()), channel="cli")
    with pytest.raises(NotAuthentic):
        cameras.execute(ReceiveMessage(DOWN, signed(KEY, clock.at, b"{}", "closed", 3), KEY), channel="webhook")
    assert wrong(cameras) == []


def test_a_value_is_never_less_guarded_where_it_arrives(engine: Engine, who: dict[str, int]) -> None:
    publish(engine, asking())
    loose = form("question", field("radio", "client_name", "open", values=[{"label": "G", "value": "Gunborg"}]))
    kept = message_routines.FORMS["question"]
    try:
        message_routines.FORMS["question"] = loose
        publish(engine, answering())
    finally:
        message_routines.FORMS["question"] = kept
    page = engine.ask(OpenStart("asking"), who["bistand"])
    answers = {"client_name": "Gunborg", "address": "Storgatan 3", "unit": "104211"}
    first = engine.execute(StartInstance(page.instance, "asking", typed(answers)), who["bistand"])
    work(engine)
    assert started(engine) == [first]
    with engine.database.read() as connection:
        assert connection.execute(select(job.c.error)).scalar_one() == "MessageUnclear"


def test_a_job_for_a_message_that_is_over_does_nothing(cameras: Engine, clock: SetClock) -> None:
    came = send(cameras, DOWN, CAME)
    work(cameras)
    with cameras.database.write() as connection:
        enqueue(connection, [New(RECEIVED, "again", clock.at, payload={"message": came.hex})])
    work(cameras)
    assert len(started(cameras)) == 1


def test_both_histories_tell_of_it(engine: Engine, who: dict[str, int]) -> None:
    publish(engine, asking(), answering())
    page = engine.ask(OpenStart("asking"), who["bistand"])
    answers = {"address": "Storgatan 3", "unit": "104211"}
    first = engine.execute(StartInstance(page.instance, "asking", typed(answers)), who["bistand"])
    work(engine)
    (second,) = set(started(engine)) - {first}

    def told(instance_id: uuid.UUID, login: str) -> list[tuple[str, str, Other | None]]:
        history = engine.ask(OpenInstance(instance_id), who[login]).history
        return [(line.what, line.name, line.other) for line in history if line.other is not None]

    assert told(first, "revisor") == [("told", "ask", Other("SVA-2026-00001", second))]
    assert told(second, "revisor") == [("started", "Svara", Other("FRA-2026-00001", first))]
    assert told(second, "system") == [("started", "Svara", Other(""))]  # whose own groups had no part in the other
