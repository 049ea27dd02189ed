"""What can be said of an expression before it is ever evaluated: names and functions that do not exist, comparisons
that can never hold, conditions that are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import FeelLimitError, FeelSyntaxError
from engine.feel import regex, remarks, tree
from engine.feel.builtins import BUILTINS, LITERALS, OF_PATTERNS
from engine.feel.compile import literal
from engine.feel.expression import Expression, compile_expression, compile_unary_tests
from engine.feel.known import Known
from engine.feel.operators import NEGATED, OPERATORS
from engine.feel.properties import PROPERTIES
from engine.feel.scope import INPUT
from engine.feel.tree import Node
from engine.feel.types import ANY, BOOLEAN, NUMBER, Type, common, context_of, list_of, type_of
from engine.feel.values import ORDERED
from engine.finding import Finding


def check(text: str, types: Mapping[str, Type], expected: Type | None = None) -> list[Finding]:
    """Everything wrong with a text that should be an expression, none when it can be deployed. `expected` is what it
    must give: `BOOLEAN` for a condition."""
    if text.lstrip().startswith(("${", "#{")):
        return [remarks.juel(text)]
    try:
        return problems(compile_expression(text), types, expected)
    except (FeelSyntaxError, FeelLimitError) as error:
        return [remarks.unreadable(text, error)]


def check_unary_tests(text: str, types: Mapping[str, Type]) -> list[Finding]:
    """The same of a decision table's cell; `types["?"]` is the type of its input."""
    try:
        return problems(compile_unary_tests(text), types)
    except (FeelSyntaxError, FeelLimitError) as error:
        return [remarks.unreadable(text, error)]


def problems(expression: Expression, types: Mapping[str, Type], expected: Type | None = None) -> list[Finding]:
    """The findings of a compiled expression that reads variables of these types; a variable that is not among them
    does not exist."""
    checker = _Checker(expression.text)
    found = checker.type(expression.tree, Known(types))
    if expected == BOOLEAN:
        checker.condition(expression.tree, found)
    elif expected is not None and found.known and expected.known and found.kind != expected.kind:
        checker.findings.append(remarks.other_type(checker.piece(expression.tree), found, expected))
    return checker.findings


def type_given(expression: Expression, types: Mapping[str, Type]) -> Type:
    """The type of what the expression gives, `ANY` when that depends."""
    return _Checker(expression.text).type(expression.tree, Known(types))


