from __future__ import annotations

import pytest

from engine.queries import outbox
from tests.webui.web import TYPED_TO_COLLECT


@pytest.fixture
def ordered(client_as):
    case = client_as("bistand").start()
    held = client_as("utforare-norr").take("Hämta nyckel mot kvittens")
    held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    return case


def test_an_empty_outbox_says_what_it_is_for(client_as):
    assert "Här står beställningar och meddelanden" in client_as("avgift").open("/outbox").text


def test_it_lists_what_the_group_has_sent(ordered, client_as):
    page = client_as("avgift").open("/outbox")
    assert "Beställ montering NYL-2026-00001 Vaktmästeriet 2026-11-23 09:00 Väntar på att skickas" in page.text
    assert "Inga mejl" in client_as("bistand").open("/outbox").text
    assert "Beställ montering" in client_as("admin").open("/outbox").text
    assert "Beställ montering" in client_as("revisor").open("/outbox").text


def test_a_mail_has_recipients_address_contact_and_number_and_no_client(ordered, client_as):
    page = client_as("avgift").open("/outbox").follow("Beställ montering")
    assert page.heading == "Beställ montering"
    assert "Till Vaktmästeriet, Ekbacka kommun vaktmasteri@example.org" in page.text
    assert "Kopia Systemförvaltningen, Ekbacka kommun system@example.org" in page.text
    assert "Beställning NYL-2026-00001: montering av digitalt lås" in page.text
    assert "Adress: Storgatan 3" in page.text
    assert "Ansvarig utförare: Norrgläntans hemtjänst, 08-555 030 10, norr@example.org" in page.text
    assert "Ekbacka kommun, Fakturor, Box 555, 123 45 Ekbacka" in page.text
    assert "Gunborg" not in page.response.text
    assert "{{" not in page.text
    assert page.links()["NYL-2026-00001"] == f"/cases/{ordered}"


def test_the_case_is_a_link_only_for_whoever_may_see_it(ordered, client_as):
    page = client_as("admin").open("/outbox").follow("Beställ montering")
    assert "NYL-2026-00001" in page.text
    assert "NYL-2026-00001" not in page.links()


def test_a_mail_of_another_group_is_not_there(ordered, client_as):
    address = client_as("avgift").open("/outbox").links()["Beställ montering"]
    for login in ("bistand", "utforare-norr", "vaktmastare", "lassmed"):
        assert client_as(login).open(address).status == 404


@pytest.mark.parametrize("after", ["x", "2026-01-01", "2026-01-01T00:00:00_0", "9999-12-31T23:59:59+00:00_x", "å"])
def test_an_address_that_makes_no_sense_shows_the_list(ordered, client_as, after):
    page = client_as("avgift").open("/outbox", query_string={"after": after})
    assert (page.status, page.heading) == (200, "Utkorg")
    assert "Beställ montering" in page.text


def test_older_mails_are_read_on_page_by_page_and_none_twice(client_as, monkeypatch):
    monkeypatch.setattr(outbox, "PAGE", 2)
    for _ in range(3):  # all at one moment: the order between them is their ids'
        client_as("bistand").start()
        held = client_as("utforare-norr").take("Hämta nyckel mot kvittens")
        held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    first = client_as("avgift").open("/outbox")
    older = first.follow("Fler →")
    cases = ["NYL-2026-00001", "NYL-2026-00002", "NYL-2026-00003"]
    seen = [number for page in (first, older) for number in cases if number in page.text]
    assert sorted(seen) == cases
    assert "Fler →" not in older.links()
    assert older.follow("← Från början").text == first.text
    beyond = client_as("avgift").open(
        "/outbox", query_string={"after": f"2026-01-01T00:00:00+00:00_{held.path.rpartition('/')[2].replace('-', '')}"}
    )
    assert "Det finns inga äldre mejl." in beyond.text
