from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import canonical
from engine.errors import FeelError, FeelLimitError, FeelSyntaxError
from engine.feel import check, check_unary_tests, compile_expression, compile_unary_tests
from engine.feel.grammar import KEYWORDS
from engine.feel.limits import DEEPEST, LONGEST_EXPRESSION, LONGEST_TEXT, MOST_STEPS
from tests.engine.feel.evaluation import CONTEXT, feel

# One level of nesting of every construct, around a hole.
LEVELS = {
    "parenthesis": "({})",
    "list": "[{}]",
    "context": "{{a: {}}}",
    "not": "not({})",
    "function": "count({})",
    "minus": "-{}",
    "if": "if {} then 1 else 2",
    "else": "if a then 1 else {}",
    "for": "for x in {} return x",
    "body": "for x in [1] return {}",
    "some": "some x in [1] satisfies {}",
    "every": "every x in {} satisfies true",
    "position": "xs[{}]",
    "filter": "xs[item = ({})]",
    "in": "1 in ({})",
    "test": "1 in (< ({}))",
    "interval": "1 in [1..{}]",
    "between": "1 between 0 and ({})",
    "comparison": "1 = ({})",
    "and": "a and ({})",
    "sum": "1 + ({})",
    "power": "1 ** ({})",
    "path": "({}).a",
    "instance": "({}) instance of number",
}
HOSTILE = [
    "__import__('os').system('true')",
    '__import__("os").system("true")',
    "().__class__.__base__.__subclasses__()",
    "x.__class__.__mro__",
    "lambda: 1",
    "[x for x in y]",
    "import os",
    "exec(1)",
    'eval("1 + 1")',
    'open("/etc/passwd")',
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<script>alert(1)</script>",
    "'; drop table x; --",
    '" or "a" = "a',
    "..",
    "...",
    "1..",
    "..1",
    "[..]",
    "[1..",
    "(((((",
    ")))))",
    "]]]]]",
    "}{",
    "{{{{",
    "[" * LONGEST_EXPRESSION,
    "(" * 2000 + "1" + ")" * 2000,
    "[" * 2000 + "1" + "]" * 2000,
    "{a:" * 1000 + "1" + "}" * 1000,
    "not(" * 1000 + "true" + ")" * 1000,
    "-" * 4000 + "1",
    "a" + ".a" * 2000,
    "a" + "[1]" * 1500,
    "if a then " * 400 + "1" + " else 2" * 400,
    "if a then 1 else " * 280 + "2",
    "for x in x return " * 250 + "x",
    "some x in x satisfies " * 200 + "x",
    "f(" * 2000 + ")" * 2000,
    "x in (" * 700 + "1" + ")" * 700,
    "1 " * 2400,
    "1+" * 2400 + "1",
    "1**" * 1600 + "1",
    "true and " * 500 + "true",
    "a = " * 1000 + "a",
    "{" + ",".join(f"a{n}: a{n - 1}" for n in range(1, 400)) + "}",
    "some " + ", ".join(f"x{n} in [1, 2]" for n in range(200)) + " satisfies false",
    "for " + ", ".join(f"x{n} in [1, 2]" for n in range(60)) + " return 1",
    "9" * 4000,
    "0." + "0" * 4000 + "1",
    "1 / 3 ** 9999",
    "10 ** 10000000",
    "10 ** 6144 * 10 ** 6144",
    "2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2",
    "1.000000001 ** 9999999999999999",
    "(-1) ** 9999999999999999999999",
    "0 ** 0",
    "99999999999 ** 99999999999 ** 99999999999",
    "string(10 ** 6143)",
    "decimal(10 ** 6143, -6143)",
    "decimal(1, 9999999999999999)",
    "floor(1 / 3, 6000)",
    "modulo(10 ** 6144, 3)",
    "modulo(1, 10 ** -6144)",
    "for x in 1..10 ** 18 return x",
    "for x in 1..1000000000 return 1",
    "for x in -(10 ** 18)..10 ** 18 return x",
    "for x in 1..10000, y in 1..10000 return 1",
    "for x in 1..1000 return for y in 1..1000 return for z in 1..1000 return z",
    "count(for x in 1..9999999 return x)",
    "every x in 1..10 satisfies true",
    "some x in (for y in 1..99999999 return y) satisfies false",
    '(for x in 1..100000 return "' + "x" * 4000 + '")[1]',
    "{a: [1, 1], b: [a, a], c: [b, b], d: [c, c], e: [d, d], f: [e, e], g: [f, f], h: [g, g], i: [h, h], j: [i, i]}",
    "{" + "a0: [1, 1], " + ", ".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 90)) + "}",
    '{a0: "xxxxxxxxxxxxxxxx", ' + ", ".join(f"a{n}: a{n - 1} + a{n - 1}" for n in range(1, 90)) + "}",
    '{a0: "x", ' + ", ".join(f'a{n}: replace(a{n - 1}, ".", "yyyyyyyyyy")' for n in range(1, 60)) + "}",
    "{" + "a0: [1], " + ", ".join(f"a{n}: concatenate(a{n - 1}, a{n - 1})" for n in range(1, 80)) + "}",
    "count(for x in 1..100000 return count(xs))",
    "(for x in 1..3000 return xs)[1]",
    "for x in 1..100000 return xs = xs",
    "distinct values(for x in 1..200000 return x * 2305843009213693951)[1]",
    "distinct values(for x in 1..100000 return [x])[1]",
    'for x in 1..100000 return matches("a", "a{" + string(x) + "}")',
    'matches("' + "a" * 2000 + '", "(a+)+$b")',
    'matches("' + "a" * 2000 + '", "(a|aa)*$b")',
    'matches("a", "(a{1000}){1000}")',
    'matches("a", "' + "(" * 900 + '")',
    'matches("a", "' + "a?" * 900 + '")',
    'matches("a", "\\\\p{L}{999}")',
    'replace("' + "a" * 2000 + '", "a", "' + "b" * 2000 + '")',
    'split("' + "a" * 4000 + '", "a")',
    "flatten(for x in 1..1000 return for y in 1..1000 return x)",
    '@"' + "9" * 1000 + '"',
    '@"P' + "9" * 1000 + 'D"',
    'duration("P' + "9" * 18 + 'D") * 99999999999',
    'date("9999-12-31") + duration("P999999999D")',
    'for x in 1..100000 return date("9999-12-31") + duration("P1M")',
    '"' + "\\" * 4999,
    '"\\u0000"',
    '"\\uDC00\\uD800"',
    "\x00",
    "\ud800",
    "\u202ea",
    "𝒶 + 1",
    "a\u0301 + 1",
    "/*" * 2000,
    "/*" + "*" * 4000,
    "//" * 2000,
    "a /* b",
    "string " * 700 + "length",
    "date and " * 500 + "time",
    "]" * 1000 + ".." + "[" * 1000,
    ".." * 2000 + "[",
    "=" * 4000,
    "==" * 2000,
    "not " * 1000,
    "? " * 1000,
    "@" * 1000,
    "\n" * 4000,
    "{a: 1}" * 700,
    "a instance of " * 300 + "list",
    "add_working_days(today(), 10 ** 300)",
    "for x in 1..100000 return add_office_hours(now(), 0)",
]


