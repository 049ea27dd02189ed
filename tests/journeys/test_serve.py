"""`nyckelfri serve` as it is started from a terminal."""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import signal
import socket
import stat
import urllib.parse
import urllib.request

import pytest

from engine.directory.entries import Organisation
from engine.public import AddToDirectory, Deploy, Engine
from tests.journeys.conftest import ROOT, Served

pytestmark = pytest.mark.slow

KEY = "a key for tests that is long enough to be one"


class Web:
    """A browser without pictures."""

    def __init__(self, address):
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path, **fields):
        data = urllib.parse.urlencode(fields).encode() if fields else None
        with self.opener.open(self.address + path, data) as answer:
            return answer.read().decode()

    def sign_in(self, login):
        token = re.search(r'name="csrf_token" value="([^"]*)"', self.open("/sign-in"))[1]
        return self.open("/sign-in/demo", csrf_token=token, **{"as": login})


@pytest.fixture
def serve(tmp_path):
    started = []

    def begin(*options, **more):
        started.append(Served(tmp_path, *options, **more))
        return started[-1]

    yield begin
    for server in started:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


def refused(server):
    """The one line that is said, and exit code 2."""
    assert server.process.wait(timeout=60) == 2, server.log.read_text()
    (line,) = server.log.read_text().splitlines()
    return line


def test_it_says_where_to_sign_in_and_as_whom(serve):
    server = serve("--demo").wait()
    said = server.log.read_text()
    assert f"http://127.0.0.1:{server.port}/sign-in" in said
    assert "each with the password demo: bistand, avgift, utforare-norr" in said
    assert "Deployed new_lock, version 1." in said
    assert "Maja Nordgren" in Web(server.address).sign_in("utforare-norr")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_second_start_finds_everything_as_it_was_left(serve, tmp_path, how):
    first = serve("--demo").wait()
    web = Web(first.address)
    web.sign_in("bistand")
    key = (tmp_path / "secret_key").read_text()
    assert first.stop(how) == (-9 if how is signal.SIGKILL else 0)
    assert "Traceback" not in first.log.read_text()
    first.log.unlink()
    second = serve("--demo").wait()
    assert "Deployed" not in second.log.read_text()
    web.address = second.address
    assert "Agnes Björk" in web.open("/tasks")
    assert "Nytt lås" in web.open("/start")
    assert (tmp_path / "secret_key").read_text() == key


def test_the_demos_key_is_its_owners_alone(serve, tmp_path):
    serve("--demo").wait()
    path = tmp_path / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.fullmatch("[0-9a-f]{64}", path.read_text())


@pytest.mark.parametrize(
    ("options", "environment", "named"),
    [
        ([], {}, "NYCKELFRI_SECRET_KEY"),
        ([], {"NYCKELFRI_SECRET_KEY": "short"}, "NYCKELFRI_SECRET_KEY"),
        (["--demo"], {"NYCKELFRI_DATABASE_URL": "sqlite:///other.db"}, "NYCKELFRI_DATABASE_URL"),
        (["--demo", "--host", "0.0.0.0"], {}, "0.0.0.0"),
        (["--demo", "--host", "example.org"], {}, "example.org"),
        (["--demo"], {"PORT": "eighty"}, "PORT"),
        (["--demo"], {"PORT": "70000"}, "PORT"),
        (["--demo"], {"NYCKELFRI_LANG": "tlh"}, "NYCKELFRI_LANG"),
        ([], {"NYCKELFRI_SECRET_KEY": KEY, "NYCKELFRI_DATABASE_URL": "mysql://x"}, "NYCKELFRI_DATABASE_URL"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(serve, options, environment, named):
    assert named in refused(serve(*options, **environment))


def test_a_port_that_is_taken_is_said_in_one_line(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = serve("--demo", PORT=str(taken.getsockname()[1]))
        assert server.process.wait(timeout=60) == 2
        assert "can't be used" in server.log.read_text().splitlines()[-1]


def test_a_demo_is_never_served_without_saying_so(serve):
    server = serve("--demo").wait()
    server.stop()
    server.log.unlink()
    assert "is a demo's" in refused(serve(NYCKELFRI_SECRET_KEY=KEY))


def test_a_database_in_use_is_never_made_a_demo(serve, tmp_path):
    engine = Engine(f"sqlite:///{tmp_path / 'nyckelfri.db'}")
    engine.migrate()
    engine.execute(AddToDirectory((Organisation("kommunen", "Ekbacka kommun", "municipality"),)))
    engine.close()
    assert "is no demo's" in refused(serve("--demo"))
    server = serve(NYCKELFRI_SECRET_KEY=KEY).wait()
    page = Web(server.address).open("/sign-in")
    assert "DEMO" not in page
    assert "bistand" not in page


def test_only_files_that_have_changed_since_the_last_start_are_deployed(serve, tmp_path):
    for folder in ("processes", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    first = serve("--demo", cwd=tmp_path).wait()
    first.stop()
    drawing = tmp_path / "processes" / "new_lock.bpmn"
    original = drawing.read_bytes()

    # somebody deploys another way: that stays
    engine = Engine(f"sqlite:///{tmp_path / 'nyckelfri.db'}")
    files = {path.name: path.read_bytes() for path in [*tmp_path.rglob("*.bpmn"), *tmp_path.rglob("*.form")]}
    files["new_lock.bpmn"] = original.replace("Ny brukare anmäld".encode(), b"Ny brukare")
    assert engine.execute(Deploy(files), channel="cli").versions[0].version == 2
    engine.close()
    first.log.unlink()
    second = serve("--demo", cwd=tmp_path).wait()
    second.stop()
    assert "Deployed" not in second.log.read_text()

    drawing.write_bytes(original.replace("Ny brukare anmäld".encode(), "Brukare anmäld".encode()))
    third = serve("--demo", cwd=tmp_path).wait()
    third.stop()
    assert "Deployed new_lock, version 3." in third.log.read_text()

    drawing.write_bytes(b"<broken")
    third.log.unlink()
    broken = serve("--demo", cwd=tmp_path)
    assert broken.process.wait(timeout=60) == 2
    assert "new_lock.bpmn" in broken.log.read_text()
    assert "Traceback" not in broken.log.read_text()
