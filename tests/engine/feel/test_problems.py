from __future__ import annotations

import pytest

from engine.feel import check, check_unary_tests, compile_expression, problems, type_given
from engine.feel.builtins import BUILTINS
from engine.feel.mistakes import REMEDIES
from engine.feel.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    LIST,
    NUMBER,
    STRING,
    TIME,
    Type,
    context_of,
    list_of,
)

TYPES = {
    "svar": STRING,
    "antal": NUMBER,
    "klar": BOOLEAN,
    "dag": DATE,
    "klockan": TIME,
    "tid": DATE_AND_TIME,
    "väntan": DAYS_DURATION,
    "lås": list_of(context_of({"nummer": STRING, "batteri": NUMBER})),
    "märken": list_of(STRING),
    "kund": context_of({"våning": NUMBER, "namn": STRING}),
    "okänt": ANY,
    "lista": LIST,
    "uppgifter": CONTEXT,
}


def rules(text: str, expected: Type | None = BOOLEAN) -> list[str]:
    return [finding.rule for finding in check(text, TYPES, expected)]


def said(text: str, expected: Type | None = BOOLEAN) -> str:
    (finding,) = check(text, TYPES, expected)
    return finding.text()


@pytest.mark.parametrize(
    "text",
    [
        'svar = "ja"',
        '=svar = "ja" and antal > 3',
        "svar = null",
        "klar",
        "not(klar) or antal in [1..5]",
        'dag > @"2026-11-21" and tid < now()',
        "dag + väntan > today()",
        "tid - now() > väntan",
        "väntan.days > 3",
        "klockan.hour < 16",
        'lås[1].nummer = "100001"',
        "count(lås[batteri < 20]) > 0",
        "count(lås[nummer = svar and item.batteri > 3]) = 1",
        "lås[antal].batteri > 20",
        "some l in lås satisfies l.batteri < antal",
        'svar in ("ja", "nej")',
        "svar in märken",
        'list contains(märken, "x")',
        "märken = []",
        "kund.våning > 2",
        "{a: antal, b: a + 1}.b > 3",
        "(for x in 1..antal return x * 2)[1] = 2",
        "(if klar then 1 else null) = 1",
        "okänt",
        "okänt.vad.som.helst > 3",
        "okänt[a = 1] = [1]",
        "lista[a = 1] = [1]",
        "uppgifter.a = 1",
        "uppgifter.a",
        "some x in okänt satisfies x.y",
        "is defined(svar)",
        "working_day(dag) and add_working_days(dag, 3) > today()",
        "add_office_hours(tid, antal) > now()",
        'matches(svar, "^[0-9]{6}$")',
        "klar instance of boolean",
        "min(1, 2) > antal",
        'max(märken) > "a"',
        "sum(lås.batteri) > 100",
        "date(svar) = dag and number(svar) = antal and string(antal) = svar",
        "abs(väntan) > väntan",
    ],
)
def test_it_lets_through_what_can_hold(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("svarr = 1", "feel-unknown-variable"),
        ("svar = ja", "feel-unknown-variable"),
        ("lås[nr = 1] = []", "feel-unknown-variable"),
        ("märken[nr = 1] = []", "feel-unknown-variable"),
        ("(for x in märken return y) = []", "feel-unknown-variable"),
        ("item = 1", "feel-unknown-variable"),
        ("lenght(svar) > 1", "feel-unknown-function"),
        ("substring(svar) = svar", "feel-arguments"),
        ("now(1) = tid", "feel-arguments"),
        ("date(2026, 11) = dag", "feel-arguments"),
        ("min() = 1", "feel-arguments"),
        ('dag = "2026-11-21"', "feel-types"),
        ("svar = 7", "feel-types"),
        ('antal = "7"', "feel-types"),
        ("dag < tid", "feel-types"),
        ('klar = "ja"', "feel-types"),
        ("väntan > 3", "feel-types"),
        ("klockan > now()", "feel-types"),
        ('märken = "x"', "feel-types"),
        ('lås.nummer = "x"', "feel-types"),
        ("kund = svar", "feel-types"),
        ("antal > null", "feel-types"),
        ("klar > klar", "feel-types"),
        ("lås < lås", "feel-types"),
        ('antal between "a" and 5', "feel-types"),
        ('antal in ["a"..5]', "feel-types"),
        ('antal in ("a", 5)', "feel-types"),
        ("antal in märken", "feel-types"),
        ("svar in (? + 1)", "feel-types"),
        ('svar + 1 = "a1"', "feel-types"),
        ("dag + 1 = dag", "feel-types"),
        ("antal * klar = 1", "feel-types"),
        ("-svar = 1", "feel-types"),
        ("upper case(antal) = svar", "feel-types"),
        ('contains(märken, "x")', "feel-types"),
        ("add_office_hours(dag, 1) > now()", "feel-types"),
        ("svar", "feel-not-boolean"),
        ("antal + 1", "feel-not-boolean"),
        ("lås[batteri < 20]", "feel-not-boolean"),
        ("klar and svar", "feel-not-boolean"),
        ("klar or antal", "feel-not-boolean"),
        ("(if svar then 1 else 2) = 1", "feel-not-boolean"),
        ("some l in lås satisfies l.batteri", "feel-not-boolean"),
        ('lås["x"] = []', "feel-not-boolean"),
        ("svar in (string length(?))", "feel-not-boolean"),
        ("kund.vaning > 2", "feel-unknown-part"),
        ("dag.hour > 3", "feel-unknown-part"),
        ("svar.nummer = 3", "feel-unknown-part"),
        ("lås.numer = []", "feel-unknown-part"),
        ('date("2026-02-30") = dag', "feel-literal"),
        ('duration("1 dag") = väntan', "feel-literal"),
        ("date(2026, 13, 1) = dag", "feel-literal"),
        ('matches(svar, "(")', "feel-pattern"),
        ('replace(svar, "x*", "") = svar', "feel-pattern"),
        ("svar == 1", "feel-syntax"),
        ("", "feel-syntax"),
        ("${svar == 1}", "feel-juel"),
        (" #{f(x)}", "feel-juel"),
        ("a" * 10_000, "feel-limit"),
        ("(" * 500 + "1" + ")" * 500, "feel-limit"),
    ],
)
def test_it_finds_what_can_not(text: str, rule: str) -> None:
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ('svar == "ja" && !klar', 'Skriv så här: svar = "ja" and not(klar)'),
        ("svar == 'ja'", 'Skriv så här: svar = "ja"'),
        ("klar || antal != 3", "Skriv så här: klar or antal != 3"),
        ("not klar", "Skriv så här: not(klar)"),
        ('svar == "ja" and antal in [1..2]', "Skriv = i stället för ==."),
        ("klar och klar", "Skriv and i stället för och."),
        ("antal % 2 = 0", "Skriv modulo(x, 10) i stället för x % 10."),
        ("antal in ]1..5[", "Skriv (1..5) i stället för ]1..5[, och (1..5] i stället för ]1..5]."),
        ("1 < antal < 5", "Skriv x in [1..5], eller x >= 1 and x <= 5. Jämförelser skrivs en i taget."),
        ("true()", "Skriv true, false och null utan parenteser."),
        ('${svar == "ja" && !klar}', 'Skriv så här: =svar = "ja" and not(klar)'),
        ("${execution.id}", "Skriv så här: =execution.id"),
        ("${f(x)}", 'Skriv det i FEEL, till exempel så här: =svar = "ja"'),
        ("svarr = 1", "Menade du svar?"),
        ("lås[numer = 1] = []", "Menade du nummer?"),
        ("xyzzy", 'Skriv namnet på ett fält. Är det en text, skriv "xyzzy" inom citattecken.'),
        ("len(lås) > 1", "Menade du count?"),
        ("startsWith(svar)", "Menade du starts with?"),
        ("xyzzy(svar)", "Skriv det med en funktion som finns, till exempel contains, count eller date."),
        ("substring(svar) = svar", "Skriv så här: substring(text, tal) eller substring(text, tal, tal)"),
        ('dag = "2026-11-21"', 'Skriv date("2026-11-21") i stället för "2026-11-21".'),
        ("dag = 2026-11-21", 'Skriv date("2026-11-21") i stället för 2026-11-21.'),
        ("dag < tid", "Skriv date(tid) i stället för tid."),
        ("svar = 7", 'Skriv "7" i stället för 7.'),
        ("svar = antal", "Skriv number(svar) i stället för svar."),
        ('klar = "ja"', 'Skriv true i stället för "ja".'),
        ('märken = "x"', 'Skriv så här: list contains(märken, "x")'),
        ("kund = 3", "Jämför värden av samma slag."),
        ('svar + 1 = "x"', "Skriv string(1) i stället för 1."),
        ('svar + (antal + 1) = "x"', "Skriv string((antal + 1)) i stället för (antal + 1)."),
        ('1 + svar = "x"', "Skriv string(1) i stället för 1."),
        ("svar", 'Jämför det med ett värde, till exempel så här: svar = "ja"'),
        ("dag", "Jämför det med ett värde, till exempel så här: dag <= today()"),
        ("lås", "Jämför det med ett värde, till exempel så här: count(lås) > 0"),
        ("dag.yeer = 1", "Menade du year?"),
        ("kund.höjd = 1", "Skriv en av delarna som finns: namn, våning."),
        ("klar.del = 1", "Det har inga delar."),
        ('date("2026-02-30") = dag', 'Skriv till exempel så här: date("2026-11-21")'),
    ],
)
def test_it_shows_how_to_write_it(text: str, cure: str) -> None:
    assert said(text).endswith(cure)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("svar == 1 and f", "Uttrycket går inte att läsa där det står == 1 and f."),
        ("(svar", "Uttrycket är inte färdigt."),
        ("svar = 7", "svar = 7 jämför text med tal och gäller därför aldrig."),
        ("svarr = 7", "Uttrycket läser svarr, som inte finns."),
        ("upper case(antal) = svar", "upper case läser text, men antal är tal."),
        ("antal", "antal är tal, men här ska det stå något som är sant eller falskt."),
        ("lås.vikt = []", "lås har ingen del som heter vikt."),
        ("svar + (antal + 1) = svar", "svar + (antal + 1) räknar med text + tal, och det går inte."),
        ("antal > null", "antal > null frågar vad som är störst, men null har ingen ordning."),
    ],
)
def test_it_says_what_is_wrong(text: str, message: str) -> None:
    assert said(text).startswith(message)


