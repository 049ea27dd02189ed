"""Fixtures for tests that run the whole engine. Each runs twice: on a real SQLite file and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # tests of a single part must not need the rest
    from engine.public import Engine, SetClock
    from tests.databases import Databases, Templates


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    from tests.databases import Templates

    with ExitStack() as stack:
        yield Templates(tmp_path_factory.mktemp("databases"), stack)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def databases(kind: str, tmp_path: Path, templates: Templates) -> Iterator[Databases]:
    from tests.databases import Databases

    made = Databases(kind, tmp_path, templates)
    yield made
    made.close()


@pytest.fixture
def clock() -> SetClock:
    from engine.public import SetClock
    from tests.case import START

    return SetClock(START)


@pytest.fixture
def open_engine(databases: Databases, clock: SetClock) -> Iterator[Callable[[str], Engine]]:
    """Opens engines that are closed after the test."""
    from engine.public import Engine

    opened: list[Engine] = []

    def open_one(url: str) -> Engine:
        opened.append(Engine(url, clock))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(databases: Databases, open_engine: Callable[[str], Engine]) -> Engine:
    """An engine with the demo's directory and New lock."""
    return open_engine(databases.demo())


@pytest.fixture
def who(engine: Engine) -> dict[str, int]:
    """Everybody's id by login."""
    from tests.case import people

    return people(engine)
