"""Forms that arrive several times at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.webui.web import TYPED_TO_COLLECT, TYPED_TO_START, Browser, sent_by

COLLECT = "Hämta nyckel mot kvittens"


def at_once(app, page, button, typed):
    """The form sent four times in the same moment, from as many windows of one browser; the answers' status and where
    they lead."""
    (form,) = page.root.xpath("//form[.//button[text()=$button]]", button=button)
    fields = [(name, value) for name, value in sent_by(form) if name not in typed] + list(typed.items())
    cookie = page.browser.client.get_cookie("nyckelfri").value

    def send(_):
        window = app.test_client()
        window.set_cookie("nyckelfri", cookie)
        sent = Browser(window).send(form.get("action"), fields, follow=False)
        return sent.status, sent.response.headers.get("Location")

    with ThreadPoolExecutor(4) as windows:
        return list(windows.map(send, range(4)))


def test_a_start_form_starts_one_case(app, client_as):
    page = client_as("bistand").open("/start/new_lock")
    answers = at_once(app, page, "Starta ärendet", TYPED_TO_START)
    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 1
    assert client_as("utforare-norr").open("/tasks?tab=group").text.count(COLLECT) == 1


def test_a_task_is_completed_once(app, client_as):
    case = client_as("bistand").start()
    page = client_as("utforare-norr").take(COLLECT)
    answers = at_once(app, page, "Klar, nyckeln är hämtad", TYPED_TO_COLLECT)
    assert sorted(status for status, _ in answers) == [303, 409, 409, 409]
    assert client_as("bistand").open(f"/cases/{case}").text.count(f"Klart: {COLLECT}") == 1
