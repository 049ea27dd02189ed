"""From text to tree: parses, and refuses what the grammar lets through but has no meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from engine.canonical import PRECISION
from engine.errors import FeelLimitError, FeelSyntaxError
from engine.feel import mistakes, numbers, tree
from engine.feel.builtins import SEVERAL_WORDS
from engine.feel.grammar import EXPRESSION, KEYWORDS, TESTS, parser
from engine.feel.limits import DEEPEST, LONGEST_EXPRESSION
from engine.feel.temporal import read_literal
from engine.feel.tree import Node

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPED = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_SIMPLE_TEST = ("test", "interval")


def read_expression(text: str) -> Node:
    """The tree of an expression; a leading `=` is skipped."""
    blank = len(text) - len(text.lstrip())
    if text.startswith("=", blank):
        text = f"{text[:blank]} {text[blank + 1 :]}"  # as long as before, so that places stay right
    return _Reader(text).node(_parsed(text, EXPRESSION), 0)


def read_tests(text: str) -> Node:
    """The tree of a cell of a decision table; an empty cell is `-`."""
    if not text.strip():
        return tree.UnaryTests((0, len(text)), (), negated=False)
    return _Reader(text).cell(_parsed(text, TESTS))


def _parsed(text: str, start: str) -> Any:
    if len(text) > LONGEST_EXPRESSION:
        raise FeelLimitError(limit="characters", most=LONGEST_EXPRESSION)
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        stopped = len(text) if at_end else error.pos_in_stream or 0
        position, reason = mistakes.diagnosed(text, stopped)
        raise FeelSyntaxError(position=position, reason=reason) from None


def _parser() -> Lark:
    return parser(SEVERAL_WORDS)


class _Reader:
    """One method per rule of the grammar, named after it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tested = 0  # how many tests we are inside; only there does `?` mean anything

    def node(self, found: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise FeelLimitError(limit="nesting", most=DEEPEST)
        read = getattr(self, f"_{found.data.rstrip('_')}")
        return read(found, found.children, depth + 1)  # type: ignore[no-any-return]

    def cell(self, found: Any) -> Node:
        self.tested += 1
        at, children = _place(found), found.children
        if found.data == "any_value":
            return tree.UnaryTests(at, (), negated=False)
        tests = children[0].children
        if len(tests) == 1 and tests[0].data == "not_":
            return tree.UnaryTests(at, self._tests(tests[0].children[1].children, 0), negated=True)
        return tree.UnaryTests(at, self._tests(tests, 0), negated=False)

    def _tests(self, found: Sequence[Any], depth: int) -> tuple[Node, ...]:
        return tuple(self._any_test(one, depth) for one in found)

    def _any_test(self, found: Any, depth: int) -> Node:
        if found.data == "test":
            return tree.Test(_place(found), str(found.children[0]), self.node(found.children[1], depth + 1))
        if found.data == "interval":
            opening, low, high, closing = found.children
            ends = self.node(low, depth + 1), self.node(high, depth + 1)
            return tree.Interval(_place(found), *ends, with_low=opening == "[", with_high=closing == "]")
        return self.node(found, depth)

    def _in(self, found: Any, children: list[Any], depth: int) -> Node:
        value = self.node(children[0], depth)
        right = children[-1]
        self.tested += 1
        if len(children) == 3:
            place = (children[1].start_pos, _place(right)[1])
            tests: tuple[Node, ...] = (tree.Test(place, str(children[1]), self.node(right, depth)),)
        elif right.data == "group":
            tests = self._tests(right.children[0].children, depth)
        elif right.data == "list" and any(item.data == "interval" for item in right.children):
            tests = self._tests(right.children, depth)
        else:
            tests = (self._any_test(right, depth),)
        self.tested -= 1
        return tree.Membership(_place(found), value, tests)

    def _if(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.If(_place(found), *self._nodes(children, depth))

    def _for(self, found: Any, children: list[Any], depth: int) -> Node:
        bindings, body = self._bound(children, depth)
        return tree.For(_place(found), bindings, body)

    def _some(self, found: Any, children: list[Any], depth: int) -> Node:
        bindings, body = self._bound(children, depth)
        return tree.Quantified(_place(found), False, bindings, body)

    def _every(self, found: Any, children: list[Any], depth: int) -> Node:
        bindings, body = self._bound(children, depth)
        return tree.Quantified(_place(found), True, bindings, body)

    def _bound(self, children: list[Any], depth: int) -> tuple[tuple[tree.Binding, ...], Node]:
        deeper = depth + len(children)  # each name is a loop of its own
        bindings = []
        for one in children[:-1]:
            name, *sources = one.children
            source, *last = self._nodes(sources, deeper)
            bindings.append(tree.Binding(_place(one), self._free(name), source, last[0] if last else None))
        return tuple(bindings), self.node(children[-1], deeper)

    def _or(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Or(_place(found), self._nodes(children, depth))

    def _and(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.And(_place(found), self._nodes(children, depth))

    def _comparison(self, found: Any, children: list[Any], depth: int) -> Node:
        left, operator, right = children
        return tree.Comparison(_place(found), str(operator), self.node(left, depth), self.node(right, depth))

    def _between(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Between(_place(found), *self._nodes(children, depth))

    def _sum(self, found: Any, children: list[Any], depth: int) -> Node:
        operators, values = children[1::2], self._nodes(children[::2], depth)
        rest = tuple((str(operator), value) for operator, value in zip(operators, values[1:], strict=True))
        return tree.Arithmetic(_place(found), values[0], rest)

    _product = _power = _sum

    def _negation(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Negation(_place(found), self.node(children[1], depth))

    def _instance(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.InstanceOf(_place(found), self.node(children[0], depth), _words(children[1]))

    def _path(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Path(_place(found), self.node(children[0], depth), _words(children[1]))

    def _filter(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Filter(_place(found), *self._nodes(children, depth))

    def _number(self, found: Any, children: list[Any], depth: int) -> Node:
        if len(children[0].replace(".", "").strip("0")) > PRECISION:
            raise self._refused(found, "digits")
        return tree.Constant(_place(found), numbers.read(children[0]))

    def _string(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Constant(_place(found), self._unescaped(children[0]))

    def _true(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Constant(_place(found), True)

    def _false(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Constant(_place(found), False)

    def _null(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Constant(_place(found), None)

    def _name(self, found: Any, children: list[Any], depth: int) -> Node:
        if children[0] == "?" and not self.tested:
            raise self._refused(found, "input")
        return tree.Name(_place(found), self._free(children[0]))

    def _at_literal(self, found: Any, children: list[Any], depth: int) -> Node:
        value = read_literal(self._unescaped(children[0]))
        if value is None:
            raise self._refused(found, "literal")
        return tree.Constant(_place(found), value)

    def _group(self, found: Any, children: list[Any], depth: int) -> Node:
        tests = children[0].children
        if len(tests) > 1 or tests[0].data == "test":
            raise self._refused(found, "several")
        return replace(self.node(tests[0], depth), at=_place(found))

    def _interval(self, found: Any, children: list[Any], depth: int) -> Node:
        raise self._refused(found, "interval")

    def _list(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.List(_place(found), self._nodes(children, depth))

    def _context(self, found: Any, children: list[Any], depth: int) -> Node:
        entries: list[tuple[str, Node]] = []
        for entry in children:
            key, value = entry.children
            name = self._unescaped(key) if key.type == "STRING" else str(key)
            if name.startswith("$") or any(name == other for other, _ in entries):
                raise self._refused(entry, "key")
            entries.append((name, self.node(value, depth)))
        return tree.Context(_place(found), tuple(entries))

    def _call(self, found: Any, children: list[Any], depth: int) -> Node:
        return tree.Call(_place(found), _words(children[0]), self._nodes(children[1:], depth))

    def _not(self, found: Any, children: list[Any], depth: int) -> Node:
        tests = children[1].children
        if len(tests) > 1 or tests[0].data in _SIMPLE_TEST:
            raise self._refused(found, "several")
        return tree.Call(_place(found), "not", (self.node(tests[0], depth),))

    def _nodes(self, found: Sequence[Any], depth: int) -> tuple[Node, ...]:
        return tuple(self.node(one, depth) for one in found)

    def _free(self, name: Token) -> str:
        """The word, if it may be a name."""
        if name in KEYWORDS:
            raise FeelSyntaxError(position=name.start_pos, reason="keyword")
        return str(name)

    def _unescaped(self, literal: Token) -> str:
        def sign(found: re.Match[str]) -> str:
            code = found[1] or found[2]
            if code and int(code, 16) <= 0x10FFFF:
                return chr(int(code, 16))
            if found[3] not in _ESCAPED:
                raise FeelSyntaxError(position=(literal.start_pos or 0) + 1 + found.start(), reason="escape")
            return _ESCAPED[found[3]]

        text = _ESCAPE.sub(sign, literal[1:-1])
        try:  # two halves of a character outside the first 65,536 become one; half a one is refused
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise FeelSyntaxError(position=literal.start_pos, reason="escape") from None

    def _refused(self, found: Tree[Token], why: str) -> FeelSyntaxError:
        return FeelSyntaxError(position=_place(found)[0], reason=why)


def _place(found: Tree[Token]) -> tree.Place:
    return found.meta.start_pos, found.meta.end_pos


def _words(name: Token) -> str:
    return " ".join(name.split())
