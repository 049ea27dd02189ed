"""Two people of one group at one task."""

from __future__ import annotations

import pytest

from engine.public import Deploy
from tests.webui.small import small_routine

REPLY = "Svara på frågan"


@pytest.fixture
def asked(engine, client_as):
    """The same free task at two colleagues'."""
    engine.execute(Deploy(small_routine()), channel="cli")
    client_as("bistand").open("/start/answer").press("Starta ärendet")
    return [client_as(login).free(REPLY) for login in ("bistand", "bistand2")]


def test_who_claims_second_is_told_who_was_first(asked):
    first, second = asked
    assert "Klar" in first.press("Ta uppgiften").buttons
    refused = second.press("Ta uppgiften")
    assert refused.status == 409
    assert refused.notices == ["Inget är gjort: Agnes Björk har uppgiften nu."]
    assert "Ta över uppgiften" not in refused.buttons
    assert "Agnes Björk har uppgiften sedan 2026-11-23 09:00." in second.browser.open(second.path).text


def test_a_draft_is_seen_by_whoever_wrote_it_alone(asked):
    first, second = asked
    first.press("Ta uppgiften").press("Lämna tillbaka till Myndighetsenheten, bistånd", reply_text="Halvt svar")
    theirs = second.press("Ta uppgiften")
    assert "Klar" in theirs.buttons
    assert "Halvt svar" not in theirs.response.text
    theirs.press("Lämna tillbaka till Myndighetsenheten, bistånd")
    assert first.press("Ta uppgiften").value("reply_text") == ["Halvt svar"]


def test_who_did_it_is_told_to_a_colleague_and_what_they_wrote_is_not(asked):
    first, second = asked
    first.press("Ta uppgiften").press("Klar", reply_text="Ett helt svar")
    page = second.press("Ta uppgiften")
    assert page.status == 409
    assert page.notices[1] == "Agnes Björk gjorde uppgiften klar 2026-11-23 09:00."
    assert "helt svar" not in page.response.text


def test_completing_what_a_colleague_has_now_is_told(asked):
    first, second = asked
    held = first.press("Ta uppgiften")
    held.press("Lämna tillbaka till Myndighetsenheten, bistånd")
    second.press("Ta uppgiften")
    page = held.press("Klar", reply_text="För sent")
    assert page.notices == ["Inget är gjort: Sixten Åberg har uppgiften nu."]
    assert "För sent" in page.text


def test_a_free_task_is_not_completed_unheld(asked):
    held = asked[0].press("Ta uppgiften")
    held.press("Lämna tillbaka till Myndighetsenheten, bistånd")
    page = held.press("Klar", reply_text="Svar")
    assert page.status == 409
    assert page.notices == ["Inget är gjort: du har inte uppgiften längre. Ta den igen om du ska göra den."]
    assert "Det kom inte med. Kopiera det du behöver härifrån." in page.text
    assert "Ta uppgiften" in page.buttons
