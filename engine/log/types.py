"""Every type of log event: subject and past tense. A new one is written here first."""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """What a log event says happened."""

    INSTANCE_STARTED = "instance.started"
    TASK_CLAIMED = "task.claimed"
    TASK_RELEASED = "task.released"
    TASK_POSTPONED = "task.postponed"
    TASK_COMPLETED = "task.completed"
    TASK_MOVED = "task.moved"
    TIMER_FIRED = "timer.fired"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_DELIVERED = "message.delivered"
    SERVICE_ANSWERED = "service.answered"
    SERVICE_FAILED = "service.failed"
    SIGNAL_RECEIVED = "signal.received"
    STEP_SKIPPED = "step.skipped"
    INSTANCE_CANCELLED = "instance.cancelled"
    INCIDENT_RAISED = "incident.raised"
    INCIDENT_RETRIED = "incident.retried"

    DEFINITION_DEPLOYED = "definition.deployed"
    CALENDAR_CHANGED = "calendar.changed"

    ORGANISATION_ADDED = "organisation.added"
    ROLE_ADDED = "role.added"
    GROUP_ADDED = "group.added"
    PERSON_ADDED = "person.added"
    CONTACT_ADDED = "contact.added"

    MEMBERSHIP_GRANTED = "membership.granted"
    MEMBERSHIP_REVOKED = "membership.revoked"
    OFFICE_GRANTED = "office.granted"
    OFFICE_REVOKED = "office.revoked"
    DEPUTY_APPOINTED = "deputy.appointed"
    SOURCE_GRANTED = "source.granted"

    MESSAGE_TAKEN = "message.taken"
    MESSAGE_KEPT = "message.kept"
    MESSAGE_RETRIED = "message.retried"
    MESSAGE_HANDED = "message.handed"
    MESSAGE_DROPPED = "message.dropped"


# the kernel's word for what happens to tokens, for the types that move them
STEPS = {
    EventType.INSTANCE_STARTED: "start",
    EventType.TASK_COMPLETED: "complete",
    EventType.TIMER_FIRED: "timer",
    EventType.MESSAGE_RECEIVED: "message",
    EventType.SERVICE_ANSWERED: "answer",
    EventType.SERVICE_FAILED: "error",
    EventType.SIGNAL_RECEIVED: "signal",
    EventType.STEP_SKIPPED: "skip",
    EventType.INSTANCE_CANCELLED: "cancel",
}
