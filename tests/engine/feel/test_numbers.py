from __future__ import annotations

import decimal
import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import canonical
from tests.engine.feel.evaluation import feel

DECIMAL128 = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
whole = st.integers(-(2**63), 2**63 - 1)
fractions = st.decimals(-(10**9), 10**9, places=9)
numbers = st.one_of(whole, fractions.map(canonical.number))


def as_kept(value: Decimal) -> int | Decimal | None:
    """The number as state keeps it, null when it can't."""
    try:
        return canonical.number(value)
    except canonical.ValueRefused:
        return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("12 / 4 / 3", 1),
        ("2 ** 3", 8),
        ("3 ** 4 ** 5", 3486784401),  # from the left
        ("-3 ** 2", 9),  # minus binds tighter
        ("2 ** -1", Decimal("0.5")),
        ("2 ** 0.5", Decimal("1.414213562373095048801688724209698")),
        ("--1", 1),
        ("-(1 - 2)", 1),
        ("0.1 + 0.2", Decimal("0.3")),
        (".5 + .5", 1),
        ("1.50", Decimal("1.5")),
        ("007", 7),
        ("1 / 3", Decimal("0." + "3" * 34)),
        ("2 / 3", Decimal("0." + "6" * 33 + "7")),
        ("7 / 2", Decimal("3.5")),
        ("6 / 2", 3),
        ("1 / 0", None),
        ("0 / 0", None),
        ("0 ** -1", None),
        ("(-1) ** 0.5", None),
        ("10 ** 30 / 10 ** 29", 10),  # more than state can hold, on the way
        ("10 ** 30", None),
        ("10 ** 6144 * 10", None),
        ("10 ** 10000000", None),
        ("9223372036854775807 + 0", 9223372036854775807),
        ("9223372036854775807 + 1", None),
        ("9223372036854775807 + 1 - 1", 9223372036854775807),
        ("-9223372036854775807 - 1 + 1", -9223372036854775807),
        ("1000000000000000000000000000000000 + 0.5 - 1000000000000000000000000000000000", 0),  # half to even
        ("1000000000000000000000000000000001 + 0.5 - 1000000000000000000000000000000000", 2),
        ("1234567890123456789012345678901234 - 1234567890123456789012345678901233", 1),
    ],
)
def test_arithmetic(text: str, expected: object) -> None:
    value = feel(text)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "**"])
@pytest.mark.parametrize("other", ["null", "true", "[1]", "{}"])
def test_what_is_no_number_gives_null(sign: str, other: str) -> None:
    assert feel(f"1 {sign} {other}") is None
    assert feel(f"{other} {sign} 1") is None
    assert feel(f"-{other}") is None


@given(numbers, numbers)
def test_it_agrees_with_the_decimal_module(a: int | Decimal, b: int | Decimal) -> None:
    operations = {"+": DECIMAL128.add, "-": DECIMAL128.subtract, "*": DECIMAL128.multiply, "/": DECIMAL128.divide}
    for sign, operation in operations.items():
        expected = operation(a, b)
        assert feel(f"a {sign} b", a=a, b=b) == (as_kept(expected) if expected.is_finite() else None), sign


@given(numbers, numbers)
def test_it_agrees_with_the_decimal_module_on_order(a: int | Decimal, b: int | Decimal) -> None:
    assert [feel(f"a {sign} b", a=a, b=b) for sign in ("<", "<=", "=", "!=", ">=", ">")] == [
        a < b,
        a <= b,
        a == b,
        a != b,
        a >= b,
        a > b,
    ]


@given(numbers, numbers)
def test_every_number_that_comes_out_can_be_kept(a: int | Decimal, b: int | Decimal) -> None:
    for sign in ("+", "-", "*", "/"):
        value = feel(f"a {sign} b", a=a, b=b)
        if value is not None:
            assert canonical.number(value) == value
            assert type(canonical.number(value)) is type(value)


def test_neither_the_thread_nor_its_decimal_context_matters() -> None:
    found: list[object] = []

    def evaluate() -> None:
        decimal.setcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP))
        found.append(feel("1 / 3 + 1000000.25"))

    thread = threading.Thread(target=evaluate)
    thread.start()
    thread.join()
    assert found == [feel("1 / 3 + 1000000.25")] == [Decimal("1000000.583333333333333333333333333")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('number("1234.5")', Decimal("1234.5")),
        ('number("-1")', -1),
        ('number("1 234,5", " ", ",")', Decimal("1234.5")),
        ('number("1.234,5", ".", ",")', Decimal("1234.5")),
        ('number("1,234.5", ",", ".")', Decimal("1234.5")),
        ('number("1234,5", null, ",")', Decimal("1234.5")),
        ('number("1.5", null, ",")', None),
        ('number("1,5", ",", ",")', None),
        ('number("1_5", "_")', None),
        ('number("ett")', None),
        ('number("")', None),
        ('number("1e3")', None),
        ('number("NaN")', None),
        ('number("Infinity")', None),
        ('number("١٢")', None),
        ("decimal(1 / 3, 2)", Decimal("0.33")),
        ("decimal(1.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("decimal(1, 100)", 1),
        ("decimal(12345, -2)", 12300),
        ("decimal(5, -50)", 0),
        ("decimal(1, 1.5)", None),
        ("decimal(1, 99999999999)", None),
        ("floor(1.5)", 1),
        ("floor(-1.5)", -2),
        ("floor(-1.56, 1)", Decimal("-1.6")),
        ("ceiling(1.5)", 2),
        ("ceiling(-1.5)", -1),
        ("round up(5.5, 0)", 6),
        ("round up(-5.1, 0)", -6),
        ("round down(5.9, 0)", 5),
        ("round half up(5.5, 0)", 6),
        ("round half up(-2.5, 0)", -3),
        ("round half down(5.5, 0)", 5),
        ("round half down(5.51, 0)", 6),
        ("abs(-10)", 10),
        ("abs(10.5)", Decimal("10.5")),
        ('abs(@"-PT5H") = @"PT5H"', True),
        ('abs(@"-P5M") = @"P5M"', True),
        ("modulo(12, 5)", 2),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(-12, -5)", -2),
        ("modulo(10.1, 4.5)", Decimal("1.1")),
        ("modulo(-10.1, 4.5)", Decimal("3.4")),
        ("modulo(1, 0)", None),
        ("odd(5)", True),
        ("odd(-5)", True),
        ("odd(2)", False),
        ("even(5)", False),
        ("even(2)", True),
        ("even(0)", True),
        ("even(1.5)", None),
        ("odd(10 ** 20 + 1)", True),
    ],
)
def test_functions_on_numbers(text: str, expected: object) -> None:
    assert feel(text) == expected
    assert type(feel(text)) is type(expected)


@given(numbers, numbers.filter(bool))
def test_the_rest_of_a_division_has_the_sign_of_the_divisor(a: int | Decimal, b: int | Decimal) -> None:
    rest = feel("modulo(a, b)", a=a, b=b)
    if rest is not None:
        assert 0 <= abs(rest) < abs(b)
        assert rest == 0 or (rest < 0) == (b < 0)
