"""The routine's pictures: complete in every editor, legible, nothing hidden behind anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from routine_files import B, Element, read_routine, tag

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
ROUTINE = read_routine("new_lock")

Box = tuple[float, float, float, float]  # left, top, right, bottom
Point = tuple[float, float]
Segment = tuple[Point, Point]

pytestmark = pytest.mark.parametrize("key", ROUTINE.files)


def boxes(key: str) -> dict[str, Box]:
    shapes = ROUTINE.files[key].iter(f"{DI}BPMNShape")
    return {s.get("bpmnElement", ""): _box(s.find(f"{DC}Bounds")) for s in shapes}


def labels(key: str) -> dict[str, Box]:
    drawn = ROUTINE.files[key].iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")
    found = {e.get("bpmnElement", ""): e.find(f"{DI}BPMNLabel/{DC}Bounds") for e in drawn}
    return {name: _box(bounds) for name, bounds in found.items() if bounds is not None}


def routes(key: str) -> dict[str, list[Point]]:
    return {
        e.get("bpmnElement", ""): [(float(p.get("x", "")), float(p.get("y", ""))) for p in e.findall(f"{DD}waypoint")]
        for e in ROUTINE.files[key].iter(f"{DI}BPMNEdge")
    }


def segments(key: str) -> list[tuple[str, Segment]]:
    return [(name, pair) for name, route in routes(key).items() for pair in pairwise(route)]


def _box(bounds: Element | None) -> Box:
    assert bounds is not None
    x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def within(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def passes(segment: Segment, box: Box) -> bool:
    (x1, y1), (x2, y2) = segment
    return min(x1, x2) < box[2] and max(x1, x2) > box[0] and min(y1, y2) < box[3] and max(y1, y2) > box[1]


def meet(a: Segment, b: Segment) -> bool:
    """Whether two orthogonal segments cross or lie on each other."""
    wide = [(min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])) for p, q in (a, b)]
    return all(max(wide[0][n], wide[1][n]) <= min(wide[0][n + 2], wide[1][n + 2]) for n in (0, 1))


def test_everything_is_drawn(key: str) -> None:
    lanes = {lane.get("id", "") for lane in ROUTINE.process(key).iter(f"{B}lane")}
    pool = ROUTINE.files[key].find(f"{B}collaboration/{B}participant")
    assert pool is not None
    assert set(boxes(key)) == set(ROUTINE.nodes(key)) | lanes | {pool.get("id")}
    assert set(routes(key)) == {flow.id for flow in ROUTINE.flows(key)}
    outside = {n for n, e in ROUTINE.nodes(key).items() if e.get("name") and tag(e).endswith(("Event", "Gateway"))}
    assert set(labels(key)) == outside | {flow.id for flow in ROUTINE.flows(key) if flow.name}


def test_lanes_fill_the_pool_and_elements_lie_inside_their_lane(key: str) -> None:
    drawn = boxes(key)
    pool = next(box for name, box in drawn.items() if name.startswith("pool_"))
    lanes = [drawn[lane.get("id", "")] for lane in ROUTINE.process(key).iter(f"{B}lane")]
    assert [lane[1] for lane in lanes] == [pool[1], *(lane[3] for lane in lanes[:-1])]
    assert lanes[-1][3] == pool[3]
    assert {lane[2] for lane in lanes} == {pool[2]}
    for name, lane in ROUTINE.lanes(key).items():
        assert within(drawn[name], drawn[lane.get("id", "")])


def test_nothing_overlaps(key: str) -> None:
    drawn = {name: box for name, box in boxes(key).items() if name in ROUTINE.nodes(key)}
    everything = [*drawn.items(), *((f"label of {name}", box) for name, box in labels(key).items())]
    assert [(a, b) for (a, p), (b, q) in combinations(everything, 2) if overlap(p, q)] == []


def test_no_flow_passes_through_an_element_or_a_label(key: str) -> None:
    drawn = [(name, box) for name, box in boxes(key).items() if name in ROUTINE.nodes(key)]
    hit = [(f, name) for f, s in segments(key) for name, box in [*drawn, *labels(key).items()] if passes(s, box)]
    assert hit == []


def test_no_flows_cross(key: str) -> None:
    crossing = [(a, b) for (a, p), (b, q) in combinations(segments(key), 2) if a != b and meet(p, q)]
    assert crossing == []


def test_no_label_lies_on_the_border_of_a_lane(key: str) -> None:
    lanes = [boxes(key)[lane.get("id", "")] for lane in ROUTINE.process(key).iter(f"{B}lane")]
    assert [name for name, box in labels(key).items() if not any(within(box, lane) for lane in lanes)] == []


def test_flows_run_straight_and_to_the_right(key: str) -> None:
    for name, ((x1, y1), (x2, y2)) in segments(key):
        assert x1 == x2 or y1 == y2, name
        assert x2 >= x1, name


def test_flows_begin_and_end_at_what_they_join(key: str) -> None:
    drawn = boxes(key)
    for flow in ROUTINE.flows(key):
        route = routes(key)[flow.id]
        for point, name in ((route[0], flow.source), (route[-1], flow.target)):
            assert _is_on_border(point, drawn[name]), flow.id


def _is_on_border(point: Point, box: Box) -> bool:
    (x, y), (left, top, right, bottom) = point, box
    middle = x == (left + right) / 2 or y == (top + bottom) / 2
    return middle and (x in (left, right) or y in (top, bottom))
