from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from engine.public import STOCKHOLM, Count
from webui import text


@pytest.fixture(autouse=True)
def swedish():
    app = Flask("webui")
    Babel(app, default_locale="sv")
    with app.test_request_context():
        yield


def at(written):
    return datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)


NOW = at("2026-11-23 12:00")


@pytest.mark.parametrize(
    ("due", "words", "state"),
    [
        ("2026-11-23 12:00", "försenad sedan 12:00", "late"),
        ("2026-11-23 08:30", "försenad sedan 08:30", "late"),
        ("2026-11-22 23:59", "försenad 1 dag", "late"),
        ("2026-11-21 12:01", "försenad 2 dagar", "late"),
        ("2026-11-23 12:01", "idag 12:01", "soon"),
        ("2026-11-23 23:59", "idag", "soon"),
        ("2026-11-24 00:00", "imorgon 00:00", ""),
        ("2026-11-24 08:00", "imorgon 08:00", ""),
        ("2026-11-27 08:00", "fre 27 nov", ""),
        ("2027-03-06 08:00", "lör 6 mars", ""),
        ("2028-03-06 08:00", "2028-03-06", ""),
    ],
)
def test_a_deadline_is_told_as_one_says_it(due, words, state):
    told = text.deadline(at(due), NOW)
    assert (told.words, told.state) == (words, state)


def test_days_are_those_of_swedish_clocks():
    # 23:30 in UTC is the next day in Sweden
    assert text.deadline(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), NOW).words == "imorgon 00:30"
    assert text.moment(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "2026-07-02 00:05"
    assert text.machine(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "2026-07-02T00:05+02:00"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2026-11-23 11:00", "väntar sedan idag"),
        ("2026-11-22 23:00", "väntar 1 dag"),
        ("2026-11-13 12:00", "väntar 10 dagar"),
        ("2026-11-24 12:00", "väntar sedan idag"),
    ],
)
def test_waiting_is_told_in_whole_days(since, words):
    assert text.waited(at(since), NOW) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (True, "Ja"),
        (False, "Nej"),
        (None, ""),
        (["a", "b"], "a, b"),
        (Decimal("1000.5"), "1000,5"),
        (date(2026, 11, 21), "2026-11-21"),
        (time(14, 30), "14:30"),
        (datetime(2026, 11, 21, 13, 30, tzinfo=UTC), "2026-11-21 14:30"),
        ("text", "text"),
    ],
)
def test_a_value_is_written_as_people_write_it(given, words):
    assert text.value(given) == words


def test_counts_stop_where_nobody_counts():
    assert (text.count(Count(3)), text.count(Count(99, True))) == ("3", "99+")


def test_english_is_english():
    with force_locale("en"):
        assert text.deadline(at("2026-11-27 08:00"), NOW).words == "Fri 27 Nov"
        assert text.deadline(at("2026-11-21 12:01"), NOW).words == "2 days late"
        assert text.value(True) == "Yes"
