"""Built-in functions on lists and contexts (DMN 1.3, 10.3.4.4 and 10.3.4.6). Positions count from 1, and from the end
when negative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.canonical import Value
from engine.feel import numbers
from engine.feel.builtin import builtin
from engine.feel.numbers import Number
from engine.feel.types import ANY, BOOLEAN, LIST, NUMBER, STRING, Type, common, context_of, list_of
from engine.feel.values import ORDERED, Truth, equal, every, identity, kind, some, sort_key

List = Sequence[Value]


def _item(given: Sequence[Type]) -> Type:
    """What comes of one list, or of the values themselves."""
    if len(given) == 1 and given[0].kind == "list":
        return given[0].item or ANY
    return common(given)


def _same(given: Sequence[Type]) -> Type:
    return given[0] if given[0].kind == "list" else LIST


def _joined(given: Sequence[Type]) -> Type:
    return list_of(common(one.item or ANY if one.kind == "list" else one for one in given))


def _appended(given: Sequence[Type]) -> Type:
    return list_of(common([given[0].item or ANY, *given[1:]]))


def _spread(values: tuple[Value, ...]) -> List:
    """`min([1, 2])` and `min(1, 2)` are the same."""
    only = values[0]
    return only if len(values) == 1 and isinstance(only, list | tuple) else values


@builtin("list contains", "list", "any", gives=BOOLEAN)
def list_contains(items: List, element: Value) -> Value:
    return any(equal(item, element) is True for item in items)


@builtin("count", "list", gives=NUMBER)
def count(items: List) -> Value:
    return len(items)


@builtin("min", "any*", gives=_item)
def least(*values: Value) -> Value:
    items = _comparable(values)
    return min(items, key=sort_key) if items else None


@builtin("max", "any*", gives=_item)
def most(*values: Value) -> Value:
    items = _comparable(values)
    return max(items, key=sort_key) if items else None


def _comparable(values: tuple[Value, ...]) -> List:
    """The values, none if they are not all of one kind that has an order."""
    items = _spread(values)
    kinds = {kind(item) for item in items}
    return items if len(kinds) == 1 and kinds <= ORDERED else ()


@builtin("sum", "any*", gives=NUMBER)
def total(*values: Value) -> Value:
    """Null for no numbers at all, and when something is none."""
    return _sum(_spread(values))


@builtin("mean", "any*", gives=NUMBER)
def mean(*values: Value) -> Value:
    items = _spread(values)
    made = _sum(items)
    return None if made is None else numbers.divide(made, len(items))


def _sum(items: List) -> Number | None:
    if not items or any(kind(item) != "number" for item in items):
        return None
    made: Number | None = 0
    for item in items:
        made = None if made is None else numbers.add(made, item)  # type: ignore[arg-type]
    return made


@builtin("all", "any*", gives=BOOLEAN)
def all_true(*values: Value) -> Value:
    """Three-valued and over the list; true for none."""
    return every(_truths(values))


@builtin("any", "any*", gives=BOOLEAN)
def any_true(*values: Value) -> Value:
    """Three-valued or over the list; false for none."""
    return some(_truths(values))


def _truths(values: tuple[Value, ...]) -> list[Truth]:
    return [item if isinstance(item, bool) else None for item in _spread(values)]


@builtin("sublist", "list", "number", "number?", gives=_same)
def sublist(items: List, start: Number, length: Number | None = None) -> Value:
    first, size = _index(items, start), len(items) if length is None else numbers.whole(length)
    if first is None or size is None or size < 1:
        return None
    return list(items[first : first + size])


@builtin("append", "list", "any*", gives=_appended)
def append(items: List, *more: Value) -> Value:
    return [*items, *more]


@builtin("concatenate", "list*", gives=_joined)
def concatenate(*lists: List) -> Value:
    return [item for items in lists for item in items]


@builtin("insert before", "list", "number", "any", gives=lambda given: _appended([given[0], given[2]]))
def insert_before(items: List, position: Number, element: Value) -> Value:
    at = _index(items, position)
    return None if at is None else [*items[:at], element, *items[at:]]


@builtin("remove", "list", "number", gives=_same)
def remove(items: List, position: Number) -> Value:
    at = _index(items, position)
    return None if at is None else [*items[:at], *items[at + 1 :]]


@builtin("reverse", "list", gives=_same)
def reverse(items: List) -> Value:
    return list(reversed(items))


@builtin("index of", "list", "any", gives=list_of(NUMBER))
def index_of(items: List, element: Value) -> Value:
    return [at for at, item in enumerate(items, 1) if equal(item, element) is True]


@builtin("union", "list*", gives=_joined)
def union(*lists: List) -> Value:
    """Every value once, in the order in which they first come."""
    return _distinct(item for items in lists for item in items)


@builtin("distinct values", "list", gives=_same)
def distinct_values(items: List) -> Value:
    return _distinct(iter(items))


def _distinct(items: Iterator[Value]) -> list[Value]:
    first: dict[object, Value] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return list(first.values())


@builtin("flatten", "list", gives=LIST)
def flatten(items: List) -> Value:
    return list(_flat(items))


def _flat(items: List) -> Iterator[Value]:
    for item in items:
        if isinstance(item, list | tuple):
            yield from _flat(item)
        else:
            yield item


def _index(items: List, position: Number) -> int | None:
    """Python's index of a position, null where the list has none such."""
    at = numbers.whole(position)
    if not at or abs(at) > len(items):
        return None
    return at - 1 if at > 0 else len(items) + at


@builtin("get value", "context", "string")
def get_value(context: Mapping[str, Value], key: str) -> Value:
    return context.get(key)


@builtin("get entries", "context", gives=list_of(context_of({"key": STRING, "value": ANY})))
def get_entries(context: Mapping[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


FUNCTIONS = (
    list_contains,
    count,
    least,
    most,
    total,
    mean,
    all_true,
    any_true,
    sublist,
    append,
    concatenate,
    insert_before,
    remove,
    reverse,
    index_of,
    union,
    distinct_values,
    flatten,
    get_value,
    get_entries,
)
