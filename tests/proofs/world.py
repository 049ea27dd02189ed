"""Databases with something in them: every path walked to its end, and something in every table."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from engine.demo import PASSWORD
from engine.errors import InstanceStuck
from engine.public import (
    CancelInstance,
    ClaimTask,
    CompleteTask,
    DiscloseMessage,
    DiscloseTask,
    DropMessage,
    Engine,
    GrantSource,
    Incidents,
    MoveTask,
    OpenIncident,
    PostponeTask,
    RetryMessage,
    SaveDraft,
    SaveStartDraft,
    SetClock,
    SignIn,
)
from tests import message_routines
from tests.case import FORMS, Case, people, typed
from tests.paths import EXTERNAL, VARIANTS, WITHOUT_UNIT, Variant, run
from tests.small_routine import publish_small, start_small
from tests.timed_routine import Edge, choosing, publish, start, task_at, timed

NORR = {"provider": "norr"}
WHY = "Klienten har flyttat"
SECRET_KEY = "a secret key for tests, long enough"
KEY = b"a key for hashing who has failed"


def every_path(engine: Engine) -> None:
    """Each path once to its end, and once half-way with a task that somebody holds."""
    clock = _clock(engine)
    for variant in VARIANTS.values():
        run(engine, clock, variant)
        steps = [step for step in variant.steps if step[1] != "sent"]
        for half in {len(steps) // 2} if steps else ():
            case = run(engine, clock, Variant(tuple(steps[:half]), "", variant.start, variant.answers))
            case.claim(*steps[half])


def something_in_every_table(engine: Engine) -> None:
    """Two cases done, one half-way where a deputy has worked; the small routine untouched, answered and too late."""
    clock, who = _clock(engine), people(engine)
    _messages_from_outside(engine, who)
    run(engine, clock, VARIANTS["external-entrance_approved"])
    run(engine, clock, VARIANTS["own-no_entrance"])
    case = run(engine, clock, Variant(EXTERNAL, "", {}, WITHOUT_UNIT))
    approval = case.claim("check_approval", "fee_officer")
    engine.execute(ClaimTask(approval), who["vikarie"])
    engine.execute(CompleteTask(approval, typed(FORMS["check_approval"])), who["vikarie"])
    coupling = case.claim("couple_lock", "system_manager")
    engine.execute(PostponeTask(coupling, clock.at + timedelta(days=3)), who["system"])
    engine.execute(SaveDraft(coupling, {"lock_coupled": ["true"]}), who["system"])
    engine.execute(DiscloseTask(coupling), who["system"])
    engine.execute(SaveStartDraft("new_lock", {"client_name": ["Gun"]}), who["bistand"])
    publish_small(engine)
    start_small(engine, who["bistand"])
    answered, late = (Case(engine, clock, NORR, who, start_small(engine, who["bistand"])) for _ in range(2))
    in_time = answered.claim("answer", "provider")
    engine.execute(CompleteTask(in_time, {"note": ["I tid"], "count": ["2"]}), who["utforare-norr"])
    too_late = late.claim("answer", "provider")
    clock.move(timedelta(days=2))
    assert engine.execute(CompleteTask(too_late, {"note": ["För sent"]}), who["utforare-norr"]).late
    _not_getting_on(engine, who)
    engine.execute(SignIn("bistand", PASSWORD, "192.0.2.1", KEY))
    engine.execute(SignIn("bistand", "fel", "192.0.2.1", KEY))


def _messages_from_outside(engine: Engine, who: dict[str, int]) -> None:
    """One that started a case, one that nobody understood and somebody has read, one that was put aside."""
    message_routines.publish(engine, message_routines.camera())
    engine.execute(GrantSource("kameror", ("kamera_nere",)), channel="cli")
    right = b'{"values": {"address": "Storgatan 3", "unit": 104211}}'
    sent = [
        message_routines.send(engine, SECRET_KEY, "kamera_nere", body, str(number))
        for number, body in enumerate((right, b"Gunborg har ringt", b"?"))
    ]
    engine.worker().run_due()
    engine.execute(DiscloseMessage(sent[1]), who["admin"])
    engine.execute(RetryMessage(sent[2]), who["admin"])
    engine.worker().run_due()
    engine.execute(DropMessage(sent[2]), who["admin"])


def _not_getting_on(engine: Engine, who: dict[str, int]) -> None:
    """A case that stands still, one whose task has been moved since, one that was cancelled, one whose time is out."""
    publish(engine, choosing())
    cases = [start(engine, "choosing", who["bistand"]) for _ in range(4)]
    for instance in cases[:3]:
        task = task_at(engine, instance, "choose")
        engine.execute(ClaimTask(task), who["bistand"])
        with suppress(InstanceStuck):
            engine.execute(CompleteTask(task, {"count": ["2"]}), who["bistand"])
    found = engine.ask(Incidents(), who["processagare"]).open
    group = engine.ask(OpenIncident(found[1].id), who["processagare"]).groups[-1].id
    engine.execute(MoveTask(task_at(engine, found[1].instance, "choose"), group, WHY), who["processagare"])
    engine.execute(CancelInstance(found[2].instance, WHY), who["processagare"])
    publish(engine, timed(Edge("reminder", "R/PT1H", "timeCycle")))
    start(engine, "timed", who["bistand"])
    _clock(engine).move(timedelta(days=1))
    while engine.worker().run_due():
        pass


def _clock(engine: Engine) -> SetClock:
    assert isinstance(engine.clock, SetClock)
    return engine.clock
