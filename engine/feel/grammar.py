"""The grammar of FEEL (DMN 1.3, 10.3.1.2) as an LALR(1) one, and the parser.

What makes it LALR where the standard's is not: names are single words, and the built-in functions and types whose names
are several words are terminals. A parenthesis holds a list of tests; the reader says where that makes sense.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lark import Lark

EXPRESSION = "expression"
TESTS = "tests_of_cell"
KEYWORDS = frozenset(
    ["and", "or", "not", "in", "between", "if", "then", "else", "for", "return", "some", "every", "satisfies"]
) | {"instance", "of", "true", "false", "null"}

_GRAMMAR = r"""
tests_of_cell: "-" -> any_value | tests
tests: test ("," test)*
?test: expression | COMPARE sum

?expression: "if" expression "then" expression "else" expression -> if_
    | "for" binding ("," binding)* "return" expression               -> for_
    | "some" binding ("," binding)* "satisfies" expression       -> some
    | "every" binding ("," binding)* "satisfies" expression      -> every
    | or_
binding: NAME "in" expression [".." expression]
?or_: and_ ("or" and_)*
?and_: comparison ("and" comparison)*
?comparison: sum
    | sum COMPARE sum
    | sum "between" sum "and" sum  -> between
    | sum "in" sum                 -> in_
    | sum "in" COMPARE sum         -> in_
?sum: product ((PLUS | MINUS) product)*
?product: power ((TIMES | DIVIDE) power)*
?power: negation (POWER negation)*
?negation: MINUS negation | instance
?instance: postfix | postfix "instance" "of" TYPE
?postfix: atom
    | postfix "." (NAME | PROPERTY)     -> path
    | postfix "[" expression "]"        -> filter
?atom: NUMBER -> number
    | STRING  -> string
    | "true" -> true
    | "false" -> false
    | "null" -> null
    | (NAME | INPUT) -> name
    | "@" STRING -> at_literal
    | "(" tests ")" -> group
    | (OPEN_LIST | OPEN) expression ".." expression (CLOSE_LIST | CLOSE) -> interval
    | "[" [expression ("," expression)*] "]" -> list
    | "{" [entry ("," entry)*] "}" -> context
    | (NAME | FUNCTION) "(" [expression ("," expression)*] ")" -> call
    | NOT "(" tests ")" -> not_
entry: (NAME | STRING) ":" expression

COMPARE: "<=" | ">=" | "!=" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIVIDE: "/"
POWER: "**"
OPEN: "("
CLOSE: ")"
OPEN_LIST: "["
CLOSE_LIST: "]"
INPUT: "?"
NOT: "not"
TYPE.5: /%(types)s/
FUNCTION.5: /(?:%(functions)s)(?=\s*\()/
PROPERTY.5: /time\s+offset(?!\w)/
NAME: /[^\W\d]\w*/
NUMBER: /[0-9]+(\.[0-9]+)?|\.[0-9]+/
STRING: /"(\\.|[^"\\\n\r])*"/
%%ignore /\s+/
%%ignore /\/\/[^\n]*/
%%ignore /\/\*(?:[^*]|\*(?!\/))*\*\//
"""

TYPES = (
    "years and months duration",
    "days and time duration",
    "date and time",
    "boolean",
    "context",
    "number",
    "string",
    "date",
    "list",
    "time",
    "Any",
)


@lru_cache(maxsize=1)
def parser(functions: tuple[str, ...]) -> Lark:
    """The parser, given the names of the functions that are more than one word, such as `string length`."""
    grammar = _GRAMMAR % {"types": _either(TYPES) + r"(?!\w)", "functions": _either(functions)}
    return Lark(grammar, parser="lalr", start=[EXPRESSION, TESTS], propagate_positions=True, maybe_placeholders=False)


def _either(names: Iterable[str]) -> str:
    # longest first, since the first that fits is taken
    return "|".join(name.replace(" ", r"\s+") for name in sorted(names, key=lambda name: (-len(name), name)))