def test_the_cures_that_show_feel_can_be_deployed() -> None:
    for text in ('svar == "ja" && !klar', "svar == 'ja'", "klar || antal != 3", '${svar == "ja" && !klar}'):
        cure = said(text).partition("Skriv så här: ")[2]
        assert cure
        assert rules(cure) == []


def test_all_problems_are_found_at_once() -> None:
    assert rules('svarr = 1 and foo() and dag = "x" and antal') == [
        "feel-unknown-variable",
        "feel-unknown-function",
        "feel-types",
        "feel-not-boolean",
    ]


def test_every_finding_can_be_said() -> None:
    for reason, remedy in REMEDIES.items():
        assert remedy % {}, reason  # a per cent sign that stands for itself must be doubled


@pytest.mark.parametrize(
    ("cell", "of", "rule"),
    [
        ("-", NUMBER, None),
        ("", NUMBER, None),
        ("7", NUMBER, None),
        ("< 5, > 10", NUMBER, None),
        ('"ja", "nej"', STRING, None),
        ('not("ja")', STRING, None),
        ("märken", STRING, None),
        ("svar", STRING, None),
        ('? = "ja" and antal > 3', STRING, None),
        ("> today()", DATE, None),
        ("true", BOOLEAN, None),
        ("null", DATE, None),
        ("[1..5]", NUMBER, None),
        ("7", ANY, None),
        ("7", STRING, "feel-types"),
        ('"7"', NUMBER, "feel-types"),
        ('> "a"', NUMBER, "feel-types"),
        ("märken", NUMBER, "feel-types"),
        ("klar", STRING, "feel-types"),
        ("> true", BOOLEAN, "feel-types"),
        ('"2026-11-21"', DATE, "feel-types"),
        ("string length(?)", STRING, "feel-not-boolean"),
        ("svarr", STRING, "feel-unknown-variable"),
        ("== 3", NUMBER, "feel-syntax"),
        ("<", NUMBER, "feel-syntax"),
        ("ja", STRING, "feel-unknown-variable"),
    ],
)
def test_the_cells_of_a_table_are_held_against_their_input(cell: str, of: Type, rule: str | None) -> None:
    found = [finding.rule for finding in check_unary_tests(cell, {**TYPES, "?": of})]
    assert found == ([rule] if rule else [])


