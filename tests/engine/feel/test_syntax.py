from __future__ import annotations

import unicodedata

import pytest

from engine.errors import FeelError, FeelSyntaxError
from engine.feel import compile_expression, compile_unary_tests
from engine.feel.mistakes import REMEDIES
from tests.engine.feel.evaluation import CONTEXT, feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1 + 1", 2),
        ("  = 1 + 1", 2),
        ("\n1\n+\t1\u00a0", 2),
        ("1 + 1 // två", 2),
        ("1 /* ett */ + /* * / */ 1", 2),
        ("ålder", 70),
        ("Ärende_2", "å"),
        ("ålder>65and not(klar)", True),
        ("order or android", True),
        ("inre in (1, 2)", True),
        ("notering", "x"),
        ("trueish and falsey", False),
        ("nullable = null", False),
        ("iffy", 1),
        ("((((1))))", 1),
        ("1-1", 0),
        ("1 - -1", 2),
    ],
)
def test_what_can_be_read(text: str, expected: object) -> None:
    names = {
        "ålder": 70,
        "klar": False,
        "Ärende_2": "å",
        "order": False,
        "android": True,
        "inre": 1,
        "notering": "x",
        "trueish": True,
        "falsey": False,
        "nullable": 1,
        "iffy": 1,
    }
    assert feel(text, **names) == expected  # type: ignore[arg-type]


def test_an_å_is_an_å_however_it_is_typed() -> None:
    apart = unicodedata.normalize("NFD", 'ålder = "Åsa"')
    assert apart != 'ålder = "Åsa"'
    assert compile_expression(apart).reads == {"ålder"}
    assert feel(apart, ålder="Åsa") is True


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "empty text"),
        ("=", 0, "empty text"),
        ("a == 1", 2, "=="),
        ("= a == 1", 4, "=="),
        ("a && b", 2, "&&"),
        ("a || b", 2, "||"),
        ("a <> b", 2, "<>"),
        ("a => b", 2, "=>"),
        ("a =< b", 2, "=<"),
        ("a ≥ b", 2, "≥"),
        ("!a", 0, "!"),
        ("a = 'ja'", 4, "'"),
        ("a = ”ja”", 4, "”"),
        ("a % 2", 2, "%"),
        ("f(1; 2)", 3, ";"),
        ("${a}", 0, "$"),
        ('a = "ja', 4, '"'),
        ("a och b", 2, "och"),
        ("a eller b", 2, "eller"),
        ("a eq b", 2, "eq"),
        ("inte a", 5, "inte"),
        ("not a", 4, "not"),
        ("a and true()", 10, "call of a constant"),
        ("1 < a < 5", 6, "chain"),
        ("a = b = c", 6, "chain"),
        ("a and", 5, "end"),
        ("(a", 2, "end"),
        ("[1, 2,]", 6, "unexpected"),
        ("a and * b", 6, "unexpected"),
        ("if a then b", 11, "end"),
        ("a b", 2, "unexpected"),
        ("a and and b", 6, "keyword"),
        ("for in in [1] return 1", 4, "keyword"),
        ('"a\\q"', 2, "escape"),
        ('"\\uD83D"', 0, "escape"),
        ('"\\U110000"', 1, "escape"),
        ('@"i morgon"', 0, "literal"),
        ('@"2026-02-30"', 0, "literal"),
        ('@"08:00:00Z"', 0, "literal"),
        ("1 + 12345678901234567890123456789012345", 4, "digits"),
        ("{a: 1, a: 2}", 7, "key"),
        ('{"$ref": 1}', 1, "key"),
        ("1E2", 1, "unexpected"),
        ("a.b()", 3, "unexpected"),
        ("function(x) x", 12, "unexpected"),
        ("substring(string: 1)", 16, "unexpected"),
        ("a[1..2]", 3, "unexpected"),
        ('"a\nb"', 0, '"'),
    ],
)
def test_it_says_where_and_why_it_can_not_read(text: str, position: int, reason: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    assert refused.value.fields == {"position": position, "reason": reason}
    assert reason in REMEDIES


def test_an_error_never_repeats_what_was_written() -> None:
    for text in ('hemligt == "19121212-1212"', "(hemligt", "hemligt 19121212", '"hemligt', "'hemligt'"):
        with pytest.raises(FeelError) as refused:
            compile_expression(text)
        assert "hemligt" not in str(refused.value)
        assert "1212" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("a + b.c.d", {"a", "b"}),
        ("count(xs)", {"xs"}),
        ("for x in xs return x + y", {"xs", "y"}),
        ("some x in xs, y in x satisfies x = y", {"xs"}),
        ("some x in x satisfies x", {"x"}),
        ("{a: b, c: a}", {"b"}),
        ("[{a: 1}, a]", {"a"}),
        ("xs[item > n]", {"xs", "n"}),
        ("xs[a = 1]", {"xs", "a"}),  # read when an item has no a
        ("item", {"item"}),
        ("if a then b else c", {"a", "b", "c"}),
        ("x in (a, > b, [c..d], ? > e)", {"x", "a", "b", "c", "d", "e"}),
        ("unknown(a)", {"a"}),
        ("substring(a)", {"a"}),
        ("x between a and b", {"x", "a", "b"}),
        ("x instance of date", {"x"}),
        ('now() > @"2026-11-21T08:00:00" + duration(d)', {"d"}),
        ("1 + 1", set()),
    ],
)
def test_it_knows_what_an_expression_reads(text: str, reads: set[str]) -> None:
    expression = compile_expression(text)
    assert expression.reads == reads
    asked: set[str] = set()
    expression.evaluate(asked.add, CONTEXT)  # type: ignore[func-returns-value,arg-type]
    assert asked <= reads


def test_a_cell_does_not_read_its_input_as_a_variable() -> None:
    assert compile_unary_tests("< 5, ? > a, [b..c]").reads == {"a", "b", "c"}


def test_it_knows_which_functions_an_expression_calls() -> None:
    text = 'string length(a) > count([1]) and not(x) or starts with(upper case(b), "X") and nonsense(1)'
    assert compile_expression(text).functions == {"string length", "count", "not", "starts with", "upper case"}


def test_an_expression_can_not_be_changed() -> None:
    expression = compile_expression("a")
    with pytest.raises(AttributeError):
        expression.text = "b"  # type: ignore[misc]


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("a + 1") is compile_expression("a + 1")
    assert compile_unary_tests("< 1") is compile_unary_tests("< 1")
