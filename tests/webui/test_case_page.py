from __future__ import annotations

import json

import pytest

from tests.webui.web import TYPED_TO_COLLECT

COLLECT = "Hämta nyckel mot kvittens"


@pytest.fixture
def case(client_as):
    return f"/cases/{client_as('bistand').start()}"


@pytest.fixture
def ordered(case, client_as):
    """The case when its keys are collected and the mounting ordered."""
    client_as("utforare-norr").take(COLLECT).press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    return case


def markers(page):
    figures = page.root.xpath("//*[@data-diagram]")
    return {f.get("data-label"): json.loads(f.get("data-markers")) for f in figures}


def test_it_says_where_the_case_is(case, client_as):
    page = client_as("bistand").open(case)
    assert page.heading == "NYL-2026-00001 Nytt lås"
    assert "Läge Pågår Plats Storgatan 3 Startat 2026-11-23 09:00, Agnes Björk Rutinens version 1" in page.text
    assert "Hämta nyckel mot kvittens Utförare väntar sedan idag mån 30 nov Ledig" in page.text


def test_holders_are_named(case, client_as):
    client_as("utforare-norr").take(COLLECT)
    page = client_as("bistand").open(case)
    assert "mån 30 nov Maja Nordgren" in page.text
    assert markers(page)["Nytt lås"]["active"] == [
        {"id": "collect_keys", "holder": "Maja Nordgren", "waiting": "väntar sedan idag"}
    ]


def test_the_diagram_shows_what_is_done_where_it_waits_and_whose_lane_it_is(ordered, client_as):
    shown = markers(client_as("bistand").open(ordered))
    assert list(shown) == ["Nytt lås", "Hämta nycklar"]
    assert {"new_client", "key_question", "collect_keys", "order_mounting"} <= set(shown["Nytt lås"]["done"])
    assert [active["id"] for active in shown["Nytt lås"]["active"]] == ["register_client_external"]
    assert shown["Nytt lås"]["lanes"]["lane_fee_officer"] == "fee_officer"
    assert {"collect_key", "keys_collected"} <= set(shown["Hämta nycklar"]["done"])


def test_the_drawing_is_the_file_that_was_deployed(ordered, client_as):
    page = client_as("bistand").open(ordered)
    for address in page.root.xpath("//@data-diagram"):
        response = client_as("bistand").client.get(address)
        assert (response.status_code, response.mimetype) == (200, "application/xml")
        assert b"<bpmn:definitions" in response.data
    assert client_as("bistand").open(f"{ordered}/diagrams/other").status == 404


def test_without_script_everything_is_in_words(ordered, client_as):
    page = client_as("bistand").open(ordered)
    assert page.root.xpath("//*[@data-diagram][not(@hidden)]") == []
    assert "Bilden behöver JavaScript." in page.text


def test_the_history_tells_answers_by_their_labels_in_the_order_of_the_form(ordered, client_as):
    text = client_as("bistand").open(ordered).text
    assert "Klart: Hämta nyckel mot kvittens Maja Nordgren · Utförare · 2026-11-23 09:00" in text
    assert "Nyckeln hämtad 2026-11-23 Nyckelkvittensen är undertecknad Ja Vem undertecknade? Brukaren" in text
    assert "Utförare Norrgläntans hemtjänst" in text
    assert "Gunborg" not in text


def test_a_mail_is_a_link_for_whoever_may_open_it(ordered, client_as):
    assert "Utskick: Beställ montering" in client_as("avgift").open(ordered).links()
    assert "Utskick: Beställ montering" not in client_as("bistand").open(ordered).links()
    assert "Utskick: Beställ montering" in client_as("bistand").open(ordered).text
    assert client_as("avgift").open(ordered).follow("Utskick: Beställ montering").status == 200


def test_an_outside_organisation_sees_its_own_part(ordered, client_as):
    page = client_as("utforare-norr").open(ordered)
    assert "Läge Pågår hos kommunen Plats Storgatan 3" in page.text
    assert "Klart: Hämta nyckel mot kvittens Maja Nordgren" in page.text
    for hidden in ("Agnes", "Björk", "Beställ montering", "Lägg upp brukaren", "Startat", "version"):
        assert hidden not in page.response.text
    assert client_as("utforare-soder").open(ordered).status == 404


def test_an_auditor_sees_it_whole_and_can_do_nothing(ordered, client_as):
    page = client_as("revisor").open(ordered)
    assert "Lägg upp brukaren i Phoniro Care" in page.text
    assert not any(link.startswith("/tasks/") for link in page.links().values())


def test_steps_of_ones_own_are_links(ordered, client_as):
    page = client_as("avgift").open(ordered)
    (link,) = [address for name, address in page.links().items() if "Lägg upp brukaren" in name]
    assert client_as("avgift").open(link).heading == "Lägg upp brukaren i Phoniro Care"
