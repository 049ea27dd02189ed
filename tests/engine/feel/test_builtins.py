from __future__ import annotations

import pytest

from engine.errors import FeelSyntaxError
from engine.feel.builtins import BUILTINS
from tests.engine.feel.evaluation import feel

# A call of each function that gives a value, so that what makes it null is what is put in its place.
CALLS = {
    "string": ["1"],
    "string length": ['"a"'],
    "upper case": ['"a"'],
    "lower case": ['"a"'],
    "substring": ['"abc"', "1", "2"],
    "substring before": ['"abc"', '"b"'],
    "substring after": ['"abc"', '"b"'],
    "contains": ['"abc"', '"b"'],
    "starts with": ['"abc"', '"b"'],
    "ends with": ['"abc"', '"b"'],
    "matches": ['"abc"', '"b"', '"i"'],
    "replace": ['"abc"', '"b"', '"c"', '"i"'],
    "split": ['"a;b"', '";"'],
    "list contains": ["[1]", "1"],
    "count": ["[1]"],
    "min": ["1", "2"],
    "max": ["1", "2"],
    "sum": ["1", "2"],
    "mean": ["1", "2"],
    "all": ["true", "true"],
    "any": ["false", "false"],
    "sublist": ["[1, 2]", "1", "1"],
    "append": ["[1]", "2"],
    "concatenate": ["[1]", "[2]"],
    "insert before": ["[1]", "1", "2"],
    "remove": ["[1]", "1"],
    "reverse": ["[1]"],
    "index of": ["[1]", "1"],
    "union": ["[1]", "[2]"],
    "distinct values": ["[1]"],
    "flatten": ["[[1]]"],
    "get value": ["{a: 1}", '"a"'],
    "get entries": ["{a: 1}"],
    "not": ["true"],
    "is defined": ["1"],
    "number": ['"1 000,5"', '" "', '","'],
    "abs": ["-1"],
    "modulo": ["5", "3"],
    "odd": ["1"],
    "even": ["1"],
    "decimal": ["1.55", "1"],
    "floor": ["1.55", "1"],
    "ceiling": ["1.55", "1"],
    "round up": ["1.55", "1"],
    "round down": ["1.55", "1"],
    "round half up": ["1.55", "1"],
    "round half down": ["1.55", "1"],
    "date": ["2026", "11", "21"],
    "time": ["8", "30", "0"],
    "date and time": ['@"2026-11-21"', '@"08:30:00"'],
    "duration": ['"P1D"'],
    "years and months duration": ['@"2026-11-21"', '@"2026-12-21"'],
    "day of week": ['@"2026-11-21"'],
    "day of year": ['@"2026-11-21"'],
    "month of year": ['@"2026-11-21"'],
    "week of year": ['@"2026-11-21"'],
    "now": [],
    "today": [],
    "working_day": ['@"2026-11-21"'],
    "add_working_days": ['@"2026-11-21"', "1"],
    "add_office_hours": ['@"2026-11-21T08:00:00"', "1"],
}
KINDS = {
    "boolean": "true",
    "number": "7",
    "string": '"xyz"',
    "date": '@"2026-11-21"',
    "time": '@"08:00:00"',
    "date and time": '@"2026-11-21T08:00:00"',
    "days and time duration": '@"P1D"',
    "years and months duration": '@"P1M"',
    "context": "{z: 1}",
}
# Where null is a value like others.
TAKES_NULL = {
    ("list contains", 1),
    ("append", 1),
    ("insert before", 2),
    ("index of", 1),
    ("is defined", 0),
    ("number", 1),  # no grouping
    ("number", 2),  # no decimal point
}
PLACES = [(name, at) for name, arguments in CALLS.items() for at in range(len(arguments))]


def call(name: str, arguments: list[str]) -> str:
    return f"{name}({', '.join(arguments)})"


def with_argument(name: str, at: int, argument: str) -> str:
    return call(name, [*CALLS[name][:at], argument, *CALLS[name][at + 1 :]])


def test_every_function_is_tried() -> None:
    assert set(CALLS) == set(BUILTINS)


@pytest.mark.parametrize("name", CALLS)
def test_a_function_gives_a_value(name: str) -> None:
    assert feel(call(name, CALLS[name])) is not None


@pytest.mark.parametrize(("name", "at"), PLACES)
def test_null_gives_null_unless_it_is_a_value_there(name: str, at: int) -> None:
    found = feel(with_argument(name, at, "null"))
    if (name, at) == ("number", 1):
        assert found is None  # the text has groups
    elif (name, at) in TAKES_NULL and name != "number":
        assert found is not None
    else:
        assert found is None


@pytest.mark.parametrize(("name", "at"), PLACES)
def test_another_kind_of_value_gives_null(name: str, at: int) -> None:
    parameter = BUILTINS[name].parameter(at)
    if not parameter.kinds:
        assert parameter.accepts("anything")
        return
    wrong = [text for kind, text in KINDS.items() if kind not in parameter.kinds]
    if "list" in parameter.kinds:  # a single value is a list of itself
        assert feel(with_argument(name, at, "7")) == feel(with_argument(name, at, "[7]"))
    else:
        assert [feel(with_argument(name, at, text)) for text in wrong] == [None] * len(wrong)
        assert feel(with_argument(name, at, "[]")) is None
        assert feel(with_argument(name, at, f"[{CALLS[name][at]}]")) == feel(call(name, CALLS[name]))


@pytest.mark.parametrize("name", CALLS)
def test_too_few_or_too_many_values_give_null(name: str) -> None:
    function = BUILTINS[name]
    counts = [count for count in range(6) if not function.takes(count)]
    assert counts
    for count in counts:
        arguments = (CALLS[name] + ["1"] * count)[:count]
        if name == "not":  # a word of the language, so the grammar says it
            with pytest.raises(FeelSyntaxError):
                feel(call(name, arguments))
        else:
            assert feel(call(name, arguments)) is None


def test_a_function_that_does_not_exist_gives_null() -> None:
    assert feel("system(1)") is None
    assert feel("__import__(1)") is None


def test_names_of_several_words_may_be_spread_out() -> None:
    assert feel('string   length\n("abc")') == 3
    assert feel("list\tcontains ( [1] , 1 )") is True
    assert feel('date and\n  time("2026-11-21T08:00:00").hour') == 8


def test_the_words_of_a_function_can_be_names_too() -> None:
    assert feel("string = length", string="a", length="a") is True
    assert feel("count + min", count=1, min=2) == 3
    assert feel("date and time", date=True, time=False) is False
    assert feel("list", list=[1]) == [1]
