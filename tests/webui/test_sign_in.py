from __future__ import annotations

from datetime import timedelta

import pytest
from itsdangerous import base64_decode

from engine.public import DEMO_PASSWORD
from tests.webui.web import KEY, TYPED_TO_COLLECT, TYPED_TO_START, Browser
from webui.app import create_app

COLLECT = "Hämta nyckel mot kvittens"


def token(browser):
    with browser.client.session_transaction() as session:
        return session.get("token")


def test_somebody_who_is_not_signed_in_is_asked_to_and_comes_where_they_were_going(browser, client_as):
    case = client_as("bistand").start()
    page = browser().open(f"/cases/{case}?lang=sv")
    assert (page.path, page.heading) == ("/sign-in", "Logga in")
    page = page.press("Logga in", login="bistand", password=DEMO_PASSWORD)
    assert page.path == f"/cases/{case}"


def test_the_demo_offers_everybody_as_a_button(browser):
    page = browser().open("/sign-in")
    assert "avgift Ture Lind, Ekbacka kommun · Avgiftshandläggare" in page.buttons
    assert "revisor Signe Klar, Ekbacka kommun · Revisor" in page.buttons
    signed_in = page.press("avgift Ture Lind, Ekbacka kommun · Avgiftshandläggare")
    assert signed_in.path == "/tasks"
    assert "Ture Lind" in signed_in.response.text


def test_without_demo_there_are_no_buttons_and_no_way_behind_them(engine):
    plain = Browser(create_app(engine, secret_key=KEY).test_client())
    page = plain.open("/sign-in")
    assert page.buttons == ["Logga in"]
    assert "DEMO" not in page.response.text
    sent = plain.send("/sign-in/demo", [("csrf_token", page.value("csrf_token")[0]), ("as", "admin")])
    assert sent.status == 404


@pytest.mark.parametrize(("login", "password"), [("avgift", "fel"), ("ingen", "demo"), ("", ""), ("avgift\0", "x")])
def test_a_wrong_password_is_told_and_nothing_else(browser, login, password):
    page = browser().open("/sign-in").press("Logga in", login=login, password=password)
    assert page.status == 422
    assert page.errors == ["Användarnamnet eller lösenordet stämmer inte. Kontrollera båda och försök igen."]
    assert page.value("login") == ([login.strip("\0")] if login else [])
    assert page.value("password") == []


def test_spaces_around_the_name_are_forgiven(browser):
    page = browser().open("/sign-in").press("Logga in", login=" avgift ", password=DEMO_PASSWORD)
    assert page.path == "/tasks"


def test_too_many_attempts_are_told_what_to_do(browser, clock):
    page = browser().open("/sign-in")
    for _ in range(8):
        page = page.press("Logga in", login="avgift", password="fel")
    stopped = page.press("Logga in", login="avgift", password=DEMO_PASSWORD)
    assert (stopped.status, stopped.heading) == (429, "För många försök att logga in")
    assert stopped.response.headers["Retry-After"] == "900"
    assert "Vänta en kvart" in stopped.text
    clock.move(timedelta(minutes=16))
    assert page.press("Logga in", login="avgift", password=DEMO_PASSWORD).path == "/tasks"


def test_each_sign_in_has_a_new_token_and_ends_what_was_before(browser):
    first = browser().sign_in("avgift")
    old = token(first)
    with first.client.session_transaction() as session:
        before = dict(session)
    page = first.open("/tasks").press("Logga ut")
    assert page.path == "/sign-in"
    first.sign_in("avgift")
    assert token(first) not in (None, old)
    thief = browser()
    with thief.client.session_transaction() as session:
        session.update(before)
    assert thief.open("/tasks").path == "/sign-in"


def test_a_session_that_somebody_planted_is_not_taken_over(browser):
    mine = browser()
    with mine.client.session_transaction() as session:
        session["token"] = "planted"
        session["csrf_token"] = "planted"
    mine.sign_in("avgift")
    with mine.client.session_transaction() as session:
        assert "planted" not in session.values()


def test_signing_in_while_signed_in_ends_the_other_session(browser, client_as):
    mine = client_as("avgift")
    other = browser()
    with mine.client.session_transaction() as session, other.client.session_transaction() as copy:
        copy.update(session)
    page = browser().open("/sign-in")
    form = [(name, page.value(name)[0]) for name in ("csrf_token",)]
    with mine.client.session_transaction() as session, page.browser.client.session_transaction() as new:
        session["csrf_token"] = new["csrf_token"]
    sent = mine.send("/sign-in", [*form, ("login", "system"), ("password", DEMO_PASSWORD)])
    assert "Vera Dahl" in sent.response.text
    assert other.open("/tasks").path == "/sign-in"


