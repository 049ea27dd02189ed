"""New lock in a real browser, from the needs assessor's notice to the coupled lock and the entrance's."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.people import STEPS, TO_START

pytestmark = pytest.mark.slow

COLLECT = "Hämta nyckel mot kvittens"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_case_runs_from_start_to_end(person, script):
    people = {}

    def as_(login):
        if login not in people:
            people[login] = person(login, java_script_enabled=script, viewport={"width": 360, "height": 740})
        return people[login]

    case = as_("bistand").start()
    number = as_("bistand").heading.inner_text().split()[0]
    for login, task, answers in STEPS:
        someone = as_(login).take(task, number)
        someone.answer(answers)
        someone.complete()
    assessor = as_("bistand").page
    assessor.goto(case)
    expect(assessor.get_by_text("Digitalt lås i drift")).to_be_visible()
    expect(assessor.get_by_text("Klart: ")).to_have_count(len(STEPS))
    assert assessor.locator(".diagram").first.is_visible() == script
    fees = as_("avgift").page
    fees.goto("/outbox")
    expect(fees.get_by_role("row").filter(has_text=number)).to_have_count(3)


def test_an_error_is_mended_a_draft_is_kept_and_the_next_is_offered(person):
    person("bistand").start()
    provider = person("utforare-norr").take(COLLECT)
    page = provider.page
    provider.answer({"key_receipt_signed": "true", "key_receipt_signed_by": "client"})
    provider.primary.click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("#f-key_collected_on")).to_be_focused()
    provider.answer({"key_collected_on": STEPS[0][2]["key_collected_on"]})
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(page.get_by_text("Uppgiften är inte klar än.")).to_be_in_viewport()
    page.goto("/tasks")
    page.locator(".task a").first.click()
    expect(page.locator("#f-key_collected_on")).to_have_value(STEPS[0][2]["key_collected_on"])
    expect(page.locator("[name=key_receipt_signed][type=checkbox]")).to_be_checked()
    provider.answer({"key_stored": "true"})
    provider.complete()
    expect(page.get_by_text("Det pågår hos kommunen.")).to_be_visible()
    fees = person("avgift").take("Lägg upp brukaren i Phoniro Care")
    fees.answer({"client_registered": "true"})
    fees.complete().page.get_by_role("link", name="Nästa: Meddela systemförvaltaren i Treserva").click()
    expect(fees.heading).to_have_text("Meddela systemförvaltaren i Treserva")


def test_enter_in_a_field_saves_and_starts_nothing(person):
    page = person("bistand2").page
    page.goto("/start/new_lock")
    page.get_by_label("Brukarens namn").fill("Gunborg Fältskog")
    page.get_by_label("Adress").fill("Storgatan 3")
    page.get_by_label("Adress").press("Enter")
    expect(page.get_by_text("Ärendet är inte startat än.")).to_be_in_viewport()
    expect(page.get_by_label("Adress")).to_have_value("Storgatan 3")


def test_a_task_is_done_by_keyboard_alone(person, open_page):
    person("bistand").start(address="Tangentvägen 1")
    page = open_page()
    page.goto("/sign-in")
    press = page.keyboard.press

    def tab_to(words):
        for _ in range(80):
            press("Tab")
            found = page.evaluate(
                "() => { const e = document.activeElement; "
                "return e.value && e.tagName === 'BUTTON' && e.name === 'as' ? e.value : "
                "(e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || '' }"
            )
            if words in found:
                return
        raise AssertionError(f"{words!r} can't be reached")

    for words in ("utforare-norr", "Gruppens", "Tangentvägen 1", "Ta uppgiften"):
        tab_to(words)
        with page.expect_navigation():
            press("Enter")
    expect(page.get_by_role("heading", name="Gör uppgiften")).to_be_visible()
    tab_to("Nyckeln hämtad")
    page.keyboard.type("11202026")
    tab_to("Nyckelkvittensen är undertecknad")
    press("Space")
    tab_to("Brukaren")
    press("Space")
    press("ArrowDown")
    tab_to("Nyckeln är inlåst")
    press("Space")
    tab_to("Klar, nyckeln är hämtad")
    press("Enter")
    expect(page.get_by_text("Klart. Du gjorde uppgiften klar")).to_be_visible()
    expect(page.get_by_text("En närstående")).to_be_visible()


def test_the_same_form_sent_from_two_windows_starts_one_case(person):
    assessor = person("bistand")
    page = assessor.page
    page.goto("/start/new_lock")
    assessor.answer(TO_START)
    page.evaluate("() => { const f = document.querySelector('#work'); f.target = '_blank'; }")
    with page.context.expect_page() as first:
        assessor.primary.click()
    first.value.wait_for_url("**/cases/*")
    with page.context.expect_page() as second:
        assessor.primary.click()
    second.value.wait_for_url("**/cases/*")
    assert first.value.url == second.value.url
