from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.people import Person

ROOT = Path(__file__).parents[2]
SERVE = [sys.executable, "-c", "from webui.cli import main; main()", "serve"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A server as it is started from a terminal, with a folder of its own."""

    def __init__(self, folder: Path, *options: str, cwd: Path = ROOT, **environment: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NYCKELFRI_")}
        self.log = folder / "served.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*SERVE, *options],
                cwd=cwd,
                env=kept | {"NYCKELFRI_DATA": str(folder), "PORT": str(self.port)} | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> Served:
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(self.log.read_text())
            try:
                with urllib.request.urlopen(f"{self.address}/health") as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo has its database."""
    return tmp_path_factory.mktemp("journeys")


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    """The address of a demo."""
    server = Served(folder, "--demo").wait()
    yield server.address
    assert server.stop() == 0, server.log.read_text()


@pytest.fixture(scope="module")  # one at a time can drive browsers in a process, and other tests do too
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(served: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own; afterwards no rule for content may have been broken in any."""
    contexts = []

    def opened(**look: object) -> Page:
        look = {"viewport": {"width": 1280, "height": 800}} | look
        context = chromium.new_context(base_url=served, **look)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        return page

    told: list[str] = []
    yield opened
    for context in contexts:
        context.close()
    # a browser tells every answer of 400 and above as an error of its own
    assert [words for words in told if "Failed to load resource" not in words] == []


@pytest.fixture
def person(open_page: Callable[..., Page]) -> Callable[..., Person]:
    """Somebody of the demo, signed in."""

    def signed_in(login: str, **look: object) -> Person:
        return Person(open_page(**look)).sign_in(login)

    return signed_in
