"""A task whose deadline ends it, completed a second too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.public import Deploy
from tests.webui.small import small_routine


@pytest.fixture
def held(engine, client_as):
    engine.execute(Deploy(small_routine(deadline=True)), channel="cli")
    client_as("bistand").open("/start/answer").press("Starta ärendet")
    return client_as("bistand").take("Svara på frågan")


def test_what_was_typed_a_second_too_late_can_be_read_and_copied(held, clock):
    clock.move(timedelta(hours=1, seconds=1))
    page = held.press("Klar", reply_text="Ja, på torsdag.")
    assert page.notices == ["Uppgiften behövs inte längre. Ärendet gick vidare utan den 2026-11-23 10:00."]
    assert "Det kom inte med. Kopiera det du behöver härifrån." in page.text
    assert "Ja, på torsdag." in page.text
    assert "Ärendet är avslutat. Obesvarad." in page.text
    assert "Ja, på torsdag." in page.browser.open(page.path).text


def test_in_time_it_is_taken_in(held, clock):
    clock.move(timedelta(minutes=59))
    page = held.press("Klar", reply_text="Ja, på torsdag.")
    assert page.notices == ["Klart. Du gjorde uppgiften klar 2026-11-23 09:59."]
    assert "Ärendet är avslutat. Besvarad." in page.text
    assert "torsdag" not in page.text
