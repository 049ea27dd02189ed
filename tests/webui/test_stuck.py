"""An answer from which the routine can't go on."""

from __future__ import annotations

import pytest

from tests.timed_routine import choosing, publish


@pytest.fixture
def held(engine, client_as):
    publish(engine, choosing())
    client_as("bistand").open("/start/choosing").press("Starta ärendet")
    return client_as("bistand").take("choose")


def test_who_gave_it_is_told_and_loses_nothing(held):
    page = held.press("Klar", count="2", note="Gunborg tvekar")
    assert page.status == 409
    assert page.notices[0].startswith("Rutinen kom inte vidare. Den som äger rutinen är underrättad")
    assert (page.value("count"), page.value("note")) == (["2"], ["Gunborg tvekar"])
    again = page.browser.open(page.path)
    assert (again.value("count"), again.value("note")) == (["2"], ["Gunborg tvekar"])
    done = again.press("Klar", count="1")
    assert done.notices[0].startswith("Klart.")


def test_the_case_says_so_in_words(held, client_as):
    page = held.press("Klar", count="2")
    case = page.browser.open(next(to for to in page.links().values() if to.startswith("/cases/")))
    assert "Kom inte vidare: choose" in case.text
