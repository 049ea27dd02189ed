from __future__ import annotations

import pytest

from engine.feel import compile_expression, from_juel
from tests.engine.feel.evaluation import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${ok == true && !x}", "ok = true and not(x)"),
        ("#{ok}", "ok"),
        ("  ${ ok }  ", "ok"),
        ("${svar == 'ja'}", 'svar = "ja"'),
        ('${svar != "ja"}', 'svar != "ja"'),
        ("${a eq 1 or b ne 2 and not c}", "a = 1 or b != 2 and not(c)"),
        ("${a lt 1 || b le 2 || c gt 3 || d ge 4}", "a < 1 or b <= 2 or c > 3 or d >= 4"),
        ("${(a || b) && c}", "(a or b) and c"),
        ("${!(a && b)}", "not(a and b)"),
        ("${a.b.c > 3}", "a.b.c > 3"),
        ("${a['b']}", "a.b"),
        ('${a["b c"]}', 'get value(a, "b c")'),
        ("${a[0].b}", "a[1].b"),
        ("${a + 1 > b * (c - 2)}", "a + 1 > b * (c - 2)"),
        ("${a - (b - c)}", "a - (b - c)"),
        ("${a / b div c}", "a / b / c"),
        ("${-a}", "-a"),
        ("${a == null}", "a = null"),
        ("${empty a}", 'list contains([null, "", []], a)'),
        ("${not empty a}", 'not(list contains([null, "", []], a))'),
        ("${a ? 1 : 2}", "if a then 1 else 2"),
        ("${a ? b : c ? d : e}", "if a then b else if c then d else e"),
        ("${(a ? b : c) == d}", "(if a then b else c) = d"),
        ("${1.5e3}", "1500"),
        ("${'it\\'s \"so\"'}", '"it\'s \\"so\\""'),
        ("${ålder > 65}", "ålder > 65"),
        ("${order && android}", "order and android"),
        ("${eqx eq gtx}", "eqx = gtx"),
        ("${(((a)))}", "a"),
    ],
)
def test_it_is_said_in_feel(text: str, expected: str) -> None:
    assert from_juel(text) == expected
    compile_expression(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "${}",
        "${ok",
        "Hej ${namn}",
        "${a}${b}",
        "${execution.getVariable('x')}",
        "${f(x)}",
        "${a % 2}",
        "${a mod 2}",
        "${'a' + b}",
        "${a = 1}",
        "${a == b == c}",
        "${or}",
        "${for}",
        "${a ? b}",
        "${" + "!" * 1000 + "a}",
        "${" + "a" * 10_000 + "}",
        "${'a}",
        "=a",
    ],
)
def test_what_can_not_be_said_is_none(text: str) -> None:
    assert from_juel(text) is None


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("${a > 1 && b != 'x'}", {"a": 2, "b": "y"}, True),
        ("${!a || b}", {"a": True, "b": False}, False),
        ("${empty a}", {"a": ""}, True),
        ("${empty a}", {"a": []}, True),
        ("${empty a}", {}, True),
        ("${empty a}", {"a": 3}, False),
        ("${not empty a}", {"a": "x"}, True),
        ("${a[1].b - 1}", {"a": [{}, {"b": 3}]}, 2),
        ("${a ? 'ja' : 'nej'}", {"a": False}, "nej"),
    ],
)
def test_it_means_the_same(text: str, names: dict[str, object], expected: object) -> None:
    said = from_juel(text)
    assert said is not None
    assert feel(said, **names) == expected  # type: ignore[arg-type]
