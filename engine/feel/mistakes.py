"""What people write in place of FEEL, and how to write it instead. The reasons are those of `FeelSyntaxError`."""

from __future__ import annotations

import re

from engine.feel.grammar import KEYWORDS

# What stands in the text where it stops making sense, and the cure. A longer sign before its own beginning.
SIGNS = {
    "==": "Skriv = i stället för ==.",
    "&&": "Skriv and i stället för &&.",
    "&": "Skriv and i stället för &.",
    "||": "Skriv or i stället för ||.",
    "|": "Skriv or i stället för |.",
    "<>": "Skriv != i stället för <>.",
    "=>": "Skriv >= i stället för =>.",
    "=<": "Skriv <= i stället för =<.",
    "=~": 'Skriv matches(x, "mönster") i stället för =~.',
    "≥": "Skriv >= i stället för ≥.",
    "≤": "Skriv <= i stället för ≤.",
    "≠": "Skriv != i stället för ≠.",
    "!": "Skriv not(x) i stället för !x.",
    "'": 'Skriv texten inom raka citattecken, så här: "ja".',
    "”": 'Skriv texten inom raka citattecken, så här: "ja".',
    "“": 'Skriv texten inom raka citattecken, så här: "ja".',
    "„": 'Skriv texten inom raka citattecken, så här: "ja".',
    "’": 'Skriv texten inom raka citattecken, så här: "ja".',
    "%": "Skriv modulo(x, 10) i stället för x %% 10.",
    ";": "Skriv komma mellan värden i stället för semikolon.",
    "$": "Skriv namnet utan ${ och }.",
    "#": "Skriv namnet utan #{ och }.",
    '"': "Avsluta texten med ett citattecken på samma rad.",
}
WORDS = {
    "och": "Skriv and i stället för och.",
    "eller": "Skriv or i stället för eller.",
    "inte": "Skriv not(x) i stället för inte x.",
    "är": "Skriv = i stället för är.",
    "eq": "Skriv = i stället för eq.",
    "ne": "Skriv != i stället för ne.",
    "gt": "Skriv > i stället för gt.",
    "ge": "Skriv >= i stället för ge.",
    "lt": "Skriv < i stället för lt.",
    "le": "Skriv <= i stället för le.",
    "is": "Skriv = i stället för is.",
    "mod": "Skriv modulo(x, 10) i stället för x mod 10.",
    "div": "Skriv / i stället för div.",
    "empty": "Skriv x = null i stället för empty x.",
}
OTHERS = {
    "empty text": 'Skriv ett uttryck, till exempel svar = "ja".',
    "end": "Något fattas sist. Avsluta varje parentes, och skriv ett värde efter varje tecken.",
    "not": "Skriv not(x), med parentes runt det som inte ska gälla.",
    "call of a constant": "Skriv true, false och null utan parenteser.",
    "chain": "Skriv x in [1..5], eller x >= 1 and x <= 5. Jämförelser skrivs en i taget.",
    "reversed bracket": "Skriv (1..5) i stället för ]1..5[, och (1..5] i stället för ]1..5].",
    "interval": "Skriv intervallet efter in, så här: x in [1..5].",
    "several": "Skriv en lista inom hakparenteser, så här: [1, 2], eller ett prov efter in, så här: x in (1, > 5).",
    "input": "Frågetecknet står för värdet som prövas, och finns bara i en beslutstabells celler och efter in.",
    "keyword": "Ordet hör till språket och kan inte vara ett namn. Kontrollera vad som står före det.",
    "escape": 'Skriv \\\\ för ett omvänt snedstreck och \\" för ett citattecken inne i en text.',
    "literal": 'Skriv ett datum som finns, så här: @"2026-11-21", @"2026-11-21T14:30:00", @"14:30:00" eller @"P1D".',
    "digits": "Skriv talet med högst 34 siffror.",
    "key": "Skriv varje namn en gång i ett sammansatt värde, och låt det inte börja med $.",
    "unexpected": "Kontrollera det som står där och strax före.",
}
REMEDIES = SIGNS | WORDS | OTHERS

# Reasons for which the text may be another language's, to be said in FEEL as a whole.
FOREIGN = frozenset({*SIGNS, *WORDS, "not", "unexpected"})

_CONSTANTS = ("true", "false", "null")
_COMPARISONS = ("<", ">", "=", "!")
_LONGEST_WORD = 40


def diagnosed(text: str, position: int) -> tuple[int, str]:
    """Where and why the text stops making sense, given where the parser stopped; the why is a key of `REMEDIES`."""
    if not text.strip():
        return 0, "empty text"
    before, after = text[:position], text[position:]
    if (reversed_at := _reversed_bracket(before, after)) is not None:
        return reversed_at, "reversed bracket"
    if not after.strip():
        return position, "end"
    for sign in SIGNS:
        if after.startswith(sign):
            return position, sign
        if len(sign) > 1 and position and text.startswith(sign, position - 1):
            return position - 1, sign
    following = _first_word(after[:_LONGEST_WORD])
    preceding = _first_word(before.rstrip()[: -_LONGEST_WORD - 1 : -1])[::-1]
    for word in (following, preceding):
        if word in WORDS:
            return position, word
    if after.startswith("(") and preceding in _CONSTANTS:
        return position, "call of a constant"
    if preceding == "not":
        return position, "not"
    if following and preceding in KEYWORDS:  # it was read as a name
        return before.rindex(preceding), "keyword"
    return position, "chain" if after.startswith(_COMPARISONS) else "unexpected"


def _reversed_bracket(before: str, after: str) -> int | None:
    """Where `]1..5]` or `[1..5[` begins."""
    if after.startswith("]") and ".." in after:
        return len(before)
    low, dots, high = before.partition("..")
    ends = re.search(r"[\[\]()]", high)
    if not dots or not ends or ends[0] != "[":
        return None
    return max(low.rfind("["), low.rfind("("), 0)


def _first_word(text: str) -> str:
    found = re.match(r"\w*", text)
    return found[0] if found else ""
