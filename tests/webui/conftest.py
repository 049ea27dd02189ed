from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine.public import DEMO_PASSWORD, Deploy, Engine, SetClock, SignIn
from tests.webui.web import DEMO_LOGINS, KEY, START, Browser, routine_files
from webui.app import create_app


class World:
    """One engine and one app for all tests, for they take long to warm; each test has a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.path, self.built = folder / "nyckelfri.db", folder / "built.db"
        self.clock = SetClock(START)
        self.engine = Engine(f"sqlite:///{self.path}", self.clock)
        self.engine.migrate()
        self.engine.prepare_demo()
        self.engine.execute(Deploy(routine_files()), channel="cli")
        self.tokens = {login: self.engine.execute(SignIn(login, DEMO_PASSWORD, "", b"")) for login in DEMO_LOGINS}
        self.engine.close()
        shutil.copy(self.path, self.built)
        self.app = create_app(self.engine, secret_key=KEY, demo=True)

    def renew(self) -> None:
        """The database as it was built. Its connections are closed; the next ones open the new file."""
        self.engine.close()
        for path in self.path.parent.glob("nyckelfri.db*"):
            path.unlink()
        shutil.copy(self.built, self.path)
        self.clock.at = START


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("web"))
    yield made
    made.engine.close()


@pytest.fixture
def engine(world: World) -> Engine:
    world.renew()
    return world.engine


@pytest.fixture
def clock(world: World, engine: Engine) -> SetClock:
    return world.clock


@pytest.fixture
def app(world: World, engine: Engine) -> Flask:
    return world.app


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """A browser in which nobody is signed in."""
    return lambda: Browser(app.test_client())


@pytest.fixture
def client_as(world: World, browser: Callable[[], Browser]) -> Callable[[str], Browser]:
    """A browser in which a person is signed in, by login; the same one each time."""
    known: dict[str, Browser] = {}

    def signed_in(login: str) -> Browser:
        if login not in known:
            known[login] = browser()
            with known[login].client.session_transaction() as session:
                session["token"] = world.tokens[login]
        return known[login]

    return signed_in
