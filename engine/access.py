"""Who may do what, as a filter on rows and as a check: one place for both.

What somebody may not see does not exist for them: every refusal about a thing is `NotFound`, be it there or not.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from engine.definition.bundle import Bundle
from engine.directory.actor import ADMINISTRATOR, AUDITOR, PROCESS_OWNER, Actor
from engine.directory.lookup import GroupRow, Groups
from engine.errors import NotAllowed, NotFound
from engine.instance.row import InstanceRow
from engine.mail import Mail
from engine.message.received import UNCLEAR, Received
from engine.storage.tables.instance import instance, participant, task
from engine.storage.tables.mail import mail
from engine.task import OPEN, Task


def sees_instance(actor: Actor) -> ColumnElement[bool]:
    """The instances that the actor may see something of: those in which a group of theirs has or has had a task."""
    if AUDITOR in actor.offices:
        return true()
    if not actor.groups:
        return false()
    theirs = and_(participant.c.instance == instance.c.id, participant.c.group.in_(actor.groups))
    return exists().where(theirs)


def sees_whole(actor: Actor, row: InstanceRow) -> bool:
    """Whether the actor sees others' steps in an instance: people of the organisation responsible for it, and auditors.

    Everybody else sees their own organisation's tasks, the lanes' names, and that it goes on elsewhere.
    """
    return AUDITOR in actor.offices or actor.organisation == row.organisation


def sees_task(actor: Actor) -> ColumnElement[bool]:
    """The tasks whose page the actor may open: their groups', and those they have done themselves."""
    return or_(task.c.group.in_(actor.groups), task.c.closed_by == actor.id)


def check_sees_task(actor: Actor, found: Task | None) -> Task:
    """The task, if the actor may open its page. Raises `NotFound`."""
    if found is None or not (found.group in actor.groups or found.closed_by == actor.id):
        raise NotFound
    return found


def may_claim(actor: Actor, found: Task) -> bool:
    """Take a task that nobody holds; take over from somebody one stands in for, or in a group that one leads."""
    if found.state != OPEN or found.group not in actor.groups:
        return False
    if found.assignee is None:
        return True
    return found.assignee != actor.id and (found.assignee in actor.stands_in_for or found.group in actor.managed)


def may_release(actor: Actor, found: Task) -> bool:
    """Give back what one holds, or what somebody one leads or stands in for holds."""
    if found.state != OPEN or found.assignee is None:
        return False
    return found.assignee == actor.id or found.assignee in actor.stands_in_for or found.group in actor.managed


def may_complete(actor: Actor, found: Task) -> bool:
    """Complete what one holds, as long as one is of the group."""
    return found.state == OPEN and found.assignee == actor.id and found.group in actor.groups


def start_group(actor: Actor, bundle: Bundle, groups: Groups) -> GroupRow | None:
    """The group as whose member the actor may start the routine; None when they may not."""
    held = [groups.by_id[g] for g in sorted(actor.groups)]
    return next((g for g in held if g.role == bundle.start_role), None)


def sees_mail(actor: Actor) -> ColumnElement[bool]:
    """The outbox: what one's own groups have sent, and all of it for an administrator's office."""
    if ADMINISTRATOR in actor.offices or AUDITOR in actor.offices:
        return true()
    return mail.c.group.in_(actor.groups) if actor.groups else false()


def may_see_mail(actor: Actor, found: Mail) -> bool:
    """The same of one mail."""
    return found.group in actor.groups or bool(actor.offices & {ADMINISTRATOR, AUDITOR})


def check_deploys(actor: Actor) -> None:
    """Deploying routines is the process owners' and administrators' office. Raises `NotAllowed`."""
    if not actor.offices & {PROCESS_OWNER, ADMINISTRATOR}:
        raise NotAllowed(act="deploy")


def check_administers(actor: Actor) -> None:
    """Changing the directory is the administrators' office. Raises `NotAllowed`."""
    if ADMINISTRATOR not in actor.offices:
        raise NotAllowed(act="administer")


def sees_calendar(actor: Actor) -> bool:
    """The calendar is read by every office, and changed by administrators."""
    return bool(actor.offices & {ADMINISTRATOR, AUDITOR, PROCESS_OWNER})


def check_sees_calendar(actor: Actor) -> None:
    """Raises `NotFound`."""
    if not sees_calendar(actor):
        raise NotFound


def may_change_calendar(actor: Actor) -> bool:
    return ADMINISTRATOR in actor.offices


def mends(actor: Actor) -> bool:
    """Putting right an instance that does not get on is the process owners' and administrators' office, not that of
    those who lead a group."""
    return bool(actor.offices & {PROCESS_OWNER, ADMINISTRATOR})


def check_mends(actor: Actor) -> None:
    """Raises `NotFound`."""
    if not mends(actor):
        raise NotFound


def tends_messages(actor: Actor) -> bool:
    """Who sends what, and what nobody understood, is the administrators' and the process owners' business."""
    return bool(actor.offices & {ADMINISTRATOR, PROCESS_OWNER})


def check_tends_messages(actor: Actor) -> None:
    """Raises `NotFound`."""
    if not tends_messages(actor):
        raise NotFound


def check_tends_message(actor: Actor, found: Received | None) -> Received:
    """The message, if it waits for a person and the actor may be that. Raises `NotFound`."""
    if found is None or found.state != UNCLEAR or not tends_messages(actor):
        raise NotFound
    return found
