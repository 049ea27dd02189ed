"""The findings about an expression, each with how to write it instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeAlias

from engine.errors import FeelLimitError, FeelSyntaxError
from engine.feel import mistakes, tree
from engine.feel.builtin import Builtin, Parameter
from engine.feel.builtins import BUILTINS
from engine.feel.juel import from_juel
from engine.feel.types import Type
from engine.finding import Finding

# What turns a text into a value of the kind.
_CONVERTERS = {
    "number": "number",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "days and time duration": "duration",
    "years and months duration": "duration",
    "string": "string",
}
# How a value of the kind is made into a condition.
_CONDITIONS = {
    "string": '{} = "ja"',
    "number": "{} > 0",
    "date": "{} <= today()",
    "date and time": "{} <= now()",
    "list": "count({}) > 0",
}
_LITERALS = {
    "date": 'date("2026-11-21")',
    "time": 'time("14:30:00")',
    "date and time": 'date and time("2026-11-21T14:30:00")',
    "duration": 'duration("P1D")',
}
_TRUTHS = {"true": "true", "ja": "true", "false": "false", "nej": "false"}
# What functions of the same use are called elsewhere.
_ELSEWHERE = {
    "len": "count",
    "length": "string length",
    "size": "count",
    "isempty": "is defined",
    "upper": "upper case",
    "lower": "lower case",
    "round": "round half up",
    "average": "mean",
    "indexof": "index of",
    "startswith": "starts with",
    "endswith": "ends with",
    "includes": "list contains",
}
_LONGEST_PIECE = 80
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

_Side: TypeAlias = tuple[tree.Node, str, Type]  # of a comparison: what it is, as it is written, and of what type


def unreadable(text: str, error: FeelSyntaxError | FeelLimitError) -> Finding:
    """What is wrong with a text that is no expression."""
    if isinstance(error, FeelLimitError):
        return Finding(
            rule="feel-limit",
            message="Uttrycket är för långt eller har för många nivåer.",
            remedy="Dela upp det i flera steg, eller gör en beslutstabell av det.",
        )
    position, reason = int(str(error.fields["position"])), str(error.fields["reason"])
    said = from_juel(f"${{{text.strip().lstrip('=')}}}") if reason in mistakes.FOREIGN else None
    values = {"piece": _piece(text[position : position + 20]), "feel": said or ""}
    remedy = "Skriv så här: %(feel)s" if said else mistakes.REMEDIES[reason]
    if not values["piece"]:
        return Finding("feel-syntax", "Uttrycket är inte färdigt.", remedy, values)
    return Finding("feel-syntax", "Uttrycket går inte att läsa där det står %(piece)s.", remedy, values)


def juel(text: str) -> Finding:
    said = from_juel(text)
    remedy = "Skriv så här: =%(feel)s" if said else 'Skriv det i FEEL, till exempel så här: =svar = "ja"'
    return Finding("feel-juel", "Uttrycket är skrivet med ${ och }.", remedy, {"feel": said or ""})


def unknown_variable(name: str, known: Iterable[str]) -> Finding:
    nearest = _nearest(name, known)
    values = {"variable": name, "nearest": nearest}
    otherwise = 'Skriv namnet på ett fält. Är det en text, skriv "%(variable)s" inom citattecken.'
    remedy = "Menade du %(nearest)s?" if nearest else otherwise
    return Finding("feel-unknown-variable", "Uttrycket läser %(variable)s, som inte finns.", remedy, values)


def unknown_part(piece: str, part: str, parts: Iterable[str]) -> Finding:
    known = sorted(parts)
    nearest = _nearest(part, known)
    values = {"piece": _piece(piece), "part": part, "nearest": nearest, "parts": ", ".join(known)}
    remedy = "Det har inga delar."
    if known:
        remedy = "Menade du %(nearest)s?" if nearest else "Skriv en av delarna som finns: %(parts)s."
    return Finding("feel-unknown-part", "%(piece)s har ingen del som heter %(part)s.", remedy, values)


def unknown_function(name: str) -> Finding:
    nearest = _nearest(name.lower(), [*BUILTINS, *_ELSEWHERE])
    nearest = _ELSEWHERE.get(nearest, nearest)
    values = {"function": name, "nearest": nearest}
    otherwise = "Skriv det med en funktion som finns, till exempel contains, count eller date."
    remedy = "Menade du %(nearest)s?" if nearest else otherwise
    return Finding("feel-unknown-function", "Funktionen %(function)s finns inte.", remedy, values)


def wrong_count(function: Builtin, given: int) -> Finding:
    values = {"function": function.name, "given": str(given), "usage": usage(function)}
    message = "%(function)s kan inte ta %(given)s värden."
    return Finding("feel-arguments", message, "Skriv så här: %(usage)s", values)


def wrong_argument(function: Builtin, at: int, piece: str, given: Type) -> Finding:
    values = {
        "function": function.name,
        "wanted": " eller ".join(_names(function.parameter(at))),
        "piece": _piece(piece),
        "given": given.swedish,
        "usage": usage(function),
    }
    message = "%(function)s läser %(wanted)s, men %(piece)s är %(given)s."
    return Finding("feel-types", message, "Skriv så här: %(usage)s", values)


def never_holds(whole: str, sign: str, left: _Side, right: _Side) -> Finding:
    """A comparison of two kinds, which is null whatever the values."""
    values = {"piece": _piece(whole), "left": left[2].swedish, "right": right[2].swedish}
    message = "%(piece)s jämför %(left)s med %(right)s och gäller därför aldrig."
    if sign == "=" and left[2].kind == "list":
        values["cure"] = f"list contains({left[1]}, {right[1]})"
        return Finding("feel-types", message, "Skriv så här: %(cure)s", values)
    pairs = sorted(((left, right), (right, left)), key=lambda pair: not isinstance(pair[0][0], tree.Constant))
    for side, other in pairs:
        if cure := _converted(*side, other[2].kind):
            values |= {"side": _piece(side[1]), "cure": cure}
            return Finding("feel-types", message, "Skriv %(cure)s i stället för %(side)s.", values)
    return Finding("feel-types", message, "Jämför värden av samma slag.", values)


def no_order(whole: str, of: Type) -> Finding:
    values = {"piece": _piece(whole), "type": of.swedish}
    message = "%(piece)s frågar vad som är störst, men %(type)s har ingen ordning."
    return Finding("feel-types", message, "Skriv = eller != i stället, till exempel x = null.", values)


def no_arithmetic(whole: str, sign: str, left: tuple[str, Type], right: tuple[str, Type]) -> Finding:
    values = {"piece": _piece(whole), "sign": sign, "left": left[1].swedish, "right": right[1].swedish}
    message = "%(piece)s räknar med %(left)s %(sign)s %(right)s, och det går inte."
    for side, other in ((left, right), (right, left)):
        if side[1].kind == "string" and other[1].kind != "string" and sign == "+" and other[1].kind in _CONVERTERS:
            values |= {"cure": f"string({other[0]})", "side": _piece(other[0])}
            return Finding("feel-types", message, "Skriv %(cure)s i stället för %(side)s.", values)
    return Finding("feel-types", message, "Räkna med värden av slag som hör ihop.", values)


def no_negation(whole: str, of: Type) -> Finding:
    values = {"piece": _piece(whole), "type": of.swedish}
    message = "%(piece)s sätter minus framför %(type)s, och det går inte."
    return Finding("feel-types", message, "Skriv not(x) för motsatsen till något som är sant eller falskt.", values)


def not_boolean(piece: str, of: Type) -> Finding:
    example = _CONDITIONS.get(of.kind, "{} != null").format(piece)
    values = {"piece": _piece(piece), "type": of.swedish, "example": example}
    message = "%(piece)s är %(type)s, men här ska det stå något som är sant eller falskt."
    return Finding("feel-not-boolean", message, "Jämför det med ett värde, till exempel så här: %(example)s", values)


def other_type(piece: str, of: Type, expected: Type) -> Finding:
    values = {"piece": _piece(piece), "type": of.swedish, "expected": expected.swedish}
    message = "%(piece)s är %(type)s, men här ska det stå %(expected)s."
    return Finding("feel-types", message, "Skriv ett uttryck som ger %(expected)s.", values)


def no_such_value(piece: str, function: str) -> Finding:
    values = {"piece": _piece(piece), "example": _LITERALS[function]}
    return Finding("feel-literal", "%(piece)s finns inte.", "Skriv till exempel så här: %(example)s", values)


def unreadable_pattern(piece: str) -> Finding:
    values = {"piece": _piece(piece)}
    remedy = 'Avsluta varje parentes och hakparentes, och skriv \\\\ före tecken som ska stå för sig själva: "\\\\.".'
    return Finding("feel-pattern", "Mönstret %(piece)s går inte att läsa.", remedy, values)


def usage(function: Builtin) -> str:
    """`floor(tal) eller floor(tal, tal)`: the function with the kinds of values it takes."""
    kinds = []
    for parameter in function.parameters:
        kinds.append("/".join(_names(parameter)) + (", …" if parameter.repeated else ""))
    return " eller ".join(f"{function.name}({', '.join(kinds[:count])})" for count in sorted(function.counts))


def _names(parameter: Parameter) -> list[str]:
    return list(dict.fromkeys(Type(kind).swedish for kind in sorted(parameter.kinds))) or ["värde"]


def _converted(node: tree.Node, piece: str, of: Type, wanted: str) -> str | None:
    """The piece as a value of the wanted kind, if that can be written."""
    constant = node.value if isinstance(node, tree.Constant) else None
    if of.kind == "string" and wanted == "boolean":
        return _TRUTHS.get(constant) if isinstance(constant, str) else None
    if of.kind == "number" and wanted == "string" and constant is not None:
        return f'"{piece}"'
    if of.kind == "string" and wanted in _CONVERTERS:
        return f"{_CONVERTERS[wanted]}({piece})"
    if of.kind == "date and time" and wanted == "date":
        return f"date({piece})"
    return f'date("{piece}")' if wanted in ("date", "date and time") and _DATE.fullmatch(piece) else None


def _nearest(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, sorted(set(known)), n=1, cutoff=0.7)), "")


def _piece(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_PIECE else f"{text[: _LONGEST_PIECE - 1]}…"
