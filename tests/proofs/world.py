"""Databases with something in them: every path walked to its end, and something in every table."""

from __future__ import annotations

from datetime import timedelta

from engine.demo import PASSWORD
from engine.public import (
    ClaimTask,
    CompleteTask,
    DiscloseTask,
    Engine,
    PostponeTask,
    SaveDraft,
    SaveStartDraft,
    SetClock,
    SignIn,
)
from tests.case import FORMS, Case, people, typed
from tests.paths import EXTERNAL, VARIANTS, WITHOUT_UNIT, Variant, run
from tests.small_routine import publish_small, start_small

NORR = {"provider": "norr"}
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
    engine.execute(SignIn("bistand", PASSWORD, "192.0.2.1", KEY))
    engine.execute(SignIn("bistand", "fel", "192.0.2.1", KEY))


def _clock(engine: Engine) -> SetClock:
    assert isinstance(engine.clock, SetClock)
    return engine.clock
