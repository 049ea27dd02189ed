from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from engine import canonical
from engine.feel import check, compile_expression, type_given
from engine.feel.types import NUMBER, STRING, context_of
from tests.engine.feel.evaluation import CONTEXT
names = {"xs": ["b", "a", "c", "a", "å"], "ys": [{"k": n % 3, "v": "x"} for n in range(9)], "c": {"z": 1, "a": 2}}
types = {"alfa": STRING, "alba": STRING, "alla": STRING, "c": context_of({"z": NUMBER, "a": NUMBER})}
for text in (
    "distinct values(xs)", "union(xs, reverse(xs), [1, 2])", "distinct values(ys)", "get entries(c)", "string(c)",
    "flatten([xs, [xs]])", "index of(xs, 'a')".replace("'", '"'), "for x in distinct values(ys) return x.k",
    "{q: 1, b: 2, a: q}", "min(xs)", "max(xs)", 'replace("abc", "(a)(b)", "$2$1")',
):
    value = compile_expression(text).evaluate(names.get, CONTEXT)
    print(canonical.encode(value).decode(), str(value))
for text in ("alga = 1", "c.y = 1", "foo(1)", "aler(1) and matche(2)", "1 +", "c < c and -c = abs(c)"):
    print([finding.text() for finding in check(text, types)])
print(sorted(compile_expression("a + b + c + d[e]").reads))
"""


def output(seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def first() -> str:
    return output("0")


def test_the_program_says_something(first: str) -> None:
    assert first.count("\n") == 19
    assert '["b","a","c","å"]' in first


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_nothing_depends_on_the_hash_seed(first: str, seed: str) -> None:
    assert output(seed) == first
