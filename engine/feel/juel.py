"""`${…}`, the expressions of other engines (JUEL, JSR 341), said in FEEL: so that an owner sees what to write instead.

Method calls, bean names and arithmetic that differs between the two can't be said; those give None.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError

from engine.errors import FeelError
from engine.feel.grammar import KEYWORDS
from engine.feel.limits import LONGEST_EXPRESSION
from engine.feel.reader import read_expression
from engine.feel.written import quoted

_WHOLE = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_GRAMMAR = r"""
?start: choice
?choice: either | either "?" choice ":" choice -> choice
?either: both (("||" | "or") both)*
?both: equality (("&&" | "and") equality)*
?equality: relation | relation EQUAL relation -> compared
?relation: sum | sum ORDER sum                -> compared
?sum: product ((PLUS | MINUS) product)*
?product: unary ((TIMES | DIVIDE) unary)*
?unary: ("!" | "not") unary -> negated
    | MINUS unary           -> minus
    | "empty" unary         -> empty
    | postfix
?postfix: atom
    | postfix "." NAME      -> entry
    | postfix "[" STRING "]" -> entry_of
    | postfix "[" WHOLE "]" -> item
?atom: NAME -> name
    | (NUMBER | WHOLE) -> number
    | STRING -> string
    | "true" -> true
    | "false" -> false
    | "null" -> null
    | "(" choice ")"
EQUAL.2: "==" | "!=" | /eq\b/ | /ne\b/
ORDER.2: "<=" | ">=" | "<" | ">" | /l[te]\b/ | /g[te]\b/
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIVIDE.2: "/" | /div\b/
NAME: /[^\W\d]\w*/
WHOLE: /[0-9]+/
NUMBER.2: /[0-9]+\.[0-9]*([eE][+-]?[0-9]{1,3})?|\.[0-9]+([eE][+-]?[0-9]{1,3})?|[0-9]+[eE][+-]?[0-9]{1,3}/
STRING: /"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/
%ignore /\s+/
"""
_SIGNS = {"==": "=", "eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "div": "/"}
_CHOICE, _OR, _AND, _COMPARED, _SUM, _PRODUCT, _UNARY, _ATOM = range(8)


class _Said(NamedTuple):
    """FEEL, how tightly its outermost operator binds, and whether it is a text for certain."""

    text: str
    binding: int
    is_text: bool = False

    def within(self, binding: int) -> str:
        return self.text if self.binding >= binding else f"({self.text})"


class _Unsayable(LarkError):
    """FEEL has nothing that means the same."""


def from_juel(text: str) -> str | None:
    """The FEEL that means the same as `${…}` or `#{…}`, without a leading `=`; None when it cannot be said."""
    found = _WHOLE.fullmatch(text)
    if not found or len(text) > LONGEST_EXPRESSION:
        return None
    try:
        said: Any = _parser().parse(found[1])
        read_expression(said.text)
    except (LarkError, FeelError):
        return None
    return said.text  # type: ignore[no-any-return]


@v_args(inline=True)
class _Translator(Transformer[Token, _Said]):
    """Called for every rule as it is read, innermost first: however deep a text is, nothing recurses."""

    def choice(self, condition: _Said, then: _Said, otherwise: _Said) -> _Said:
        parts = f"if {condition.within(_OR)} then {then.within(_OR)} else {otherwise.within(_CHOICE)}"
        return _Said(parts, _CHOICE)

    def either(self, *parts: _Said) -> _Said:
        return _Said(" or ".join([part.within(_AND) for part in parts]), _OR)

    def both(self, *parts: _Said) -> _Said:
        return _Said(" and ".join([part.within(_COMPARED) for part in parts]), _AND)

    def compared(self, left: _Said, sign: Token, right: _Said) -> _Said:
        return _Said(f"{left.within(_SUM)} {_sign(sign)} {right.within(_SUM)}", _COMPARED)

    def sum(self, first: _Said, *rest: Any) -> _Said:
        return self._row(first, rest, _SUM)

    def product(self, first: _Said, *rest: Any) -> _Said:
        return self._row(first, rest, _PRODUCT)

    def _row(self, first: _Said, rest: tuple[Any, ...], binding: int) -> _Said:
        made = first.within(binding)
        for sign, value in zip(rest[::2], rest[1::2], strict=True):
            if value.is_text or first.is_text:
                raise _Unsayable  # JUEL makes numbers of texts before it adds
            made += f" {_sign(sign)} {value.within(binding + 1)}"
        return _Said(made, binding)

    def negated(self, value: _Said) -> _Said:
        return _Said(f"not({value.text})", _ATOM)

    def minus(self, sign: Token, value: _Said) -> _Said:
        return _Said(f"-{value.within(_UNARY)}", _UNARY)

    def empty(self, value: _Said) -> _Said:
        return _Said(f'list contains([null, "", []], {value.text})', _ATOM)

    def entry(self, value: _Said, name: Token) -> _Said:
        return _Said(f"{value.within(_ATOM)}.{name}", _ATOM)

    def entry_of(self, value: _Said, name: Token) -> _Said:
        key = _unquoted(name)
        if key.isidentifier():
            return self.entry(value, Token("NAME", key))
        return _Said(f"get value({value.text}, {quoted(key)})", _ATOM)

    def item(self, value: _Said, position: Token) -> _Said:
        return _Said(f"{value.within(_ATOM)}[{int(position[:18]) + 1}]", _ATOM)

    def name(self, name: Token) -> _Said:
        if name in KEYWORDS:
            raise _Unsayable
        return _Said(str(name), _ATOM)

    def number(self, number: Token) -> _Said:
        return _Said(f"{Decimal(number):f}", _ATOM)

    def string(self, string: Token) -> _Said:
        return _Said(quoted(_unquoted(string)), _ATOM, is_text=True)

    def true(self) -> _Said:
        return _Said("true", _ATOM)

    def false(self) -> _Said:
        return _Said("false", _ATOM)

    def null(self) -> _Said:
        return _Said("null", _ATOM)


def _sign(sign: Token) -> str:
    return _SIGNS.get(sign, str(sign))


def _unquoted(literal: Token) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1], flags=re.DOTALL)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_Translator(), maybe_placeholders=False)
