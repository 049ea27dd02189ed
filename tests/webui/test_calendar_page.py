"""The calendar page: the year, adding and removing days, office hours, holidays taken in, two at a time."""

from __future__ import annotations

import pytest

from engine.calendar import swedish_calendar
from engine.public import SetCalendar
from tests.webui.web import words

PAGE = "/admin/calendar"
DAY = {"day": "2026-05-15", "name": "Klämdag", "closes": ""}
OPENED = "Ta bort Klämdag 2026-05-15"


@pytest.fixture
def admin(client_as):
    return client_as("admin")


def listed(page):
    """The rows of the year as they are read."""
    return [words(row) for row in page.root.xpath("//ul[contains(@class, 'days')]/li")]


def test_it_shows_the_year_the_hours_the_routines_and_the_changes(admin):
    page = admin.open(PAGE)
    assert (page.status, page.heading) == (200, "Kalender 2026")
    assert len(listed(page)) == 16
    assert listed(page)[0].startswith("Nyårsdagen 2026-01-01 torsdag · Helgdag")
    assert "Midsommarafton 2026-06-19 fredag · Helgdagsafton" in page.text
    assert "Fredag 08:00–16:30 Lördag Stängt" in page.text
    assert "Rutiner som räknar med kalendern Nytt lås" in page.text
    assert "De som redan är satta flyttas inte." in page.text
    assert "Kalendern räcker från 2025 till 2030. Vid installationen · 2026-11-23 09:00" in page.text


def test_a_day_is_added_removed_and_put_back(admin):
    page = admin.open(PAGE).press("Lägg till dagen", **DAY)
    assert page.notices == ["Klart. Klämdag 2026-05-15 är tillagd."]
    assert f"Klämdag 2026-05-15 fredag · Egen dag {OPENED}" in listed(page)
    assert "Klämdag 2026-05-15 är tillagd. Ragnar Holm · 2026-11-23 09:00" in page.text
    page = page.press(OPENED)
    assert page.notices == ["Klart. Klämdag 2026-05-15 är borttagen."]
    assert "Klämdag" not in "".join(listed(page))
    page = page.press("Ångra, lägg tillbaka dagen")
    assert f"Klämdag 2026-05-15 fredag · Egen dag {OPENED}" in listed(page)
    assert "Ångra, lägg tillbaka dagen" not in page.buttons


def test_a_half_day_says_when_it_closes_and_comes_back_as_it_was(admin):
    page = admin.open(PAGE).press("Lägg till dagen", day="2027-04-30", name="Valborgsmässoafton", closes="13:00")
    assert page.heading == "Kalender 2027"
    row = "Valborgsmässoafton 2027-04-30 fredag · Halvdag, stänger 13:00 Ta bort Valborgsmässoafton 2027-04-30"
    assert row in listed(page)
    page = page.press("Ta bort Valborgsmässoafton 2027-04-30").press("Ångra, lägg tillbaka dagen")
    assert row in listed(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "", "name": ""}, ["Välj en dag, till exempel 2026-11-27.", "Skriv vad dagen heter"]),
        ({"day": "i maj"}, ["Välj en dag"]),
        ({"day": "2026-12-24"}, ["Dagen finns redan i kalendern."]),
        ({"day": "2040-01-02"}, ["Dagen ligger utanför kalenderns år."]),
        ({"name": "x" * 81}, ["Namnet får ha högst 80 tecken."]),
        ({"closes": "lunch"}, ["Skriv ett klockslag, till exempel 13:00."]),
        ({"closes": "18:00"}, ["Klockslaget ska ligga inom dagens kontorstid."]),
        ({"day": "2026-05-16", "closes": "13:00"}, ["Dagen har ingen kontorstid att korta."]),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_above_and_nothing_typed_is_lost(admin, typed, said):
    sent = DAY | typed
    page = admin.open(PAGE).press("Lägg till dagen", **sent)
    assert page.status == 422
    assert len(page.errors) == len(said)
    assert all(error.startswith(start) for error, start in zip(page.errors, said, strict=True))
    for link in page.root.xpath("//*[@class='error-summary']//a"):
        (control,) = page.root.xpath("//*[@id=$id]", id=link.get("href")[1:])
        (error,) = page.root.xpath("//*[@id=$id]", id=control.get("aria-describedby").split()[-1])
        assert (control.get("aria-invalid"), words(error)) == ("true", words(link))
    assert {name: page.root.xpath("//input[@id=$id]/@value", id=f"f-{name}")[0] for name in sent} == sent
    assert len(listed(page)) == 16


