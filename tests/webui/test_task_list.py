from __future__ import annotations

from datetime import timedelta

import pytest

from tests.webui.web import TYPED_TO_COLLECT, words

COLLECT = "Hämta nyckel mot kvittens"


def rows(page):
    return [words(row) for row in page.root.xpath("//li[contains(@class, 'task')]")]


def test_an_empty_list_says_why_and_what_to_do(client_as):
    page = client_as("utforare-norr").open("/tasks")
    assert "Inget försenat." in page.text
    assert "Du har inga uppgifter" in page.text
    assert "Gruppen har inte heller några just nu." in page.text
    client_as("bistand").start()
    page = client_as("utforare-norr").open("/tasks").follow("Visa gruppens uppgift")
    assert COLLECT in page.text
    for tab in ("group", "waiting", "done"):
        empty = client_as("avgift").open(f"/tasks?tab={tab}")
        assert words(empty.root.xpath("//*[@class='empty']/h2")[0])


def test_somebody_without_a_group_is_told_so(client_as):
    assert "Du är inte med i någon grupp" in client_as("revisor").open("/tasks").text


def test_a_row_is_one_link_with_everything_in_it(client_as):
    client_as("bistand").start()
    page = client_as("utforare-norr").open("/tasks?tab=group")
    assert rows(page) == ["Hämta nyckel mot kvittens NYL-2026-00001 Storgatan 3 Utförare mån 30 nov Ledig"]
    (row,) = page.root.xpath("//li[contains(@class, 'task')]")
    assert [child.tag for child in row] == ["a"]
    assert row.xpath(".//button | .//form") == []


def test_tabs_count_and_show_what_is_mine_my_groups_and_done(client_as):
    mine = client_as("utforare-norr")
    client_as("bistand").start()
    client_as("bistand").start(address="Lindvägen 7")
    tabs = list(mine.open("/tasks").links("//*[@class='tabs']"))
    assert tabs == ["Mina 0", "Gruppens 2", "Väntar 0", "Klara"]
    mine.take("Lindvägen 7")
    page = mine.open("/tasks")
    assert rows(page) == ["Hämta nyckel mot kvittens NYL-2026-00002 Lindvägen 7 Utförare mån 30 nov Du"]
    assert list(page.links("//*[@class='tabs']")) == ["Mina 1", "Gruppens 1", "Väntar 0", "Klara"]
    held = page.follow(next(link for link in page.links() if COLLECT in link))
    held.press("Klar, nyckeln är hämtad", **TYPED_TO_COLLECT)
    assert rows(mine.open("/tasks?tab=done")) == [
        "Hämta nyckel mot kvittens NYL-2026-00002 Lindvägen 7 Utförare 2026-11-23 09:00"
    ]


def test_the_sentence_on_top_counts_what_is_late_and_what_is_due_today(client_as, clock):
    client_as("bistand").start()
    clock.move(timedelta(days=7, hours=-1))
    browser = client_as("utforare-norr").sign_in("utforare-norr")
    assert "Inget försenat, 1 idag." in browser.open("/tasks").text
    assert "idag 09:00 Ledig" in browser.open("/tasks?tab=group").text
    clock.move(timedelta(hours=2))
    browser.sign_in("utforare-norr")
    assert "1 försenad." in browser.open("/tasks").text
    page = browser.open("/tasks?tab=group")
    assert "försenad sedan 09:00" in page.text
    assert page.root.xpath("//time[contains(@class, 'late')]/@datetime") == ["2026-11-30T09:00+01:00"]
    client_as("bistand").sign_in("bistand").start()
    clock.move(timedelta(days=8))
    browser.sign_in("utforare-norr")
    assert "2 försenade." in browser.open("/tasks").text
    assert "försenad 8 dagar" in browser.open("/tasks?tab=group").text


def test_a_long_list_is_read_page_by_page(client_as):
    for number in range(51):
        client_as("bistand").start(address=f"Storgatan {number + 1}")
    browser = client_as("utforare-norr")
    first = browser.open("/tasks?tab=group")
    assert len(rows(first)) == 50
    second = first.follow("Fler →")
    assert len(rows(second)) == 1
    assert set(rows(first)) & set(rows(second)) == set()
    assert len(rows(second.follow("← Från början"))) == 50


@pytest.mark.parametrize("after", ["x", "_", "2026-01-01_x", f"2026-01-01T00:00:00_{'0' * 32}", "\x00", "å" * 300])
def test_an_address_that_makes_no_sense_shows_the_list(client_as, after):
    page = client_as("avgift").open("/tasks", query_string={"after": after, "tab": "what"})
    assert page.status in (200, 404)
    assert page.heading in ("Uppgifter", "Sidan finns inte")


def test_the_group_of_another_organisation_is_not_seen(client_as):
    client_as("bistand").start()
    assert rows(client_as("utforare-soder").open("/tasks?tab=group")) == []