def test_there_are_a_hundred_hostile_texts() -> None:
    assert len(set(HOSTILE)) > 100


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:40]))
def test_a_hostile_text_ends_in_a_value_or_a_refusal(text: str) -> None:
    names: dict[str, Any] = {"xs": [n % 7 for n in range(500)], "x": [1], "a": True}
    for compiled in (compile_expression, compile_unary_tests):
        try:
            value = compiled(text).evaluate(names.get, CONTEXT)
        except FeelError:
            continue
        canonical.encode(value)
    for finding in [*check(text, {}), *check_unary_tests(text, {})]:
        assert finding.text()


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1" + " + 1" * LONGEST_EXPRESSION, "characters"),
        ("(" * 200 + "1" + ")" * 200, "nesting"),
        ("for x in 1..10 ** 9 return x", "steps"),
        ("every x in 1..10 ** 9 satisfies x > 0", "steps"),
        ("xs[some y in xs, z in xs satisfies y + z + item < 0]", "steps"),
        ("for y in xs, z in xs return xs", "steps"),
        ("xs[xs[xs[item < 0] != []] != []]", "steps"),
        ("{a0: {x: 1}, " + ", ".join(f"a{n}: {{x: a{n - 1}, y: a{n - 1}}}" for n in range(1, 99)) + "}.a0.x", "steps"),
        ("{a0: [1], " + ", ".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 99)) + "}.a0", "steps"),
        ("(for y in xs, z in xs return [xs])[1]", "steps"),
        ("for y in 1..100000 return list contains(xs, -1)", "steps"),
        ("for y in 1..100000 return xs = xs", "steps"),
        ("for y in 1..100000 return -1 in xs", "steps"),
        ('for y in 1..1000 return matches("a", string(y))', "steps"),
        ('{a: "' + "x" * 1000 + '", b: a + a + a + a + a, c: b + b + b + b + b, d: c + c + c + c + c}', "text"),
        ('replace("' + "a" * 1000 + '", "a", "' + "b" * 1000 + '")', "text"),
        ("[" * 55 + "1" + "]" * 55, "nesting of a value"),
    ],
)
def test_it_refuses_what_costs_too_much(text: str, limit: str) -> None:
    with pytest.raises(FeelLimitError) as refused:
        feel(text, xs=list(range(1000)))
    assert refused.value.fields["limit"] == limit