def test_office_hours_are_changed_day_by_day(admin):
    page = admin.open(PAGE).press("Spara kontorstider", monday="8-12, 13.00-17", friday="", saturday="09:00 – 11:30")
    assert page.notices == ["Klart. Kalendern är ändrad."]
    assert "Måndag 08:00–12:00, 13:00–17:00 Tisdag 08:00–16:30" in page.text
    assert "Fredag Stängt Lördag 09:00–11:30 Söndag Stängt" in page.text
    assert "Kontorstid måndag: 08:00–12:00, 13:00–17:00. Kontorstid fredag: stängt." in page.text
    assert page.value("monday") == ["08:00–12:00, 13:00–17:00"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"monday": "åtta till fem"}, "Måndag: Skriv tiderna som 08:00–16:30"),
        ({"tuesday": "25:00–26:00"}, "Tisdag: Skriv tiderna som 08:00–16:30"),
        ({"tuesday": "17:00–08:00"}, "Tisdag: Skriv tiderna i ordning"),
        ({"wednesday": "08:00–12:00, 11:00–16:00"}, "Onsdag: Skriv tiderna i ordning"),
        (
            dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ""),
            "Måndag: Minst en dag i veckan behöver ha kontorstid.",
        ),
    ],
)
def test_hours_that_make_no_sense_are_said_and_kept(admin, typed, said):
    page = admin.open(PAGE).press("Spara kontorstider", **typed)
    assert page.status == 422
    (error,) = page.errors
    assert error.startswith(said)
    assert {name: page.root.xpath("//input[@id=$id]/@value", id=f"f-{name}")[0] for name in typed} == typed
    assert page.root.xpath("//details[@open]//input[@name='monday']")
    assert "Måndag 08:00–16:30" in page.text


def test_what_is_as_it_was_is_not_saved_again(admin):
    page = admin.open(PAGE).press("Spara kontorstider")
    assert page.notices == ["Inget att spara: kalendern är redan så."]
    assert "Ragnar Holm ·" not in page.text


def test_the_holidays_of_a_year_are_shown_before_they_are_saved(admin):
    page = admin.open(PAGE).follow("Hämta årets helgdagar")
    assert (page.heading, page.buttons) == ("Helgdagar 2026", [])
    assert "Årets alla helgdagar finns redan i kalendern." in page.text
    page = page.follow("Tillbaka till kalendern").press("Ta bort Julafton 2026-12-24")
    page = page.press("Lägg till dagen", day="2026-12-24", name="Dan före dan", closes="12:00")
    page = page.follow("Hämta årets helgdagar")
    assert "Läggs till Julafton 2026-12-24 torsdag · Helgdagsafton" in page.text
    assert "Dan före dan 2026-12-24 torsdag · Halvdag, stänger 12:00" in page.text
    assert "Dan före dan" in "".join(listed(admin.open(PAGE)))
    page = page.press("Spara i kalendern")
    assert "Julafton 2026-12-24 torsdag · Helgdagsafton Ta bort Julafton 2026-12-24" in listed(page)
    assert "Dan före dan" not in "".join(listed(page))


def test_a_year_that_is_missing_says_so_and_is_taken_in(admin):
    page = admin.open(f"{PAGE}?year=2030").follow("2031 →")
    assert "Året finns inte i kalendern än" in page.text
    assert "Lägg till dagen" not in page.buttons
    assert "2032 →" not in page.links()
    page = page.follow("Hämta årets helgdagar").press("Spara i kalendern")
    assert page.heading == "Kalender 2031"
    assert "Långfredagen 2031-04-11 fredag · Helgdag" in page.text
    assert "Kalendern räcker från 2025 till 2031." in page.text
    assert page.follow("2032 →").heading == "Kalender 2032"