class _Checker:
    """Finds the type of every node, and notes what is wrong on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.findings: list[Finding] = []
        self.input: Node | None = None  # stands for the value tested, that a cell does not name
        self.inputs = 0

    def piece(self, node: Node) -> str:
        start, end = node.at
        return INPUT if node == self.input else self.text[start:end]

    def type(self, node: Node, known: Known) -> Type:
        match node:
            case tree.Constant(value=value):
                return type_of(value)
            case tree.Name(name=name):
                return self.name(name, known)
            case tree.Path():
                return self.path(node, self.type(node.source, known))
            case tree.Filter():
                return self.filter(node, known)
            case tree.Call():
                return self.call(node, known)
            case tree.And(parts=parts) | tree.Or(parts=parts):
                for part in parts:
                    self.condition(part, self.type(part, known))
                return BOOLEAN
            case tree.Comparison(operator=sign, left=left, right=right):
                types = self.type(left, known), self.type(right, known)
                return self.compared(node, sign, (left, types[0]), (right, types[1]))
            case tree.Between(value=value, low=low, high=high):
                middle, *ends = (self.type(one, known) for one in (value, low, high))
                for end, of in zip((low, high), ends, strict=True):
                    self.compared(node, "<=", (value, middle), (end, of))
                return BOOLEAN
            case tree.Arithmetic():
                return self.arithmetic(node, known)
            case tree.Negation(value=value):
                return self.negation(node, self.type(value, known))
            case tree.Membership(value=value, tests=tests):
                return self.tests(value, self.type(value, known), tests, known)
            case tree.UnaryTests(tests=tests):
                given = known.find(INPUT) or ANY
                self.input = tree.Name(node.at, INPUT)
                return self.tests(self.input, given, tests, known)
            case tree.If(condition=condition, then=then, otherwise=otherwise):
                self.condition(condition, self.type(condition, known))
                return common([self.type(then, known), self.type(otherwise, known)])
            case tree.For(bindings=bindings, body=body):
                return list_of(self.type(body, self.bound(bindings, known)))
            case tree.Quantified(bindings=bindings, body=body):
                self.condition(body, self.type(body, self.bound(bindings, known)))
                return BOOLEAN
            case tree.List(items=items):
                return list_of(common([self.type(item, known) for item in items]))
            case tree.Context(entries=entries):
                return self.context(entries, known)
            case tree.InstanceOf(value=value):
                self.type(value, known)
                return BOOLEAN
            case _:
                raise AssertionError(f"{type(node).__name__} is no expression")

    def name(self, name: str, known: Known) -> Type:
        self.inputs += name == INPUT
        found = known.find(name)
        if found is None:
            self.findings.append(remarks.unknown_variable(name, known.all()))
        return found or ANY

    def condition(self, node: Node, of: Type) -> None:
        if of.known and of != BOOLEAN:
            self.findings.append(remarks.not_boolean(self.piece(node), of))

    def path(self, node: tree.Path, of: Type) -> Type:
        if of.kind == "list":
            return list_of(self.path(node, of.item or ANY))
        if not of.known or (of.kind == "context" and of.entries is None):
            return ANY
        parts = of.entries or {name: Type(kind) for name, (_, kind) in PROPERTIES.get(of.kind, {}).items()}
        if node.key not in parts:
            self.findings.append(remarks.unknown_part(self.piece(node.source), node.key, parts))
        return parts.get(node.key, ANY)

    def filter(self, node: tree.Filter, known: Known) -> Type:
        source = self.type(node.source, known)
        item = (source.item or ANY) if source.kind == "list" else source
        condition = self.type(node.condition, Known({}, known, item))
        if condition == NUMBER:
            return item
        self.condition(node.condition, condition)
        return list_of(item) if condition == BOOLEAN else ANY

    def call(self, node: tree.Call, known: Known) -> Type:
        given = [self.type(one, known) for one in node.arguments]
        function = BUILTINS.get(node.function)
        if function is None:
            self.findings.append(remarks.unknown_function(node.function))
            return ANY
        if not function.takes(len(given)):
            self.findings.append(remarks.wrong_count(function, len(given)))
            return ANY
        for at, (argument, of) in enumerate(zip(node.arguments, given, strict=True)):
            accepted = function.parameter(at)
            if of.known and not accepted.accepts(of.kind) and "list" not in accepted.kinds:
                self.findings.append(remarks.wrong_argument(function, at, self.piece(argument), of))
        self.constants(node)
        return function.result(given)

    def constants(self, node: tree.Call) -> None:
        """A date that does not exist and a pattern that can't be read, when they are written out."""
        constant = [one.value for one in node.arguments if isinstance(one, tree.Constant)]
        if node.function in LITERALS and len(constant) == len(node.arguments) and None not in constant:
            if literal(node) is None:
                self.findings.append(remarks.no_such_value(self.piece(node), node.function))
        elif node.function in OF_PATTERNS:
            written = node.arguments[1]
            pattern = written.value if isinstance(written, tree.Constant) else None
            read = regex.pattern if node.function == "matches" else regex.dividing
            if isinstance(pattern, str) and read(pattern) is None:
                self.findings.append(remarks.unreadable_pattern(self.piece(written)))

    def compared(self, whole: Node, sign: str, left: tuple[Node, Type], right: tuple[Node, Type]) -> Type:
        (left_node, a), (right_node, b) = left, right
        ordering = sign not in ("=", "!=")
        if a.known and b.known and a.kind != b.kind:
            sides = ((left_node, self.piece(left_node), a), (right_node, self.piece(right_node), b))
            self.findings.append(remarks.never_holds(self.piece(whole), sign, *sides))
        elif ordering and (unordered := next((t for t in (a, b) if t.kind not in ORDERED | {"any"}), None)):
            self.findings.append(remarks.no_order(self.piece(whole), unordered))
        return BOOLEAN

    def arithmetic(self, node: tree.Arithmetic, known: Known) -> Type:
        left, end = self.type(node.first, known), node.first.at[1]
        for sign, operand in node.rest:
            right = self.type(operand, known)
            operation = OPERATORS[sign].get((left.kind, right.kind))
            if operation is None and left.known and right.known:
                sides = (self.text[node.at[0] : end], left), (self.piece(operand), right)
                self.findings.append(remarks.no_arithmetic(self.text[node.at[0] : operand.at[1]], sign, *sides))
            left, end = Type(operation.gives) if operation else ANY, operand.at[1]
        return left

    def negation(self, node: tree.Negation, of: Type) -> Type:
        if of.known and of.kind not in NEGATED:
            self.findings.append(remarks.no_negation(self.piece(node), of))
            return ANY
        return of

    def tests(self, value: Node, of: Type, tests: Sequence[Node], known: Known) -> Type:
        inner = Known({INPUT: of}, known)
        for test in tests:
            self.test((value, of), test, inner)
        return BOOLEAN

    def test(self, value: tuple[Node, Type], test: Node, known: Known) -> None:
        match test:
            case tree.Interval(low=low, high=high):
                for end in (low, high):
                    self.compared(test, "<=", value, (end, self.type(end, known)))
            case tree.Test(operator=sign, value=operand):
                self.compared(test, sign, value, (operand, self.type(operand, known)))
            case _:
                before = self.inputs
                of = self.type(test, known)
                if self.inputs > before:
                    self.condition(test, of)
                elif of.kind == "list" and value[1].kind != "list":
                    self.compared(test, "=", value, (test, of.item or ANY))
                else:
                    self.compared(test, "=", value, (test, of))

    def bound(self, bindings: Sequence[tree.Binding], known: Known) -> Known:
        for binding in bindings:
            source = self.type(binding.source, known)
            if binding.last is not None:
                self.type(binding.last, known)
                source = NUMBER
            known = Known({binding.name: (source.item or ANY) if source.kind == "list" else source}, known)
        return known

    def context(self, entries: Sequence[tuple[str, Node]], known: Known) -> Type:
        types: dict[str, Type] = {}
        for key, node in entries:
            types[key] = self.type(node, Known(dict(types), known))
        return context_of(types)
