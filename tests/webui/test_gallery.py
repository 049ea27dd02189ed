"""Looks at everything that pages are made of, in a real browser under the strict policy."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.webui.gallery_app import gallery_app

pytestmark = pytest.mark.slow

PAGES = ["", "task", "parts", "signin"]
LOOKS = [(width, theme) for width in (360, 1280) for theme in ("light", "dark")]
MISSES = """() => {
  const inText = (e) => e.closest("p, dd, td, .error-summary");
  const target = (e) => e.closest("label.choice") || e;
  return [...document.querySelectorAll("a:not(.skip), button, input:not([type=hidden]), select, summary")]
    .filter((e) => e.checkVisibility() && !inText(e) && !e.closest(".bjs-container"))
    .filter((e) => target(e).getBoundingClientRect().height < 44)
    .map((e) => e.outerHTML.slice(0, 80));
}"""
FOCUSED = """() => {
  const style = getComputedStyle(document.activeElement);
  return [document.activeElement.tagName, style.outlineStyle, style.outlineWidth];
}"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, gallery_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Open]:
    contexts = []

    def visit(name: str, width: int = 1280, **look: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **look)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(
            "window.refused = []; addEventListener('securitypolicyviolation', "
            "(e) => refused.push(`${e.violatedDirective} ${e.sourceFile}`))"
        )
        page.goto(address + name)
        return page

    yield visit
    for context in contexts:
        context.close()


def drawn(page: Page) -> Page:
    page.locator(".diagram").scroll_into_view_if_needed()
    page.locator(".diagram-label").wait_for()
    return page


@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Open, name: str, width: int, theme: str) -> None:
    page = visit(name, width, color_scheme=theme)
    if name == "task":
        drawn(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_at_320_pixels(visit: Open, name: str) -> None:
    page = visit(name, 320)
    if name == "task":
        drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_what_is_pressed_is_44_pixels_high(visit: Open, name: str, width: int) -> None:
    assert visit(name, width).evaluate(MISSES) == []


@pytest.mark.parametrize("name", PAGES)
def test_focus_is_seen_on_everything_that_can_be_reached(visit: Open, name: str) -> None:
    page = visit(name)
    if name == "task":
        drawn(page)
        page.evaluate("scrollTo(0, 0)")
    reached = []
    while len(reached) < 80:
        page.keyboard.press("Tab")
        tag, *outline = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        reached.append((tag, *outline))
    assert len(reached) > 5
    assert [one for one in reached if one[1:] != ("solid", "3px")] == []


def test_the_typeface_is_ours(visit: Open) -> None:
    page = visit("")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    loaded = page.evaluate("[...document.fonts].filter((face) => face.status === 'loaded').length")
    assert loaded >= 1


def test_the_diagram_is_drawn_under_the_strict_policy(visit: Open) -> None:
    page = drawn(visit("task"))
    page.locator(".bjs-powered-by").click()
    page.locator(".bjs-powered-by-lightbox .notice").wait_for()
    assert page.evaluate("refused") == []
    assert page.locator(".djs-element.is-done").count() == 6
    assert page.locator(".djs-element.is-active").get_attribute("data-element-id") == "mount"
    assert page.locator(".djs-shape.lane").count() == 3


def test_names_in_the_diagram_are_text(visit: Open) -> None:
    label = drawn(visit("task")).locator(".diagram-label")
    assert label.inner_text().split("\n") == ["Olle <b>Sand</b>", "väntar 2 dagar"]
    assert label.locator("b").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_the_mark_of_bpmn_io_stays_uncovered(visit: Open, width: int) -> None:
    page = drawn(visit("task", width))
    for button in ("Hela bilden", "Förstora", "Förminska"):
        page.get_by_role("button", name=button).click()
        page.locator(".diagram-canvas").scroll_into_view_if_needed()
        assert page.evaluate(
            """() => {
              const mark = document.querySelector(".bjs-powered-by");
              const { x, y, width, height } = mark.getBoundingClientRect();
              const seen = (dx, dy) => mark.contains(document.elementFromPoint(x + dx, y + dy));
              const [right, low] = [width - 1, height - 1];
              return width > 40 && seen(1, 1) && seen(right, 1) && seen(1, low) && seen(right, low);
            }"""
        )


def test_a_phone_shows_the_active_step_in_readable_size(visit: Open) -> None:
    page = drawn(visit("task", 360))
    frame, step = (
        page.locator(".diagram-canvas").bounding_box(),
        page.locator("[data-element-id=mount]").bounding_box(),
    )
    assert frame
    assert step
    assert frame["x"] <= step["x"]
    assert step["x"] + step["width"] <= frame["x"] + frame["width"]
    assert step["height"] > 50


def test_keys_scroll_the_diagram(visit: Open) -> None:
    page = drawn(visit("task", 360))
    region = page.get_by_role("region", name="Nytt lås")
    region.focus()
    before = region.evaluate("(e) => e.scrollLeft")
    page.keyboard.press("ArrowLeft")
    expect(region).not_to_have_js_property("scrollLeft", before)


def test_a_diagram_that_cannot_be_read_leaves_the_page_as_it_was(visit: Open, address: str) -> None:
    page = visit("parts")
    page.route("**/diagram.bpmn", lambda route: route.fulfill(body="<no", content_type="application/xml"))
    page.goto(address + "task")
    with page.expect_response("**/diagram.bpmn"):
        page.locator(".diagram").scroll_into_view_if_needed()
    page.locator(".diagram").wait_for(state="hidden")
    assert page.get_by_role("heading", level=1).inner_text() == "Montera låset"


@pytest.mark.parametrize("name", PAGES)
def test_without_script_nothing_is_empty(visit: Open, name: str) -> None:
    page = visit(name, java_script_enabled=False)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".diagram").is_hidden() or name != "task"


def test_paper_gets_light_colours_and_no_buttons(visit: Open) -> None:
    page = drawn(visit("task", color_scheme="dark"))
    page.emulate_media(media="print")
    for part in ("body", "#unit"):
        assert page.locator(part).evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("main button:visible").count() == 0
    assert page.get_by_text("Utskriften är en kopia.").is_visible()
