from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import canonical
from engine.calendar import Calendar, HalfDay, swedish_calendar
from engine.errors import CalendarSpanExceeded, ValueRefused

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SWEDISH = swedish_calendar(2025, 2027)
LUNCH = Calendar(
    id="lunch",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    closed={date(2026, 5, 1): "Första maj"},
    half_days={
        date(2026, 4, 30): HalfDay(time(13), "Valborgsmässoafton"),
        date(2026, 5, 4): HalfDay(time(12, 30), "Kommundag"),
        date(2026, 12, 23): HalfDay(time(15), "Dan före dopparedan"),
    },
    hours=(((time(8), time(12)), (time(13), time(17))),) * 5 + ((),) * 2,
)
NIGHTS = Calendar(  # open around the clock, to see the clock change
    id="nights",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    closed={},
    half_days={},
    hours=(((time(0), time(23, 59)),),) * 7,
)

days = st.dates(date(2025, 3, 1), date(2027, 10, 31))
instants = st.datetimes(datetime(2026, 2, 1), datetime(2026, 10, 31)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def wall(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")


def test_the_swedish_calendar_names_its_days_in_swedish() -> None:
    of_2026 = {day.isoformat(): name for day, name in SWEDISH.closed.items() if day.year == 2026}
    assert of_2026 == {
        "2026-01-01": "Nyårsdagen",
        "2026-01-06": "Trettondedag jul",
        "2026-04-03": "Långfredagen",
        "2026-04-05": "Påskdagen",
        "2026-04-06": "Annandag påsk",
        "2026-05-01": "Första maj",
        "2026-05-14": "Kristi himmelsfärdsdag",
        "2026-05-24": "Pingstdagen",
        "2026-06-06": "Nationaldagen",
        "2026-06-19": "Midsommarafton",
        "2026-06-20": "Midsommardagen",
        "2026-10-31": "Alla helgons dag",
        "2026-12-24": "Julafton",
        "2026-12-25": "Juldagen",
        "2026-12-26": "Annandag jul",
        "2026-12-31": "Nyårsafton",
    }


def test_two_holidays_on_one_day_are_both_named() -> None:
    assert swedish_calendar(2008, 2008).closed[date(2008, 5, 1)] == "Första maj, Kristi himmelsfärdsdag"


@pytest.mark.parametrize("language", ["sv", "en_US", "th"])
def test_the_swedish_calendar_does_not_depend_on_the_locale(language: str) -> None:
    code = "from engine.calendar import swedish_calendar; print(swedish_calendar(2025, 2027).hash)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={"LANGUAGE": language, "LC_ALL": "C", "PYTHONHASHSEED": str(len(language))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == SWEDISH.hash


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-02", True),
        ("2026-03-07", False),
        ("2026-03-08", False),
        ("2026-06-19", False),
        ("2026-06-18", True),
        ("2026-12-24", False),
        ("2026-12-23", True),
    ],
)
def test_a_working_day_is_monday_to_friday_and_not_closed(day: str, works: bool) -> None:
    assert SWEDISH.is_working_day(date.fromisoformat(day)) is works


def test_a_half_day_is_a_working_day() -> None:
    assert LUNCH.is_working_day(date(2026, 4, 30))


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2026-03-06", 0, "2026-03-06"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-09", -1, "2026-03-06"),
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-10"),
        ("2026-03-07", -1, "2026-03-05"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-04-07", -1, "2026-04-02"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-12-30", 1, "2027-01-04"),
    ],
)
def test_working_days_are_counted_over_weekends_and_closed_days(day: str, number: int, expected: str) -> None:
    assert SWEDISH.add_working_days(date.fromisoformat(day), number).isoformat() == expected


@pytest.mark.parametrize(
    ("moment", "number", "expected"),
    [
        ("2026-03-27 14:00", 1, "2026-03-30 14:00"),
        ("2026-10-23 14:00", 1, "2026-10-26 14:00"),
        ("2026-10-26 14:00", -1, "2026-10-23 14:00"),
        ("2026-03-28 23:30", 0, "2026-03-30 23:30"),
    ],
)
def test_the_hour_on_the_wall_stays_when_working_days_are_added(moment: str, number: int, expected: str) -> None:
    assert wall(SWEDISH.add_working_days(at(moment), number)) == expected


def test_the_day_of_an_instant_is_the_day_in_stockholm() -> None:
    late_on_sunday = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
    assert wall(SWEDISH.add_working_days(late_on_sunday, 1)) == "2026-03-10 00:30"


@given(days, st.integers(-150, 150))
def test_working_days_added_and_taken_away_lead_back(day: date, number: int) -> None:
    assume(SWEDISH.is_working_day(day))
    try:
        there = SWEDISH.add_working_days(day, number)
    except CalendarSpanExceeded:
        assume(False)
    assert SWEDISH.is_working_day(there)
    assert SWEDISH.add_working_days(there, -number) == day


