from __future__ import annotations

from datetime import timedelta

import pytest

from tests.webui.web import TYPED_TO_COLLECT

COLLECT = "Hämta nyckel mot kvittens"
DONE = "Klar, nyckeln är hämtad"


@pytest.fixture
def task(client_as):
    """The page of a task that nobody holds, as one of its group sees it."""
    client_as("bistand").start()
    return client_as("utforare-norr").free(COLLECT)


@pytest.fixture
def held(task):
    return task.press("Ta uppgiften")


def test_it_says_what_to_do_and_whom_to_call(task):
    assert task.heading == COLLECT
    assert "Boka tid med brukaren och hämta nyckeln" in task.text
    assert "NYL-2026-00001" in task.links()
    assert "Storgatan 3 senast mån 30 nov" in task.text
    assert task.links()["Ring 08-555 010 10"] == "tel:0855501010"
    assert task.links()["bistand@example.org"] == "mailto:bistand@example.org"


def test_who_does_not_hold_it_sees_nothing_personal_and_fills_in_nothing(task):
    assert "Gunborg" not in task.response.text
    assert "Ta uppgiften för att se uppgifterna om brukaren." in task.text
    assert task.root.xpath("//main//*[@name='key_collected_on']") == []
    assert "Hemtjänst" in task.text


def test_claiming_shows_the_client_and_the_form(held):
    assert "Gunborg Fältskog" in held.text
    assert DONE in held.buttons
    assert "Spara och fortsätt senare" in held.buttons
    assert held.root.xpath("//*[@class='button']")[0].text == DONE


def test_there_is_one_primary_action_at_most(task, held):
    for page in (task, held):
        assert len(page.root.xpath("//main//*[@class='button' or @class='button ']")) == 1


def test_claiming_twice_does_nothing_more(task, held):
    again = task.press("Ta uppgiften")
    assert (again.status, again.buttons) == (200, held.buttons)


def test_completing_says_what_happens_now(held):
    page = held.press(DONE, **TYPED_TO_COLLECT)
    assert page.notices == ["Klart. Du gjorde uppgiften klar 2026-11-23 09:00."]
    assert "Det pågår hos kommunen." in page.text
    assert "Klart: Hämta nyckel mot kvittens" in page.text


def test_completing_offers_the_next(client_as):
    client_as("bistand").start()
    client_as("utforare-norr").take(COLLECT).press(DONE, **TYPED_TO_COLLECT)
    fees = client_as("avgift")
    page = fees.take("Lägg upp brukaren i Phoniro Care").press("Klar, brukaren är upplagd", client_registered="true")
    assert page.links()["Nästa: Meddela systemförvaltaren i Treserva"].startswith("/tasks/")
    assert "Meddela systemförvaltaren i Treserva · Avgiftshandläggare" in page.text


def test_errors_are_told_and_everything_typed_is_kept(held):
    page = held.press(DONE, key_collected_on="2026-02-30", key_receipt_signed="true")
    assert page.status == 422
    assert page.root.xpath("//title")[0].text.startswith("Fel:")
    assert any("ska vara ett datum som finns" in error for error in page.errors)
    assert page.value("key_collected_on") == ["2026-02-30"]
    assert page.value("key_receipt_signed") == ["true"]
    done = page.press(DONE, **TYPED_TO_COLLECT)
    assert done.notices[0].startswith("Klart.")


def test_a_value_outside_its_options_is_refused(held):
    page = held.press(DONE, **TYPED_TO_COLLECT | {"key_receipt_signed_by": "nobody"})
    assert page.status == 422
    assert "finns inte bland alternativen" in page.errors[0]


def test_a_draft_is_kept_and_its_time_is_told(held, clock):
    clock.move(timedelta(minutes=5))
    page = held.press("Spara och fortsätt senare", key_collected_on="2026-11-20", key_stored="true")
    assert page.notices == ["Sparat 2026-11-23 09:05. Uppgiften är inte klar än."]
    later = page.browser.open(page.path)
    assert later.value("key_collected_on") == ["2026-11-20"]
    assert later.value("key_stored") == ["true"]
    assert later.value("key_receipt_signed") == []


def test_enter_in_a_field_keeps_what_is_typed_and_completes_nothing(held):
    page = held.press_enter("key_collected_on", **TYPED_TO_COLLECT)
    assert page.notices == ["Sparat 2026-11-23 09:00. Uppgiften är inte klar än."]
    assert page.value("key_collected_on") == ["2026-11-23"]


def test_questions_follow_the_answers_without_script(client_as):
    page = client_as("bistand").open("/start/new_lock")
    assert page.root.xpath("//*[@name='provider_kind']") == []
    page = page.press("Uppdatera frågorna efter mina svar", client_name="Gunborg", key_handed_out="yes")
    assert page.root.xpath("//*[@name='provider_kind']")
    assert page.value("client_name") == ["Gunborg"]


