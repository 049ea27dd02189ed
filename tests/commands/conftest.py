from __future__ import annotations

import uuid

import pytest

from engine.public import Engine, SetClock
from tests.case import Case


@pytest.fixture
def case(engine: Engine, clock: SetClock) -> Case:
    """A case in which one task is open: `collect_key`, of the provider Norr."""
    return Case.start(engine, clock)


@pytest.fixture
def collect_key(case: Case) -> uuid.UUID:
    return case.find("collect_key", "provider")
