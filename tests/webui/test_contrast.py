"""The contrast of the colours in the style sheets, in both themes, computed as WCAG 2.2 has it."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import webui

CSS = Path(webui.__file__).parent / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
LANES = (CSS / "lanes.css").read_text()

GROUNDS = ["paper", "raised", "wash", "accent-wash", "late-wash", "soon-wash", "done-wash"]
BODY = [("ink", ground) for ground in GROUNDS]
TEXT = [
    *((text, ground) for text in ("quiet", "accent", "accent-strong") for ground in ("paper", "raised", "wash")),
    *((text, ground) for text in ("late", "soon", "done") for ground in ("paper", "wash", f"{text}-wash")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
EDGES = [("edge", "paper"), ("edge", "raised"), ("edge", "wash"), ("accent", "paper")]

Colour = tuple[float, float, float]  # linear red, green and blue from 0 to 1


def theme(name: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    tokens = dict(re.findall(r"--([\w-]+): ([^;]+);", light))
    return tokens if name == "light" else {**tokens, **dict(re.findall(r"--([\w-]+): ([^;]+);", dark))}


def from_hex(value: str) -> Colour:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = re.findall("..", value.removeprefix("#"))
    return linear(red), linear(green), linear(blue)


def from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    # CSS Color 4, section 9.3
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        min(1, max(0, 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short)),
        min(1, max(0, -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short)),
        min(1, max(0, -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short)),
    )


def contrast(one: Colour, other: Colour) -> float:
    brighter, darker = sorted(
        (0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other)), reverse=True
    )
    return (brighter + 0.05) / (darker + 0.05)


def lane_colours(name: str) -> dict[str, tuple[Colour, Colour]]:
    """Each lane's ground and stripe; the last is that of a role without a hue."""
    lightness = {part: float(theme(name)[f"lane-{part}-lightness"]) for part in ("tint", "edge")}
    chroma = {part: float(re.findall(rf"--lane-{part}-chroma: ([\d.]+);", LANES)[0]) for part in lightness}
    hues = dict(re.findall(r"\.lane-(\w+) \{ --lane-hue: (\d+); \}", LANES))
    grey = {part: float(re.findall(rf"--lane-{part}-chroma, ([\d.]+)", LANES)[0]) for part in lightness}
    lanes = [(role, float(hue), chroma) for role, hue in hues.items()] + [("none", 95.0, grey)]
    return {
        role: (
            from_oklch(lightness["tint"], amount["tint"], hue),
            from_oklch(lightness["edge"], amount["edge"], hue),
        )
        for role, hue, amount in lanes
    }


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    ("least", "pairs"), [(7.0, BODY), (4.5, TEXT), (3.0, EDGES)], ids=["body text", "other text", "edges"]
)
def test_colours_stand_out_from_their_ground(name: str, least: float, pairs: list[tuple[str, str]]) -> None:
    tokens = theme(name)
    too_weak = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(from_hex(tokens[pair[0]]), from_hex(tokens[pair[1]]))) < least
    }
    assert too_weak == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_reads_on_every_lane_and_every_stripe_is_seen(name: str) -> None:
    tokens, lanes = theme(name), lane_colours(name)
    assert len(lanes) == 10
    for role, (tint, edge) in lanes.items():
        assert contrast(from_hex(tokens["ink"]), tint) >= 7, role
        assert contrast(from_hex(tokens["quiet"]), tint) >= 4.5, role
        assert contrast(edge, from_hex(tokens["paper"])) >= 3, role
        assert contrast(edge, tint) >= 3, role


def test_black_on_white_is_21_to_1() -> None:
    assert contrast(from_hex("#000000"), from_hex("#ffffff")) == pytest.approx(21)
    assert contrast(from_oklch(0, 0, 0), from_oklch(1, 0, 0)) == pytest.approx(21, abs=0.01)
