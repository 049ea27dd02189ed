"""A model run by the engine and by another player of it, side by side."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Protocol

from engine.bpmn.compile import Definition
from engine.bpmn.key import Key
from tests.engine.bpmn.models import Model
from tests.engine.bpmn.token_game import Place
from tests.engine.bpmn.watched import Watched


class Player(Protocol):
    @property
    def waiting(self) -> list[Place]: ...

    @property
    def done(self) -> bool: ...

    def complete(self, place: Place, values: Mapping[str, int]) -> None: ...

    def fire(self, place: Place) -> None: ...


def place(key: Key) -> Place:
    return re.sub(r":\d+", "", key.scope), key.element


def run_beside(player: Player, definition: Definition, chance: random.Random, most_steps: int) -> Watched:
    """A random history of a model, after each event of which both have the same tokens."""
    running = Watched(definition)
    for _ in range(most_steps):
        waiting = running.waiting()
        assert sorted(place(key) for key in waiting.values()) == player.waiting
        assert running.done == player.done
        if not waiting:
            break
        timers, tasks = running.waiting("timer"), running.waiting("task")
        if timers and (not tasks or chance.random() < 0.2):
            name = chance.choice(sorted(timers))
            running.wait(days=1).fire(name)
            player.fire(place(waiting[name]))
        else:
            name = chance.choice(sorted(tasks))
            values = Model.values(waiting[name].element, chance)
            running.complete(name, **values)
            player.complete(place(waiting[name]), values)
    return running