def test_what_is_reasonable_is_let_through() -> None:
    locks = [{"number": str(n), "place": "dörr" if n % 3 else "lager", "battery": n % 100} for n in range(2000)]
    assert len(feel('locks[place = "dörr" and battery < 20 and not(number = "7")]', locks=locks)) > 100
    assert feel("sum(for lock in locks return lock.battery)", locks=locks) == sum(n % 100 for n in range(2000))
    assert feel('every lock in locks satisfies matches(lock.number, "^[0-9]+$")', locks=locks) is True
    assert len(feel("distinct values(locks.place)", locks=locks)) == 2
    assert feel("string length(t + t)", t="x" * (LONGEST_TEXT // 2)) == LONGEST_TEXT
    assert feel(" or ".join(f"x = {n}" for n in range(400)), x=399) is True
    assert feel("if x = 0 then 0 else " * 50 + "1", x=1) == 1


def test_each_evaluation_has_steps_of_its_own() -> None:
    expression = compile_expression(f"count(for x in 1..{MOST_STEPS // 10} return x)")
    assert [expression.evaluate({}.get, CONTEXT) for _ in range(4)] == [MOST_STEPS // 10] * 4


def nested(level: str, depth: int) -> str:
    text = "1"
    for _ in range(depth):
        text = level.format(text)
    return text


def deep_in(frames: int, call: Callable[[], object]) -> object:
    return call() if frames == 0 else deep_in(frames - 1, call)


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_nothing_is_so_deep_that_python_gives_up(level: str) -> None:
    for depth in (DEEPEST // 3, DEEPEST - 3, DEEPEST + 3, 3 * DEEPEST):
        text = nested(level, depth)

        def evaluate(text: str = text) -> object:
            try:
                check(text, {})
                return feel(text, xs=[1, 2], a=False)
            except FeelError as error:
                return error

        deep_in(500, evaluate)


def test_ten_levels_are_read_and_evaluated() -> None:
    for level in LEVELS.values():
        feel(nested(level, 10), xs=[1], a=False)


def test_many_threads_can_share_an_expression() -> None:
    expression = compile_expression("(for x in xs return {a: x, b: [a, x + y]})[item.a > 1].b")
    expected = {y: expression.evaluate({"xs": [1, 2, 3], "y": y}.get, CONTEXT) for y in range(50)}
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda y: expression.evaluate({"xs": [1, 2, 3], "y": y}.get, CONTEXT), [*range(50)] * 20)
        assert list(found) == [expected[y] for y in range(50)] * 20


words = st.sampled_from(
    [
        *sorted(KEYWORDS),
        *"+-*/()[]{},.:?@<>=!|&;'\"\\$#%^~å",
        *("**", "..", "!=", "<=", "//", "/*", '"a"', '@"P1D"', '"2026-11-21"', "1", "2.5", "x", "xs", "item"),
        *("string length", "count", "date", "now()"),
    ]
)


@given(st.lists(words, max_size=25).map(" ".join))
def test_any_row_of_words_ends_in_a_value_or_a_refusal(text: str) -> None:
    for compiled in (compile_expression, compile_unary_tests):
        try:
            canonical.encode(compiled(text).evaluate({"x": 1, "xs": [1, 2], "?": 3}.get, CONTEXT))
        except (FeelSyntaxError, FeelLimitError):
            continue
    for finding in [*check(text, {}), *check_unary_tests(text, {})]:
        assert finding.text()


@given(st.text(max_size=60))
def test_any_text_ends_in_a_value_or_a_refusal(text: str) -> None:
    with suppress(FeelSyntaxError, FeelLimitError):
        canonical.encode(feel(text))
    for finding in check(text, {}):
        assert finding.text()
