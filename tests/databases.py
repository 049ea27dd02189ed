"""Databases for tests, SQLite files and PostgreSQL's: empty ones, and copies of what is filled once a session."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from engine.demo import prepare_demo
from engine.public import Deploy, Engine, SetClock
from tests import postgres
from tests.case import START, routine_files

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Templates:
    """What is made once: the PostgreSQL server, when first asked for, and databases to be copied for each test."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self._server: postgres.Server | None = None
        self._kept: dict[tuple[str, str], str] = {}

    @property
    def server(self) -> postgres.Server:
        if self._server is None:
            self._server = self.stack.enter_context(postgres.running())
        return self._server

    def demo(self, kind: str) -> str:
        """With the demo's directory and New lock."""
        return self.keep(kind, "demo", _prepare)

    def keep(self, kind: str, name: str, fill: Callable[[Engine], None], source: str | None = None) -> str:
        """The URL of a database, a new one or a copy of `source`, that has been filled; nobody else may open it."""
        if (kind, name) not in self._kept:
            self._kept[kind, name] = url = self._make(kind, name, source)
            engine = Engine(url, SetClock(START))
            try:
                fill(engine)
            finally:
                engine.close()
            if kind == POSTGRESQL:
                self.server.freeze(url)
        return self._kept[kind, name]

    def _make(self, kind: str, name: str, source: str | None) -> str:
        if kind == SQLITE:
            return _copy_file(source, self.folder / f"{name}.db")
        url = self.server.create(source)
        self.stack.callback(self.server.drop, url)
        return url


class Databases:
    """Databases of one kind for one test."""

    def __init__(self, kind: str, folder: Path, templates: Templates) -> None:
        self.kind, self.folder, self.templates = kind, folder, templates
        self.made: list[str] = []

    def new(self, source: str | None = None) -> str:
        """The URL of a database: one without tables, or a copy of one that nobody has open."""
        if self.kind == SQLITE:
            self.made.append(_copy_file(source, self.folder / f"{len(self.made)}.db"))
        else:
            self.made.append(self.templates.server.create(source))
        return self.made[-1]

    def demo(self) -> str:
        """The URL of a database with the demo's directory and New lock."""
        return self.new(self.templates.demo(self.kind))

    def drop(self, url: str) -> None:
        """Takes one away before its time: a hundred of them are much."""
        self.made[self.made.index(url)] = ""
        if self.kind == POSTGRESQL:
            self.templates.server.drop(url)
        else:
            path_of(url).unlink()

    def close(self) -> None:
        for url in filter(None, self.made if self.kind == POSTGRESQL else ()):
            self.templates.server.drop(url)


def path_of(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(url.removeprefix("sqlite:///"))


def _copy_file(source: str | None, target: Path) -> str:
    if source is not None:
        shutil.copyfile(path_of(source), target)
    return f"sqlite:///{target}"


def _prepare(engine: Engine) -> None:
    engine.migrate()
    assert prepare_demo(engine._executor)
    engine.execute(Deploy(routine_files()), channel="cli")
