"""The app's own list of routes, each with every id there is, as everybody and as nobody: what is in the answers, their
headers and their refusals."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.calendar import STOCKHOLM
from engine.public import Engine, GrantSource, SetClock, SignIn
from tests.case import START
from tests.databases import SQLITE, Databases, Templates
from tests.message_routines import send
from tests.proofs.canaries import MUNICIPALITY, OFFICES, OUTSIDE, PASSWORD, WORKERS, World, fill, read_world
from tests.proofs.whose import Secret, secrets
from webui.app import create_app

pytestmark = pytest.mark.slow

NOT_THERE = uuid.UUID(int=7)
KEY = "a key for tests that is long enough to be one"
FROM_OUTSIDE = Secret("isfågeln", frozenset({MUNICIPALITY}))  # what another system has sent
LOGINS = [*(worker.login for worker in WORKERS), *OFFICES]
TABS = ("mine", "group", "waiting", "done")
JSON = {"Accept": "application/json"}
OF_ROUND_HOURS = re.compile(r":00$|:30$")  # times that forms and opening hours are full of


@dataclass
class Site:
    app: Flask
    world: World
    secrets: list[Secret]
    tokens: Mapping[str, str]
    message: uuid.UUID

    def browser(self, login: str | None) -> FlaskClient:
        client = self.app.test_client()
        if login is not None:
            with client.session_transaction() as session:
                session["token"] = self.tokens[login]
        return client

    def values(self) -> dict[str, list[object]]:
        """For each argument of a route: everything that somebody might guess, what is not there first."""
        return {
            "task_id": [NOT_THERE, *(t.id for found in self.world.tasks.values() for t in found)],
            "instance_id": [NOT_THERE, *(row.id for row in self.world.cases.values())],
            "mail_id": [NOT_THERE, *(m.id for found in self.world.mails.values() for m in found)],
            "message_id": [NOT_THERE, self.message],
            "incident_id": [NOT_THERE],
            "key": ["no_such", "new_lock", "key_collection", "visit_booking", "entrance_lock"],
            "filename": ["css/base.css"],
        }

    def addresses(self) -> Iterator[tuple[str, dict[str, object], str]]:
        """Endpoint, arguments and address of every page."""
        known = self.values()
        with self.app.test_request_context():
            for rule in self.app.url_map.iter_rules():
                if "GET" not in (rule.methods or ()):
                    continue
                names = sorted(rule.arguments)
                for given in product(*(known[name] for name in names)):
                    arguments = dict(zip(names, given, strict=True))
                    yield rule.endpoint, arguments, self.app.url_for(rule.endpoint, **arguments)
            yield from (("tasks.mine", {}, f"/tasks?tab={tab}") for tab in TABS)


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    databases = Databases(SQLITE, tmp_path_factory.mktemp("site"), templates)
    clock = SetClock(START.replace(hour=20))
    engine = Engine(databases.new(templates.keep(SQLITE, "canaries", fill)), clock)
    world = read_world(engine)
    tokens = {login: engine.execute(SignIn(login, PASSWORD, "192.0.2.7", b"key")) for login in LOGINS}
    assert all(tokens.values())
    app = create_app(engine, secret_key=KEY, demo=False)
    engine.execute(GrantSource("kameror", ("kamera_nere",)), channel="cli")
    message = send(engine, KEY, "kamera_nere", FROM_OUTSIDE.said.encode())
    engine.worker().run_due()
    known = [*secrets(world), FROM_OUTSIDE]
    yield Site(app, world, known, {login: token or "" for login, token in tokens.items()}, message)
    engine.close()


def said(answer: TestResponse) -> str:
    """Everything that comes with an answer, without what differs each time."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name != "Set-Cookie")
    whole = f"{answer.status_code}\n{headers}\n{answer.get_data(as_text=True)}"
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", whole)


def leaked(answer: TestResponse, site: Site, organisation: str | None) -> list[object]:
    text = said(answer)
    return [s.said for s in site.secrets if organisation not in s.seen_in and _is_said(s, text)]


def _is_said(secret: Secret, text: str) -> bool:
    if isinstance(secret.said, str):
        return secret.said in text
    clock = secret.said.astimezone(STOCKHOLM).strftime("%H:%M")
    return not OF_ROUND_HOURS.search(clock) and re.search(rf"\b{clock}\b", text) is not None


def test_every_route_is_crawled(site: Site) -> None:
    crawled = {endpoint for endpoint, _, _ in site.addresses()}
    assert crawled == {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {"tasks.task", "instances.case", "instances.diagram", "outbox.mail"} <= crawled


def test_the_municipality_finds_what_is_its_own(site: Site) -> None:
    """What the crawl looks for is on pages, for those who may see it."""
    seen = ""
    for login in LOGINS:
        browser = site.browser(login)
        seen += "".join(said(browser.get(address, buffered=True)) for _, _, address in site.addresses())
    heard = {secret.said for secret in site.secrets if _is_said(secret, seen)}
    assert len(heard) > 0.5 * len({secret.said for secret in site.secrets})
    assert {row.number for row in site.world.cases.values()} <= heard
    assert {worker.name for worker in WORKERS} <= heard
    assert {f"{word}gatan" for word in site.world.cases} <= heard


@pytest.mark.parametrize("worker", [w for w in WORKERS if w.organisation in OUTSIDE], ids=lambda worker: worker.login)
def test_no_page_tells_an_outsider_what_is_another_organisations(site: Site, worker: object) -> None:
    browser = site.browser(worker.login)  # type: ignore[attr-defined]
    for _, _, address in site.addresses():
        for headers in ({}, JSON):
            answer = browser.get(address, headers=headers, buffered=True)
            assert answer.status_code in (200, 303, 404), address
            assert leaked(answer, site, worker.organisation) == [], address  # type: ignore[attr-defined]


@pytest.mark.parametrize("login", LOGINS)
def test_what_is_refused_looks_like_what_is_not_there(site: Site, login: str) -> None:
    browser = site.browser(login)
    for headers in ({}, JSON):
        bodies = {}
        for endpoint, arguments, address in site.addresses():
            answer = browser.get(address, headers=headers, buffered=True)
            if answer.status_code == 404:
                bodies[endpoint, address] = said(answer)
            else:
                assert NOT_THERE not in arguments.values(), address
        assert len(set(bodies.values())) == 1, sorted(bodies)


def test_nobody_sees_anything_before_they_have_signed_in(site: Site) -> None:
    browser = site.browser(None)
    for headers in ({}, JSON):
        for _, _, address in site.addresses():
            answer = browser.get(address, headers=headers, buffered=True)
            if address in str(answer.headers.get("Location", "")).replace("%2F", "/"):
                answer.headers.remove("Location")  # where they wanted to go is what they said themselves
                answer.set_data(b"")
            assert leaked(answer, site, None) == [], address