@given(days, st.integers(0, 30))
def test_working_days_agree_with_counting_one_by_one(day: date, number: int) -> None:
    counted = day
    while not SWEDISH.is_working_day(counted):
        counted += timedelta(days=1)
    left = number
    while left:
        counted += timedelta(days=1)
        left -= SWEDISH.is_working_day(counted)
    assert SWEDISH.add_working_days(day, number) == counted


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2026-03-02 09:00", 2, "2026-03-02 11:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:00"),  # over lunch
        ("2026-03-02 11:00", 1, "2026-03-02 12:00"),  # ends with the hour, not after lunch
        ("2026-03-06 16:00", 2, "2026-03-09 09:00"),  # over the weekend
        ("2026-03-07 10:00", 1, "2026-03-09 09:00"),
        ("2026-03-07 10:00", 0, "2026-03-09 08:00"),
        ("2026-03-06 12:30", 0, "2026-03-06 13:00"),
        ("2026-03-06 17:00", 0, "2026-03-06 17:00"),
        ("2026-03-02 09:00", -1, "2026-03-02 08:00"),
        ("2026-03-02 09:00", -2, "2026-02-27 16:00"),
        ("2026-03-02 09:00", "0.5", "2026-03-02 09:30"),
        ("2026-04-30 11:00", 2, "2026-05-04 09:00"),  # closes for lunch and stays closed, then 1 May and a weekend
        ("2026-12-23 14:30", 1, "2026-12-24 08:30"),  # closes at three
        ("2026-05-04 12:00", 1, "2026-05-05 09:00"),
        ("2026-03-27 16:00", 2, "2026-03-30 09:00"),  # the clock goes forward in between
        ("2026-10-23 16:00", 2, "2026-10-26 09:00"),
    ],
)
def test_office_hours_skip_lunch_half_days_and_closed_days(moment: str, hours: int | str, expected: str) -> None:
    assert wall(LUNCH.add_office_hours(at(moment), Decimal(hours))) == expected


@pytest.mark.parametrize(
    ("moment", "expected"), [("2026-03-29 00:00", "2026-03-29 05:00"), ("2026-10-25 00:00", "2026-10-25 03:00")]
)
def test_four_office_hours_are_four_hours_also_when_the_clock_changes(moment: str, expected: str) -> None:
    assert wall(NIGHTS.add_office_hours(at(moment), 4)) == expected


@given(instants, instants, st.decimals(0, 300, places=3))
def test_a_later_start_never_gives_an_earlier_end(one: datetime, other: datetime, hours: Decimal) -> None:
    first, second = sorted([one, other])
    assert LUNCH.add_office_hours(first, hours) <= LUNCH.add_office_hours(second, hours)


@given(instants, st.decimals(-100, 300, places=3), st.decimals(0, 100, places=3))
def test_more_hours_never_give_an_earlier_end(moment: datetime, hours: Decimal, more: Decimal) -> None:
    assert LUNCH.add_office_hours(moment, hours) <= LUNCH.add_office_hours(moment, hours + more)


@given(instants, st.integers(-150, 300))
def test_the_office_hours_between_are_those_that_were_added(moment: datetime, hours: int) -> None:
    for calendar in (LUNCH, NIGHTS):
        there = calendar.add_office_hours(moment, hours)
        assert calendar.office_hours_between(moment, there) == timedelta(hours=hours)


def test_an_hour_is_counted_by_the_minutes_the_office_is_open() -> None:
    assert LUNCH.office_hours_between(at("2026-04-30 11:30"), at("2026-05-04 08:15")) == timedelta(minutes=45)
    assert LUNCH.office_hours_between(at("2026-05-04 08:15"), at("2026-04-30 11:30")) == timedelta(minutes=-45)


@pytest.mark.parametrize(
    "beyond",
    [
        lambda: SWEDISH.is_working_day(date(2024, 12, 31)),
        lambda: SWEDISH.is_working_day(date(2028, 1, 1)),
        lambda: SWEDISH.add_working_days(date(2027, 12, 30), 1),
        lambda: SWEDISH.add_working_days(date(2025, 1, 2), -1),
        lambda: SWEDISH.add_working_days(date(2025, 1, 1), -1),
        lambda: SWEDISH.add_working_days(date(2026, 1, 2), 10**20),
        lambda: SWEDISH.add_office_hours(at("2027-12-30 16:00"), 1),
        lambda: SWEDISH.add_office_hours(at("2027-12-31 16:00"), 0),
        lambda: SWEDISH.add_office_hours(at("2025-01-02 09:00"), -2),
        lambda: SWEDISH.add_office_hours(at("2026-01-02 09:00"), Decimal("1E+300")),
        lambda: SWEDISH.office_hours_between(at("2026-01-02 09:00"), at("2028-01-01 00:00")),
    ],
)
def test_it_refuses_to_guess_outside_its_days(beyond: object) -> None:
    with pytest.raises(CalendarSpanExceeded):
        beyond()  # type: ignore[operator]


def test_it_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueRefused):
        SWEDISH.add_office_hours(datetime(2026, 3, 2, 9), 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": date(2025, 1, 1)},
        {"closed": {date(2027, 1, 1): "Nyårsdagen"}},
        {"half_days": {date(2027, 1, 1): HalfDay(time(12), "")}},
        {"hours": (((time(8), time(12)),),) * 5},
        {"hours": (((time(12), time(8)),),) * 7},
        {"hours": (((time(8), time(12)), (time(11), time(17))),) * 7},
        {"hours": (((time(8), time(8)),),) * 7},
    ],
)
def test_it_refuses_a_calendar_that_makes_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueRefused):
        replace(LUNCH, **({"closed": {}, "half_days": {}} | wrong))


def test_canonical_bytes_give_the_same_calendar_back() -> None:
    for calendar in (SWEDISH, LUNCH):
        again = Calendar.from_value(canonical.decode(canonical.encode(calendar.to_value())))  # type: ignore[arg-type]
        assert again == calendar
        assert again.hash == calendar.hash == canonical.digest(calendar.to_value())
    assert LUNCH != SWEDISH


def test_the_order_in_which_days_are_given_does_not_matter() -> None:
    backwards = dict(reversed(SWEDISH.closed.items()))
    assert Calendar("sverige", SWEDISH.first, SWEDISH.last, backwards, {}, SWEDISH.hours).hash == SWEDISH.hash


def test_it_can_not_be_changed() -> None:
    with pytest.raises(TypeError):
        SWEDISH.closed[date(2026, 3, 2)] = "påhittad"  # type: ignore[index]
