"""Where in the routine an instance is, lane by lane."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engine.definition.bundle import Bundle
from engine.directory.actor import Actor
from engine.queries.history import Share
from engine.task import OPEN, Task


@dataclass(frozen=True)
class LaneStep:
    """A lane in the routine. `state` is done, now, or "" while nothing is known: not begun, or not for the actor."""

    role: str
    name: str
    state: str
    mine: bool


def lane_steps(bundle: Bundle, actor: Actor, share: Share) -> tuple[LaneStep, ...]:
    """The routine's lanes in the order in which they are drawn, the called parts' after the routine's own."""
    roles = {right.role for right in actor.rights}
    keys = [bundle.manifest.key, *(k for k in bundle.models if k != bundle.manifest.key)]
    names = dict.fromkeys(lane.name for key in keys for lane in bundle.models[key].lanes)
    found = {bundle.manifest.roles.get(name, ""): name for name in names}
    began = {bundle.start_role} if share.whole else set()
    return tuple(LaneStep(role, name, _state(role, share.tasks, began), role in roles) for role, name in found.items())


def _state(role: str, tasks: Sequence[Task], began: Collection[str]) -> str:
    theirs = [t for t in tasks if t.role == role]
    if any(t.state == OPEN for t in theirs):
        return "now"
    return "done" if theirs or role in began else ""
