"""The paths of New lock, in the order in which its people walk them."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.public import Engine, SetClock
from tests.case import Case

Step = tuple[str, str]  # element, role; a mail is its element and "sent"
Answers = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Variant:
    """Answers that differ from the usual ones, the tasks in an order that is possible, mails where they are sent."""

    steps: tuple[Step, ...]
    end: str
    start: dict[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)


ORDERED = ("order_mounting", "sent")
EXTERNAL: tuple[Step, ...] = (
    ("collect_key", "provider"),
    ORDERED,
    ("register_client_external", "fee_officer"),
    ("message_system_manager", "fee_officer"),
    ("contact_provider", "caretaker"),
    ("agree_visit", "provider"),
    ("mount_lock", "caretaker"),
)
WITH_ALARM: tuple[Step, ...] = (EXTERNAL[0], ("collect_alarm_key", "alarm_provider"), *EXTERNAL[1:])
OWN: tuple[Step, ...] = (
    ("collect_key", "provider"),
    ("message_coordinator", "fee_officer"),
    ("register_client_own", "fee_officer"),
    ("contact_caretaker", "coordinator"),
    ("agree_visit", "provider"),
    ("mount_lock", "caretaker"),
)
HEADS: dict[str, tuple[tuple[Step, ...], dict[str, str]]] = {
    "external": (EXTERNAL, {}),
    "with_alarm": (WITH_ALARM, {"services": "home_care_and_alarm", "provider": "soder"}),
    "own": (OWN, {"provider_kind": "own", "provider": "egen"}),
}
COUPLED: tuple[Step, ...] = (("couple_lock", "system_manager"), ("add_users", "provider"))
APPROVED: tuple[Step, ...] = (
    ("check_approval", "fee_officer"),
    ("order_entrance_lock", "sent"),
    ("announce_entrance_lock", "sent"),
    ("contact_property_owner", "locksmith"),
    ("fetch_entrance_lock", "locksmith"),
    ("mount_entrance_lock", "locksmith"),
)
TAILS: dict[str, tuple[tuple[Step, ...], str, Answers]] = {
    "impossible": (
        (("receive_impossible_report", "system_manager"), ("keep_using_key", "provider")),
        "mounting_impossible",
        {"mount_lock": {"mounting_result": "impossible"}},
    ),
    "no_entrance": (COUPLED, "lock_in_use", {}),
    "entrance_with_unit": (COUPLED, "lock_in_use", {"mount_lock": {"entrance": "with_unit"}}),
    "entrance_refused": (
        (COUPLED[0], ("check_approval", "fee_officer"), COUPLED[1]),
        "lock_in_use",
        {"mount_lock": {"entrance": "without_unit"}, "check_approval": {"approval": "refused"}},
    ),
    "entrance_approved": (
        (*APPROVED, *COUPLED, ("add_entrance_unit", "system_manager")),
        "lock_in_use",
        {"mount_lock": {"entrance": "without_unit"}},
    ),
}
VARIANTS = {"no_key": Variant((), "no_key", {"key_handed_out": "no"})} | {
    f"{head}-{tail}": Variant(first + then, end, start, answers)
    for head, (first, start) in HEADS.items()
    for tail, (then, end, answers) in TAILS.items()
}
# the same tasks in other orders, as the branches beside each other allow, and the approval that was there already
LATE_COUPLING = (*APPROVED, COUPLED[0], ("add_entrance_unit", "system_manager"), COUPLED[1])
EARLY_COUPLING = (*COUPLED, *APPROVED, ("add_entrance_unit", "system_manager"))
ALARM_FIRST = (WITH_ALARM[1], WITH_ALARM[0], *WITH_ALARM[2:])
WITHOUT_UNIT: Answers = {"mount_lock": {"entrance": "without_unit"}}
EXISTING: Answers = WITHOUT_UNIT | {"check_approval": {"approval": "existing"}}
VARIANTS |= {
    "external-entrance_existing": Variant(EXTERNAL + LATE_COUPLING, "lock_in_use", {}, EXISTING),
    "external-coupled_first": Variant(EXTERNAL + EARLY_COUPLING, "lock_in_use", {}, WITHOUT_UNIT),
    "alarm_first": Variant(ALARM_FIRST + COUPLED, "lock_in_use", HEADS["with_alarm"][1]),
    "alarm_only": Variant(EXTERNAL + COUPLED, "lock_in_use", {"services": "alarm_only", "provider": "larm"}),
}


def run(engine: Engine, clock: SetClock, variant: Variant) -> Case:
    case = Case.start(engine, clock, **variant.start)
    for element, role in variant.steps:
        if role != "sent":
            case.complete(element, role, **variant.answers.get(element, {}))
    return case
