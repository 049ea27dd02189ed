from __future__ import annotations

import pytest

from tests.webui.web import TYPED_TO_START

START_IT = "Starta ärendet"


@pytest.fixture
def form(client_as):
    return client_as("bistand").open("/start").follow("Nytt lås")


def test_only_those_who_may_start_a_routine_are_offered_it(client_as):
    assert "Nytt lås" in client_as("bistand").open("/start").links()
    for login in ("avgift", "utforare-norr", "revisor", "admin"):
        page = client_as(login).open("/start")
        assert "Inget att starta" in page.text
        assert "Nytt lås" not in page.response.text
        assert client_as(login).open("/start/new_lock").status == 404


def test_starting_leads_to_the_case(form):
    page = form.press(START_IT, **TYPED_TO_START)
    assert page.heading == "NYL-2026-00001 Nytt lås"
    assert page.notices == ["Klart. Ärendet är startat."]
    assert "Hämta nyckel mot kvittens Utförare väntar sedan idag mån 30 nov Ledig" in page.text


def test_the_same_form_sent_twice_starts_one_case(form):
    first, second = form.press(START_IT, **TYPED_TO_START), form.press(START_IT, **TYPED_TO_START)
    assert first.path == second.path
    another = form.browser.open("/start/new_lock").press(START_IT, **TYPED_TO_START)
    assert another.heading == "NYL-2026-00002 Nytt lås"


def test_errors_keep_what_was_typed_and_which_case_it_is(form):
    wrong = form.press(START_IT, **TYPED_TO_START | {"address": "storgatan"})
    assert wrong.status == 422
    assert "Skriv gata och nummer" in wrong.errors[0]
    assert wrong.value("client_name") == ["Gunborg Fältskog"]
    assert wrong.value("_instance") == form.value("_instance")
    assert wrong.press(START_IT, **TYPED_TO_START).path == f"/cases/{form.value('_instance')[0]}"


def test_a_draft_is_kept_by_button_and_by_enter(form):
    saved = form.press("Spara och fortsätt senare", client_name="Gunborg")
    assert saved.notices == ["Sparat 2026-11-23 09:00. Ärendet är inte startat än."]
    assert form.browser.open("/start/new_lock").value("client_name") == ["Gunborg"]
    saved = saved.press_enter("client_name", client_name="Gunborg Fältskog")
    assert saved.value("client_name") == ["Gunborg Fältskog"]
    saved.press(START_IT, **TYPED_TO_START)
    assert form.browser.open("/start/new_lock").value("client_name") == []


def test_an_id_that_is_none_gets_a_new_one(form):
    page = form.press(START_IT, **TYPED_TO_START, _instance="x")
    assert page.status == 422
    assert page.value("_instance") not in ([], ["x"])
    assert page.press(START_IT).notices == ["Klart. Ärendet är startat."]


def test_somebody_elses_case_id_is_refused(client_as, form):
    case = client_as("bistand2").start()
    page = form.press(START_IT, **TYPED_TO_START, _instance=str(case))
    assert page.status == 404


def test_a_case_can_end_at_once(form):
    page = form.press(START_IT, **TYPED_TO_START | {"key_handed_out": "no"})
    assert "Läge Avslutat 2026-11-23 09:00" in page.text
    assert "Slutade med Inget lås, nyckel lämnas inte ut" in page.text