def test_a_cell_is_told_how_to_write_its_value() -> None:
    (finding,) = check_unary_tests("7", {"?": STRING})
    assert finding.text() == '7 jämför text med tal och gäller därför aldrig. Skriv "7" i stället för 7.'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", NUMBER),
        ('"a" + svar', STRING),
        ("dag - dag", DAYS_DURATION),
        ("dag + väntan", DATE),
        ("antal > 3", BOOLEAN),
        ("märken[1]", STRING),
        ("märken[item = svar]", list_of(STRING)),
        ("lås.batteri", list_of(NUMBER)),
        ("lås[1].nummer", STRING),
        ("[1, 2]", list_of(NUMBER)),
        ('[1, "a"]', list_of(ANY)),
        ("{a: 1}", context_of({"a": NUMBER})),
        ("if klar then 1 else null", NUMBER),
        ('if klar then 1 else "a"', ANY),
        ("for x in märken return string length(x)", list_of(NUMBER)),
        ("add_working_days(dag, 1)", DATE),
        ("add_working_days(tid, 1)", DATE_AND_TIME),
        ("min(märken)", STRING),
        ("append(märken, svar)", list_of(STRING)),
        ("concatenate(märken, [1])", list_of(ANY)),
        ("okänt", ANY),
        ("null", Type("null")),
    ],
)
def test_the_type_of_an_expression(text: str, expected: Type) -> None:
    assert type_given(compile_expression(text), TYPES) == expected


def test_another_result_than_expected_is_found() -> None:
    assert rules("dag", DATE) == []
    assert rules("okänt", DATE) == []
    assert rules("null", DATE) == []
    assert said("svar", DATE) == "svar är text, men här ska det stå datum. Skriv ett uttryck som ger datum."


def test_a_compiled_expression_is_checked_as_its_text_is() -> None:
    assert problems(compile_expression("svarr = 1"), TYPES) == check("svarr = 1", TYPES)


def test_every_function_gives_a_type_for_any_arguments() -> None:
    for function in BUILTINS.values():
        for count in range(6):
            if function.takes(count):
                assert isinstance(function.result([ANY] * count), Type)
