from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.written import quoted
from tests.engine.feel.evaluation import feel


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ('""', ""),
        ('"å ä ö"', "å ä ö"),
        (r'"\"ja\""', '"ja"'),
        (r'"\'ja\'"', "'ja'"),
        (r'"a\\b"', "a\\b"),
        (r'"a\nb\tc\rd"', "a\nb\tc\rd"),
        (r'"\u00e5\u00C4"', "åÄ"),
        (r'"\U01F511"', "🔑"),
        (r'"\uD83D\uDD11"', "🔑"),
        ('"🔑"', "🔑"),
        ('"// ingen kommentar /* */"', "// ingen kommentar /* */"),
        ('"and"', "and"),
    ],
)
def test_literals_and_escapes(literal: str, expected: str) -> None:
    assert feel(literal) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_every_text_can_be_written(text: str) -> None:
    assert feel("x = " + quoted(text), x=feel(quoted(text))) is True


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_string_of_a_list_of_text_reads_back(text: str) -> None:
    written = feel("string([x])", x=text)
    if "\n" not in written and feel("x", x=text) == text and not any(sign < " " for sign in text):
        assert feel(written + "[1] = x", x=feel(quoted(text))) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a" + "b" + "c"', "abc"),
        ('"a" + 1', None),
        ('"a" + null', None),
        ('"a" - "b"', None),
        ('"a" * 3', None),
        ('string length("åäö")', 3),
        ('string length("🔑")', 1),
        ('string length("")', 0),
        ('upper case("åäö")', "ÅÄÖ"),
        ('lower case("ÅÄÖ")', "åäö"),
        ('substring("nyckel", 3)', "ckel"),
        ('substring("nyckel", 3, 2)', "ck"),
        ('substring("nyckel", -2)', "el"),
        ('substring("nyckel", -2, 1)', "e"),
        ('substring("nyckel", 3, 99)', "ckel"),
        ('substring("nyckel", 0)', None),
        ('substring("nyckel", 7)', None),
        ('substring("nyckel", -7)', None),
        ('substring("nyckel", 1, 0)', None),
        ('substring("nyckel", 1.5)', None),
        ('substring("🔑ab", 2)', "ab"),
        ('substring before("Storgatan 5", " ")', "Storgatan"),
        ('substring before("Storgatan", "x")', ""),
        ('substring before("Storgatan", "")', ""),
        ('substring after("Storgatan 5", " ")', "5"),
        ('substring after("Storgatan", "x")', ""),
        ('substring after("Storgatan", "")', "Storgatan"),
        ('contains("nyckel", "ck")', True),
        ('contains("nyckel", "CK")', False),
        ('starts with("nyckel", "ny")', True),
        ('starts with("nyckel", "el")', False),
        ('ends with("nyckel", "el")', True),
        ('ends with("nyckel", "ny")', False),
    ],
)
def test_functions_on_texts(text: str, expected: object) -> None:
    assert feel(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('matches("123456", "^[0-9]{6}$")', True),
        ('matches("1234567", "^[0-9]{6}$")', False),
        ('matches("abc", "b")', True),
        ('matches("Åsa", "^å")', False),
        ('matches("Åsa", "^å", "i")', True),
        ('matches("a\\nb", "a.b")', False),
        ('matches("a\\nb", "a.b", "s")', True),
        ('matches("a\\nb", "^b$")', False),
        ('matches("a\\nb", "^b$", "m")', True),
        ('matches("A\\nB", "^b$", "mi")', True),
        ('matches("å", "^\\\\p{L}$")', True),
        ('matches("a", "(")', None),
        ('matches("aa", "(a)\\\\1")', None),  # RE2 has no references back
        ('matches("a", "a", "x")', None),
        ('matches("a", "(?=a)")', None),
        ('replace("Storgatan 5", "[0-9]+", "7")', "Storgatan 7"),
        ('replace("abc", "(b)(c)", "$2$1")', "acb"),
        ('replace("abc", "b", "[$0]")', "a[b]c"),
        ('replace("åäö", "ä", "")', "åö"),
        ('replace("🔑a🔑a", "a", "b")', "🔑b🔑b"),
        ('replace("abc", "B", "x", "i")', "axc"),
        ('replace("a", "(b)?a", "[$1]")', "[]"),
        ('replace("abc", "b", "\\\\$")', "a$c"),
        ('replace("abc", "b", "$1")', None),
        ('replace("abc", "b", "$")', None),
        ('replace("abc", "b", "\\\\n")', None),
        ('replace("abc", "x*", "-")', None),
        ('replace("abc", "(", "-")', None),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('split("Å Ä  Ö", " +")', ["Å", "Ä", "Ö"]),
        ('split("abc", ";")', ["abc"]),
        ('split("", ";")', [""]),
        ('split("abc", "")', None),
    ],
)
def test_patterns_are_those_of_re2(text: str, expected: object) -> None:
    assert feel(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('string("a")', "a"),
        ("string(1.50)", "1.5"),
        ("string(10 ** 20)", "100000000000000000000"),
        ("string(1 / 10 ** 10)", "0.0000000001"),
        ("string(true)", "true"),
        ("string(null)", None),
        ('string(@"2026-11-21")', "2026-11-21"),
        ('string(@"08:00:00")', "08:00:00"),
        ('string(@"2026-11-21T08:00:00")', "2026-11-21T08:00:00+01:00"),
        ('string(@"2026-07-21T08:00:00Z")', "2026-07-21T10:00:00+02:00"),
        ('string(@"PT25H30M")', "P1DT1H30M"),
        ('string(@"-PT0.5S")', "-PT0.5S"),
        ('string(@"PT0S")', "PT0S"),
        ('string(@"P14M")', "P1Y2M"),
        ('string(@"-P1M")', "-P1M"),
        ('string(@"P0M")', "P0M"),
        ('string([1, "a", null, [true]])', '[1, "a", null, [true]]'),
        ('string({a: 1, "b c": "å\\"ä"})', '{a: 1, "b c": "å\\"ä"}'),
        ("string([])", "[]"),
        ("string({})", "{}"),
    ],
)
def test_every_value_can_be_made_a_text(text: str, expected: object) -> None:
    assert feel(text) == expected


@pytest.mark.parametrize("value", ["1.5", '"å\\n"', "[1, [2]]", '{a: {b: "c"}}', "true"])
def test_the_text_of_a_value_is_how_an_expression_writes_it(value: str) -> None:
    written = feel(f"string([{value}])")
    assert feel(written) == [feel(value)]


def test_a_pattern_that_can_not_be_read_is_not_written_to_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    assert feel('matches("a", secret)', secret="hemligt(") is None
    assert capfd.readouterr() == ("", "")
