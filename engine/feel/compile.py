"""From tree to closures: each node becomes a function of the frame, made of those of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from engine.canonical import Value
from engine.feel import gathering, logic, membership, tree
from engine.feel.builtins import BUILTINS, LITERALS
from engine.feel.frame import Context, Frame, Run
from engine.feel.scope import INPUT, Found, Scope
from engine.feel.tree import Node
from engine.feel.values import kind

# Conditions of these forms are tests in a filter; others may turn out to be positions.
_TESTS = (tree.Comparison, tree.And, tree.Or, tree.Between, tree.Membership, tree.Quantified, tree.InstanceOf)

_NEVER = Context(now=datetime.min.replace(tzinfo=UTC))


def compiled(node: Node) -> tuple[Run, Found]:
    """The function that evaluates the tree, and what it reads and calls."""
    found = Found()
    return _Compiler(found).run(node, None), found


class _Compiler:
    def __init__(self, found: Found) -> None:
        self.found = found

    def run(self, node: Node, scope: Scope | None) -> Run:
        self.found.nodes += 1
        match node:
            case tree.Constant(value=value):
                return lambda frame: value
            case tree.Name(name=name):
                return self.found.read(name, scope)
            case tree.Call():
                return self.call(node, scope)
            case tree.And(parts=parts):
                return logic.conjunction(self.all(parts, scope))
            case tree.Or(parts=parts):
                return logic.disjunction(self.all(parts, scope))
            case tree.Comparison(operator=operator, left=left, right=right):
                return logic.comparison(operator, self.run(left, scope), self.run(right, scope))
            case tree.Between(value=middle, low=low, high=high):
                return logic.between(*self.all([middle, low, high], scope))
            case tree.Arithmetic(first=first, rest=rest):
                return logic.arithmetic(self.run(first, scope), [(sign, self.run(one, scope)) for sign, one in rest])
            case tree.Negation(value=negated):
                return logic.negation(self.run(negated, scope))
            case tree.Membership(value=tested, tests=tests):
                return self.tests(self.run(tested, scope), tests, scope, negated=False)
            case tree.UnaryTests(tests=tests, negated=negated_tests):
                return self.cell(tests, negated_tests)
            case tree.If():
                return _choice(*self.all([node.condition, node.then, node.otherwise], scope))
            case tree.For(bindings=bindings, body=body):
                return gathering.each(*self.loops(bindings, body, scope))
            case tree.Quantified(every=every, bindings=bindings, body=body):
                return gathering.quantified(every, *self.loops(bindings, body, scope))
            case tree.List(items=items):
                return gathering.list_of(self.all(items, scope))
            case tree.Context(entries=entries):
                return self.context(entries, scope)
            case tree.Path(source=source, key=key):
                return gathering.path(self.run(source, scope), key)
            case tree.Filter():
                return self.filter(node, scope)
            case tree.InstanceOf(value=instance, type=type_name):
                return _instance(self.run(instance, scope), type_name)
            case _:
                raise AssertionError(f"{type(node).__name__} is no expression")

    def all(self, nodes: Sequence[Node], scope: Scope | None) -> list[Run]:
        return [self.run(node, scope) for node in nodes]

    def call(self, node: tree.Call, scope: Scope | None) -> Run:
        arguments = self.all(node.arguments, scope)
        function = BUILTINS.get(node.function)
        if function is None or not function.takes(len(arguments)):
            return lambda frame: None
        self.found.functions.add(node.function)
        if node.function in LITERALS and all(isinstance(one, tree.Constant) for one in node.arguments):
            value = literal(node)
            return lambda frame: value
        call = function.call
        return lambda frame: call(frame, [argument(frame) for argument in arguments])

    def cell(self, tests: Sequence[Node], negated: bool) -> Run:
        if not tests:
            return lambda frame: True
        return self.tests(lambda frame: frame.names(INPUT), tests, None, negated)

    def tests(self, value: Run, tests: Sequence[Node], around: Scope | None, negated: bool) -> Run:
        slot = self.found.slot()
        scope = Scope({INPUT: slot}, around)
        return membership.membership(value, slot, [self.test(one, scope) for one in tests], negated)

    def test(self, node: Node, scope: Scope) -> membership.Tested:
        match node:
            case tree.Interval(low=low, high=high, with_low=with_low, with_high=with_high):
                return membership.in_interval(self.run(low, scope), self.run(high, scope), with_low, with_high)
            case tree.Test(operator=operator, value=value):
                return membership.against(operator, self.run(value, scope))
        before = self.found.inputs
        run = self.run(node, scope)
        return membership.holds(run) if self.found.inputs > before else membership.same_or_among(run)

    def loops(
        self, bindings: Sequence[tree.Binding], body: Node, scope: Scope | None
    ) -> tuple[list[gathering.Loop], Run, int]:
        """The loops, their body, and what one turn costs: as many steps as there are nodes to evaluate."""
        before = self.found.nodes
        loops = []
        for binding in bindings:
            source = self.run(binding.source, scope)
            last = None if binding.last is None else self.run(binding.last, scope)
            slot = self.found.slot()
            scope = Scope({binding.name: slot}, scope)
            loops.append(gathering.Loop(slot, source, last))
        run = self.run(body, scope)
        return loops, run, 1 + self.found.nodes - before

    def context(self, entries: Sequence[tuple[str, Node]], scope: Scope | None) -> Run:
        made = []
        names: dict[str, int] = {}
        for key, node in entries:
            run = self.run(node, Scope(dict(names), scope))
            names[key] = self.found.slot()
            made.append((key, names[key], run))
        return gathering.context_of(made)

    def filter(self, node: tree.Filter, scope: Scope | None) -> Run:
        source, slot = self.run(node.source, scope), self.found.slot()
        before = self.found.nodes
        condition = self.run(node.condition, Scope(around=scope, item=slot))
        cost = 1 + self.found.nodes - before
        return gathering.filtered(source, slot, condition, cost, is_test=isinstance(node.condition, _TESTS))


def literal(node: tree.Call) -> Value:
    """The value of a call such as `date("2026-11-21")`, whose arguments are constants."""
    values = [one.value for one in node.arguments if isinstance(one, tree.Constant)]
    return BUILTINS[node.function].call(Frame(lambda name: None, _NEVER, slots=0), values)


def _choice(condition: Run, then: Run, otherwise: Run) -> Run:
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _instance(value: Run, type_name: str) -> Run:
    def run(frame: Frame) -> Value:
        of = kind(value(frame))
        return of != "null" if type_name == "Any" else of == type_name

    return run