@pytest.mark.parametrize("year", ["2023", "2032", "9999", "0000"])
def test_a_year_that_is_not_next_to_the_calendars_is_not_there(admin, year):
    assert admin.open(f"{PAGE}?year={year}").status == 404
    assert admin.open(f"{PAGE}/holidays?year={year}").status == 404


@pytest.mark.parametrize("year", ["", "x", "-1", "20260", "²026"])
def test_an_address_that_makes_no_sense_shows_this_year(admin, year):
    assert admin.open(PAGE, query_string={"year": year}).heading == "Kalender 2026"


def test_who_is_second_is_told_by_whom_and_what_they_typed_is_there_to_be_sent(engine, admin, client_as):
    mine = admin.open(PAGE)
    hours, holidays = admin.open(PAGE), admin.open(f"{PAGE}?year=2031").follow("Hämta årets helgdagar")
    admin.open(PAGE).press("Lägg till dagen", day="2026-01-05", name="Trettondagsafton")
    page = mine.press("Lägg till dagen", **DAY)
    assert page.status == 409
    assert "Inget är sparat: Ragnar Holm ändrade kalendern 2026-11-23 09:00" in page.notices[0]
    assert "Trettondagsafton 2026-01-05 måndag · Egen dag Ta bort Trettondagsafton 2026-01-05" in listed(page)
    assert "Klämdag" not in "".join(listed(page))
    late = hours.press("Spara kontorstider", monday="07:00–16:00")
    assert (late.status, late.value("monday")) == (409, ["07:00–16:00"])
    assert holidays.press("Spara i kalendern").status == 409
    again = page.press("Lägg till dagen")
    assert f"Klämdag 2026-05-15 fredag · Egen dag {OPENED}" in listed(again)


def test_removing_what_somebody_else_has_removed_says_so(admin):
    first, second = admin.open(PAGE), admin.open(PAGE)
    first.press("Ta bort Julafton 2026-12-24")
    page = second.press("Ta bort Julafton 2026-12-24")
    assert page.status == 409
    assert "Julafton" not in "".join(listed(page))


@pytest.mark.parametrize("login", ["revisor", "processagare"])
def test_other_offices_read_it(client_as, login):
    page = client_as(login).open(PAGE)
    assert (page.status, page.buttons, len(listed(page))) == (200, [], 16)
    assert "Hämta årets helgdagar" not in page.links()
    assert "Kalender" in page.links("//nav")
    assert client_as(login).open(f"{PAGE}?year=2031").status == 200
    assert client_as(login).open(f"{PAGE}/holidays?year=2026").status == 404
    token = page.browser.open("/sign-in").value("csrf_token")[0]
    answer = page.browser.send(f"{PAGE}/days", [*DAY.items(), ("csrf_token", token)])
    assert answer.status == 403


@pytest.mark.parametrize("login", ["bistand", "chef", "lassmed"])
def test_for_everybody_else_it_is_not_there(client_as, login):
    page = client_as(login).open(PAGE)
    assert page.status == 404
    assert "Kalender" not in page.links("//nav")


def test_with_another_calendar_one_chooses_between_them(engine, admin):
    engine.execute(SetCalendar(swedish_calendar(2026, 2027, "nattpatrullen")), channel="cli")
    page = admin.open(PAGE)
    assert {"nattpatrullen", "sverige"} <= page.links().keys()
    page = page.follow("nattpatrullen").press("Lägg till dagen", **DAY)
    assert OPENED in "".join(listed(page))
    assert page.follow("2027 →").root.xpath("//nav[@class='tabs']//a[@aria-current]/text()") == ["nattpatrullen"]
    assert OPENED not in "".join(listed(page.follow("sverige")))
    assert admin.open(f"{PAGE}?id=norge").status == 404


def test_a_day_whose_form_was_too_old_is_shown_as_it_was_typed(app, admin):
    page = admin.open(PAGE)
    with admin.client.session_transaction() as session:
        del session["csrf_token"]
    page = page.press("Lägg till dagen", **DAY)
    assert page.status == 400
    assert page.notices[0].startswith("Sidan var för gammal")
    assert f"Klämdag 2026-05-15 fredag · Egen dag {OPENED}" in listed(page.press("Lägg till dagen"))
