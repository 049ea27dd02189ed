from __future__ import annotations

import logging
import re
import sqlite3
import uuid

import pytest
from flask import Flask
from werkzeug.exceptions import InternalServerError

from engine import errors as engine_errors
from engine.errors import Conflict, KernelError, NyckelfriError
from tests.webui.web import TYPED_TO_COLLECT, TYPED_TO_START
from webui.errors import TABLE, said

COLLECT = "Hämta nyckel mot kvittens"
JSON = {"Accept": "application/json"}
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


def without_token(page):
    return TOKEN.sub("", page.response.text)


def test_what_is_not_there_and_what_is_not_yours_are_one_page(client_as):
    case = client_as("bistand").start()
    task = client_as("utforare-norr").free(COLLECT).path
    stranger = client_as("utforare-soder")
    nobody_has = uuid.UUID(int=7)
    addresses = [
        f"/cases/{case}",
        f"/cases/{case}/diagrams/new_lock",
        f"/cases/{nobody_has}",
        task,
        f"/tasks/{nobody_has}",
        f"/outbox/{nobody_has}",
        "/start/new_lock",
        "/start/nothing",
        "/nowhere",
        "/nowhere?x=%00",
        "/tasks/NYL-2026-00001",
    ]
    pages = [stranger.open(address) for address in addresses]
    assert {page.status for page in pages} == {404}
    assert {without_token(page) for page in pages} == {without_token(pages[0])}
    told = [stranger.client.get(address, headers=JSON) for address in addresses]
    assert len({(answer.status_code, answer.data) for answer in told}) == 1
    assert told[0].mimetype == "application/problem+json"
    assert told[0].get_json()["status"] == 404


def test_a_program_is_told_in_json(browser):
    answer = browser().client.get("/tasks", headers=JSON)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.get_json() == {
        "title": "Logga in",
        "status": 401,
        "detail": "Du är inte inloggad. Logga in och försök igen.",
    }


@pytest.mark.parametrize("accept", ["text/html", "*/*", "text/html,application/json;q=0.9", ""])
def test_a_browser_gets_a_page(client_as, accept):
    answer = client_as("avgift").client.get("/nowhere", headers={"Accept": accept})
    assert answer.mimetype == "text/html"


def test_every_error_of_the_engine_has_an_answer():
    assert TABLE[Exception].status == 500
    for cls in vars(engine_errors).values():
        if isinstance(cls, type) and issubclass(cls, NyckelfriError):
            error = cls.__new__(cls)
            assert 400 <= said(error).status < 600


def test_a_wrong_method_says_which_are_right(client_as):
    answer = client_as("avgift").client.get(f"/tasks/{uuid.UUID(int=7)}/claim")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_too_much_is_refused(client_as):
    page = client_as("bistand").open("/start/new_lock")
    big = page.press("Starta ärendet", **TYPED_TO_START | {"client_name": "x" * 1_000_001})
    assert (big.status, big.heading) == (413, "Det är för mycket text")
    assert "xxxx" not in big.response.text


def test_without_a_token_nothing_is_done(client_as):
    client_as("bistand").start()
    task = client_as("utforare-norr").free(COLLECT)
    refused = client_as("utforare-norr").send(task.path + "/claim", [])
    assert (refused.status, refused.heading) == (400, "Sidan var för gammal")
    assert "Ta uppgiften" in client_as("utforare-norr").open(task.path).buttons


@pytest.fixture
def held(client_as):
    client_as("bistand").start()
    return client_as("utforare-norr").take(COLLECT)


def test_a_fault_of_ours_says_a_number_that_is_in_the_log_and_keeps_what_was_typed(held, world, caplog):
    with sqlite3.connect(world.path) as connection:
        connection.execute("ALTER TABLE event RENAME TO gone")
    connection.close()
    with caplog.at_level(logging.ERROR):
        page = held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT, extra="Kanariefågel")
    assert (page.status, page.heading) == (500, "Något gick fel hos oss")
    number = page.text.partition("Felnummer: ")[2][:8]
    (line,) = [record.getMessage() for record in caplog.records]
    assert re.fullmatch("[0-9a-f]{8}", number)
    assert f"error {number} in POST tasks.complete: OperationalError at engine/" in line
    assert "webui/tasks/acts.py" in line
    assert "Kanarie" not in line
    assert "2026-11-23" not in line
    assert "sqlite" not in page.response.text.lower()
    with sqlite3.connect(world.path) as connection:
        connection.execute("ALTER TABLE gone RENAME TO event")
    connection.close()
    again = page.press("Visa det jag skrev")
    assert again.value("key_collected_on") == ["2026-11-23"]
    assert again.press("Klar, nyckeln är hämtad").notices[0].startswith("Klart.")


@pytest.mark.parametrize(("error", "status"), [(Conflict(), 409), (KernelError(element="x"), 500)])
def test_what_the_engine_could_not_do_keeps_what_was_typed(held, world, monkeypatch, error, status):
    def fail(command, *more):
        if type(command).__name__ == "CompleteTask":
            raise error
        return execute(command, *more)

    execute = world.engine.execute
    monkeypatch.setattr(world.engine, "execute", fail)
    page = held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    assert page.status == status
    if status == 500:
        page = page.press("Visa det jag skrev")
    else:
        assert "Flera ändrade ärendet samtidigt" in page.notices[0]
    assert page.value("key_collected_on") == ["2026-11-23"]
    monkeypatch.undo()
    assert page.press("Klar, nyckeln är hämtad").notices[0].startswith("Klart.")


def test_what_is_typed_without_the_right_can_be_copied(held, world):
    with sqlite3.connect(world.path) as connection:
        connection.execute(
            "UPDATE membership SET until = 0 WHERE person = (SELECT id FROM person WHERE login = ?)", ("utforare-norr",)
        )
    connection.close()
    page = held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    assert page.status == 404
    assert "Det du skrev är inte borta" in page.text
    assert "key_collected_on 2026-11-23" in page.text


def test_the_page_of_an_error_needs_no_database(client_as, world):
    browser = client_as("avgift")
    with sqlite3.connect(world.path) as connection:
        connection.execute("ALTER TABLE session RENAME TO gone")
    connection.close()
    page = browser.open("/tasks")
    assert (page.status, page.heading) == (500, "Något gick fel hos oss")
    health = browser.client.get("/health")
    assert health.status_code in (200, 500, 503)


def test_the_sign_of_life(browser, world):
    answer = browser().client.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    with sqlite3.connect(world.path) as connection:
        connection.execute("ALTER TABLE setting RENAME TO gone")
    connection.close()
    answer = browser().client.get("/health")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_an_error_of_the_library_is_told_as_ours():
    assert said(InternalServerError()).status == 500
    assert isinstance(Flask("x"), Flask)