def test_the_cookie_holds_nothing_but_tokens(browser):
    mine = browser().sign_in("avgift")
    cookie = mine.client.get_cookie("nyckelfri")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    with mine.client.session_transaction() as session:
        assert set(session) <= {"token", "csrf_token"}
    assert b"Ture" not in base64_decode(cookie.value.split(".")[0])


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_over_https_the_cookie_stays_there(browser, scheme, secure):
    page = browser().open("/sign-in", base_url=f"{scheme}://localhost")
    assert ("Secure" in page.response.headers["Set-Cookie"]) is secure
    assert ("Strict-Transport-Security" in page.response.headers) is secure


@pytest.mark.parametrize("life", [timedelta(hours=2, minutes=1), timedelta(hours=12)])
def test_a_session_does_not_last(client_as, clock, life):
    clock.move(life)
    assert client_as("avgift").open("/tasks").path == "/sign-in"


def test_a_session_in_use_goes_on(client_as, clock):
    for _ in range(5):
        clock.move(timedelta(hours=1, minutes=30))
        assert client_as("avgift").open("/tasks").path == "/tasks"


@pytest.mark.parametrize(
    "there",
    [
        "https://example.org/",
        "//example.org/tasks",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "tasks",
        "/tasks\r\nX: y",
        "",
    ],
)
def test_it_leads_nowhere_else(browser, there):
    mine = browser()
    page = mine.open("/sign-in", query_string={"next": there})
    fields = [("csrf_token", page.value("csrf_token")[0]), ("next", there)]
    sent = mine.send("/sign-in", [*fields, ("login", "avgift"), ("password", DEMO_PASSWORD)], follow=False)
    assert (sent.status, sent.response.headers["Location"]) == (303, "/")
    again = mine.client.get("/sign-in", query_string={"next": there})
    assert again.headers["Location"] == "/"


@pytest.fixture
def lapsed(client_as, clock):
    """What somebody gets who was away for three hours in the middle of a form."""
    client_as("bistand").start()
    page = client_as("utforare-norr").take(COLLECT)
    clock.move(timedelta(hours=3))
    return page.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)


def test_what_was_typed_when_the_session_ended_comes_back_in_its_form(lapsed):
    assert (lapsed.status, lapsed.heading) == (401, "Logga in")
    assert "Det du skrev finns kvar" in lapsed.notices[0]
    page = lapsed.press("Logga in", login="utforare-norr", password="fel")
    page = page.press("Logga in", login="utforare-norr", password=DEMO_PASSWORD)
    assert page.heading == "Du är inloggad igen"
    page = page.press("Visa det jag skrev")
    assert (page.heading, page.errors) == (COLLECT, [])
    assert page.value("key_collected_on") == ["2026-11-23"]
    assert page.value("key_receipt_signed_by") == ["client"]
    assert page.press("Klar, nyckeln är hämtad").notices[0].startswith("Klart.")


def test_it_comes_back_by_the_demos_buttons_too(lapsed):
    page = lapsed.press("utforare-norr Maja Nordgren, Norrgläntans hemtjänst · Utförare")
    assert page.press("Visa det jag skrev").value("key_collected_on") == ["2026-11-23"]


def test_what_somebody_else_typed_does_not_come_back(client_as, browser, clock):
    page = client_as("bistand").open("/start/new_lock")
    clock.move(timedelta(hours=3))
    lapsed = page.press("Starta ärendet", **TYPED_TO_START)
    other = lapsed.press("Logga in", login="bistand2", password=DEMO_PASSWORD)
    assert other.path == "/tasks"
    assert "Gunborg" not in other.response.text


def test_nothing_goes_along_to_an_address_that_takes_no_form(browser):
    mine = browser()
    page = mine.open("/sign-in")
    fields = [("csrf_token", page.value("csrf_token")[0]), ("login", "avgift"), ("password", DEMO_PASSWORD)]
    for address in ("/nowhere", "https://example.org/", "/tasks", "/sign-out"):
        sent = mine.send("/sign-in", [*fields, ("address", address), ("kept.x", "y")])
        assert "Visa det jag skrev" not in sent.buttons
        page = sent.press("Logga ut")
        fields[0] = ("csrf_token", page.value("csrf_token")[0])


def test_a_form_whose_token_has_lapsed_is_shown_as_it_was_typed(client_as):
    client_as("bistand").start()
    page = client_as("utforare-norr").take(COLLECT)
    page.browser.open("/tasks").press("Logga ut")
    page.browser.sign_in("utforare-norr")
    shown = page.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    assert shown.status == 400
    assert "Det du skrev finns kvar" in shown.notices[0]
    assert shown.value("key_collected_on") == ["2026-11-23"]
    assert shown.press("Klar, nyckeln är hämtad").notices[0].startswith("Klart.")


def test_a_lapsed_form_of_somebody_else_is_not_shown(client_as):
    page = client_as("bistand").open("/start/new_lock")
    page.browser.open("/tasks").press("Logga ut")
    page.browser.sign_in("bistand2")
    shown = page.press("Starta ärendet", **TYPED_TO_START)
    assert (shown.status, shown.heading) == (400, "Sidan var för gammal")
    assert "Gunborg" not in shown.response.text
