"""Every route of the app, by its own list: as nobody, and as somebody who has no right to what it shows."""

from __future__ import annotations

import re

import pytest

from engine.public import GrantSource, Incidents
from tests.case import people
from tests.message_routines import send
from tests.timed_routine import choosing, publish, start, task_at
from tests.webui.web import TYPED_TO_COLLECT

PUBLIC = {"static", "root.health", "sign_in.form", "sign_in.enter", "demo.enter", "message_api.receive"}
EVERYBODYS = {"root.home", "tasks.mine", "start.routines", "outbox.mails", "sign_in.leave"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def things(app, engine, client_as):
    """Something of each kind that routes name."""
    case = client_as("bistand").start()
    held = client_as("utforare-norr").take("Hämta nyckel mot kvittens")
    held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    mail = client_as("avgift").open("/outbox").links()["Beställ montering"]
    engine.execute(GrantSource("kameror", ("kamera_nere",)), channel="cli")
    message = send(engine, app.config["SECRET_KEY"], "kamera_nere", b"NYL-2026-00001")
    publish(engine, choosing())
    stuck = start(engine, "choosing", people(engine)["bistand"])
    client_as("bistand").open(f"/tasks/{task_at(engine, stuck, 'choose')}").press("Ta uppgiften").press(
        "Klar", count="2"
    )
    engine.worker().run_due()
    (incident,) = engine.ask(Incidents(), people(engine)["admin"]).open
    return {
        "incident_id": str(incident.id),
        "message_id": str(message),
        "name": "kamera_nere",
        "task_id": held.path.removeprefix("/tasks/"),
        "instance_id": str(case),
        "mail_id": mail.removeprefix("/outbox/"),
        "key": "new_lock",
        "filename": "css/base.css",
    }


def addresses(app, things):
    """Method, endpoint and address of every route."""
    found = []
    for rule in app.url_map.iter_rules():
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: things[match[1]], rule.rule)
        found += [(method, rule.endpoint, address) for method in sorted(rule.methods & {"GET", "POST"})]
    return found


def token(browser):
    return browser.open("/sign-in").value("csrf_token")[0]


def test_there_are_routes_of_each_kind(app, things):
    listed = addresses(app, things)
    assert len(listed) > 20
    assert {endpoint for _, endpoint, _ in listed} > PUBLIC | EVERYBODYS


def test_ids_in_addresses_are_uuids_named_by_what_they_are(app):
    arguments = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert arguments == {
        *("task_id", "instance_id", "mail_id", "message_id", "incident_id"),
        *("name", "key", "filename"),
    }
    for rule in app.url_map.iter_rules():
        for name in rule.arguments:
            assert f"<uuid:{name}>" in rule.rule or not name.endswith("_id")


def test_nobody_is_led_to_sign_in_whatever_is_there(app, things, browser):
    somebody = browser()
    sent = {"csrf_token": token(somebody)}
    for method, endpoint, address in addresses(app, things):
        if endpoint in PUBLIC:
            continue
        for real in (address, address.replace(things["instance_id"], "00000000-0000-7000-8000-000000000000")):
            answer = somebody.client.open(real, method=method, data=sent if method == "POST" else None)
            keeps = getattr(app.view_functions[endpoint], "show_again", None)
            assert answer.status_code == (401 if method == "POST" and keeps else 303), (method, real)
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/sign-in")
            told = somebody.client.open(real, method=method, data=sent if method == "POST" else None, headers=JSON)
            assert told.status_code == 401
            assert "NYL-" not in answer.text + told.text


def test_public_routes_show_nothing_of_a_case(app, things, browser):
    for method, endpoint, address in addresses(app, things):
        if endpoint in PUBLIC and method == "GET":
            answer = browser().client.get(address, buffered=True)
            assert answer.status_code == 200, address
            assert b"NYL-" not in answer.data


@pytest.mark.parametrize("login", ["utforare-soder", "lassmed", "larm"])
def test_without_right_nothing_is_there(app, things, client_as, login):
    stranger = client_as(login)
    sent = {"csrf_token": stranger.open("/start").value("csrf_token")[0], "_until": "2026-12-24"}
    for method, endpoint, address in addresses(app, things):
        if endpoint in PUBLIC | EVERYBODYS:
            continue
        answer = stranger.client.open(address, method=method, data=sent if method == "POST" else None)
        assert answer.status_code == 404, (method, address)
        assert "NYL-" not in answer.text


@pytest.mark.parametrize("login", ["utforare-soder", "lassmed", "revisor", "admin", "processagare"])
def test_everybodys_pages_are_empty_of_what_is_others(app, things, client_as, login):
    for method, endpoint, address in addresses(app, things):
        if endpoint in EVERYBODYS and method == "GET":
            page = client_as(login).open(address)
            assert page.status == 200
            if login in ("revisor", "admin") and endpoint == "outbox.mails":
                continue
            assert "NYL-" not in page.response.text


def test_every_answer_has_the_headers(app, things, client_as, browser):
    for somebody in (client_as("bistand"), browser()):
        for _, endpoint, address in addresses(app, things):
            answer = somebody.client.get(address, buffered=True)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            kept = answer.headers["Cache-Control"]
            assert kept == "no-store" if endpoint != "static" else "immutable" in kept, address


def test_no_page_flashes_or_sets_more_than_its_cookies(app, things, client_as):
    for method, _, address in addresses(app, things):
        if method == "GET":
            answer = client_as("bistand").client.get(address, buffered=True)
            assert all(c.split("=")[0] in ("nyckelfri", "language") for c in answer.headers.getlist("Set-Cookie"))
    with client_as("bistand").client.session_transaction() as session:
        assert set(session) <= {"token", "csrf_token"}


def test_static_files_have_an_address_that_changes_with_them(app, browser):
    page = browser().open("/sign-in")
    (sheet,) = [a for a in page.root.xpath("//link/@href") if a.endswith("base.css")]
    assert re.fullmatch(r"/static/[0-9a-f]{16}/css/base.css", sheet)
    answer = browser().client.get(sheet, buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert browser().client.get("/static/0000000000000000/css/base.css").status_code == 404