def test_the_same_form_sent_twice_does_nothing_twice(held, client_as):
    held.press(DONE, **TYPED_TO_COLLECT)
    again = held.press(DONE, **TYPED_TO_COLLECT)
    assert again.status == 409
    assert again.notices[0] == "Uppgiften var redan över när det här kom fram. Inget har gjorts två gånger."
    assert "Klart. Du gjorde uppgiften klar" in again.notices[1]
    case = client_as("bistand").open(again.links()["NYL-2026-00001"])
    assert case.text.count("Klart: Hämta nyckel mot kvittens") == 1


def test_what_was_typed_too_late_can_be_read_and_copied(client_as, clock):
    client_as("bistand").start()
    leader = client_as("chef-norr")
    mine = client_as("utforare-norr").take(COLLECT)
    leader.open(mine.path).press("Ta över uppgiften").press(DONE, **TYPED_TO_COLLECT)
    late = mine.press(DONE, key_collected_on="2026-11-21", key_receipt_signed_by="relative")
    assert late.status == 409
    assert "Love Nordin gjorde uppgiften klar 2026-11-23 09:00." in late.notices
    assert "Det kom inte med. Kopiera det du behöver härifrån." in late.text
    assert "Nyckeln hämtad 2026-11-21" in late.text
    assert "Vem undertecknade? En närstående" in late.text


def test_somebody_elses_task_says_who_has_it(client_as, held):
    leader = client_as("chef-norr").open(held.path)
    assert "Maja Nordgren har uppgiften sedan 2026-11-23 09:00." in leader.text
    assert "Gunborg" not in leader.response.text
    taken = leader.press("Ta över uppgiften")
    assert DONE in taken.buttons
    refused = held.press(DONE, **TYPED_TO_COLLECT)
    assert refused.status == 409
    assert refused.notices == ["Inget är gjort: Love Nordin har uppgiften nu."]
    assert "Nyckeln hämtad 2026-11-23" in refused.text
    assert "Ta över uppgiften" not in refused.buttons


def test_giving_back_keeps_what_was_typed_for_oneself(held):
    page = held.press("Lämna tillbaka till Norrgläntans hemtjänst", key_collected_on="2026-11-19")
    assert "Ta uppgiften" in page.buttons
    assert page.press("Ta uppgiften").value("key_collected_on") == ["2026-11-19"]


def test_it_is_put_away_until_a_day(held, clock):
    page = held.press("Skjut upp", _until="2026-11-25", key_collected_on="2026-11-19")
    assert "Uppskjuten till ons 25 nov 00:00." not in page.notices
    assert "Uppskjuten till ons 25 nov." in page.notices
    assert page.value("key_collected_on") == ["2026-11-19"]
    browser = page.browser
    assert COLLECT not in browser.open("/tasks").text
    assert "till ons 25 nov" in browser.open("/tasks?tab=waiting").text
    clock.move(timedelta(days=2))
    browser.sign_in("utforare-norr")
    assert COLLECT in browser.open("/tasks").text


def test_it_is_taken_up_again_before_the_day(held):
    page = held.press("Skjut upp", _until="2026-11-25").press("Ta upp den nu")
    assert page.notices == []
    assert COLLECT in page.browser.open("/tasks").text


def test_enter_in_the_day_puts_it_away(held):
    assert "Uppskjuten till ons 25 nov." in held.press_enter("_until", _until="2026-11-25").notices


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("", "Välj en dag"),
        ("snart", "Välj en dag"),
        ("2026-02-30", "Välj en dag"),
        ("2026-11-23", "i morgon eller senare"),
        ("2020-01-01", "i morgon eller senare"),
        ("2031-01-01", "mer än ett år bort"),
    ],
)
def test_a_day_that_makes_no_sense_is_told(held, day, why):
    page = held.press("Skjut upp", _until=day, key_collected_on="2026-11-19")
    assert page.status == 422
    assert why in page.errors[0]
    assert page.value("key_collected_on") == ["2026-11-19"]
    assert page.root.xpath("//details[@open]//*[@id='until']")


def test_a_task_of_another_group_is_not_there(client_as, held):
    for login in ("utforare-soder", "avgift", "revisor", "admin", "bistand"):
        browser = client_as(login)
        assert browser.open(held.path).status == 404
        for act in ("", "/claim", "/save", "/show", "/release", "/postpone", "/resume"):
            own = browser.open("/tasks").value("csrf_token")[0]
            page = browser.send(held.path + act, [("csrf_token", own), ("_until", "2026-11-30")])
            assert page.status == 404, (login, act)
    assert DONE in client_as("utforare-norr").open(held.path).buttons


def test_a_colleague_sees_who_did_it_and_when(client_as, held):
    held.press(DONE, **TYPED_TO_COLLECT)
    page = client_as("chef-norr").open(held.path)
    assert page.notices == ["Maja Nordgren gjorde uppgiften klar 2026-11-23 09:00."]
