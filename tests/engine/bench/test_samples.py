from __future__ import annotations

import pytest

from engine.bench.samples import Times


def test_half_of_the_samples_took_no_longer_than_p50_and_all_but_one_in_twenty_no_longer_than_p95() -> None:
    times = Times.of([n / 1000 for n in range(100, 0, -1)])
    assert times.p50 == pytest.approx(50.5)
    assert times.p95 == pytest.approx(95)
    assert times.samples == 100


def test_one_sample_is_everything() -> None:
    times = Times.of([0.002])
    assert (times.p50, times.p95, times.of_ten) == pytest.approx((2, 2, 2))


def test_a_disk_that_makes_every_other_one_wait_does_not_throw_what_is_compared_from_one_to_the_other() -> None:
    waits_a_little_less_often = ([0.001, 0.005] * 5 + [0.001]) * 10
    waits_a_little_more_often = ([0.001, 0.005] * 5 + [0.005]) * 10
    less, more = Times.of(waits_a_little_less_often), Times.of(waits_a_little_more_often)
    assert more.p50 / less.p50 == pytest.approx(5)
    assert more.of_ten / less.of_ten < 1.3


def test_what_is_left_over_after_the_last_ten_is_not_compared() -> None:
    assert Times.of([0.001] * 20 + [1.0] * 9).of_ten == pytest.approx(1)


def test_no_samples_are_no_figure() -> None:
    with pytest.raises(ValueError, match="data point"):
        Times.of([])
