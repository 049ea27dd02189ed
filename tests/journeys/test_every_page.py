"""Every page for staff, in its states, as it looks and as it is read by a machine: wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from engine.errors import InstanceStuck
from engine.public import ClaimTask, CompleteTask, Engine, Incidents
from tests.case import people
from tests.journeys.people import STEPS, TODAY, Person
from tests.timed_routine import choosing, publish, start, task_at

pytestmark = pytest.mark.slow

COLLECT = "Hämta nyckel mot kvittens"
LOOKS = [(360, "light"), (1280, "dark")]
SMALL = """() => {
  const inText = (e) => e.closest("p:not(.about), dd, li, td, th, address, .error-summary");
  const target = (e) => e.closest("label.choice") || e;
  return [...document.querySelectorAll("a:not(.skip), button, input:not([type=hidden]), select, summary")]
    .filter((e) => e.checkVisibility() && !e.ariaHidden && !inText(e) && !e.closest(".bjs-container"))
    .filter((e) => target(e).getBoundingClientRect().height < 44)
    .map((e) => e.outerHTML.slice(0, 80));
}"""


def stuck(database):
    """The address of an incident: somebody's answer leads nowhere."""
    engine = Engine(f"sqlite:///{database}")
    who = people(engine)
    publish(engine, choosing())
    task = task_at(engine, start(engine, "choosing", who["bistand"]), "choose")
    engine.execute(ClaimTask(task), who["bistand"])
    with pytest.raises(InstanceStuck):
        engine.execute(CompleteTask(task, {"count": ["2"]}), who["bistand"])
    found = engine.ask(Incidents(), who["admin"]).open[-1]
    engine.close()
    return f"/incidents/{found.id}"


@pytest.fixture(scope="module")
def story(served, folder, chromium):
    """Cases in different states; returns what is to be looked at: by name, who and where."""
    signed_in = {}

    def as_(login):
        if login not in signed_in:
            context = chromium.new_context(base_url=served)
            signed_in[login] = Person(context.new_page()).sign_in(login)
        return signed_in[login]

    ended = as_("bistand").start(address="Slutgatan 1")
    number = as_("bistand").heading.inner_text().split()[0]
    pages = {}
    for login, task, answers in STEPS:
        someone = as_(login).take(task, number)
        someone.answer(answers)
        someone.complete()
        pages["task, done"] = (login, someone.page.url)
    as_("avgift").page.goto("/outbox")
    mail = as_("avgift").page.locator("tbody a").first.get_attribute("href")
    as_("bistand").start(address="Ledigvägen 2")
    free = as_("utforare-norr").find(COLLECT, "Ledigvägen 2").page.url
    active = as_("bistand").start(address="Tagenvägen 3")
    taken = as_("utforare-norr").take(COLLECT, "Tagenvägen 3").page.url
    incident = stuck(folder / "nyckelfri.db")
    pages |= {
        "sign in": (None, "/sign-in"),
        "tasks, none": ("lassmed", "/tasks"),
        "tasks, no group": ("revisor", "/tasks"),
        "tasks, mine": ("utforare-norr", "/tasks"),
        "tasks, group": ("utforare-norr", "/tasks?tab=group"),
        "tasks, done": ("avgift", "/tasks?tab=done"),
        "start": ("bistand", "/start"),
        "start, nothing": ("avgift", "/start"),
        "start, form": ("bistand", "/start/new_lock"),
        "task, free": ("utforare-norr", free),
        "task, mine": ("utforare-norr", taken),
        "task, somebody else's": ("chef-norr", taken),
        "case, active": ("bistand", active),
        "case, ended": ("bistand", ended),
        "case, outside": ("utforare-norr", ended),
        "outbox": ("avgift", "/outbox"),
        "outbox, none": ("bistand", "/outbox"),
        "mail": ("avgift", mail),
        "incidents": ("processagare", "/incidents"),
        "incident": ("processagare", incident),
        "incident, to cancel": ("admin", f"{incident}/cancel"),
        "calendar": ("admin", "/admin/calendar"),
        "calendar, to read": ("revisor", "/admin/calendar"),
        "calendar, a year that is missing": ("admin", f"/admin/calendar?year={TODAY.year + 5}"),
        "holidays": ("admin", f"/admin/calendar/holidays?year={TODAY.year + 5}"),
        "holidays, none": ("admin", f"/admin/calendar/holidays?year={TODAY.year}"),
        "not there": ("bistand", "/nowhere"),
        "English": ("utforare-norr", taken + "?lang=en"),
    }
    for login in {login for login, _ in pages.values() if login}:
        as_(login)
    states = {login: someone.page.context.storage_state() for login, someone in signed_in.items()}
    for someone in signed_in.values():
        someone.page.context.close()
    return pages, states


NAMES = [
    "task, done", "sign in", "tasks, none", "tasks, no group", "tasks, mine", "tasks, group", "tasks, done", "start",
    "start, nothing", "start, form", "task, free", "task, mine", "task, somebody else's", "case, active", "case, ended",
    "case, outside", "outbox", "outbox, none", "mail", "incidents", "incident", "incident, to cancel", "calendar",
    "calendar, to read", "calendar, a year that is missing", "holidays", "holidays, none", "not there", "English",
]  # fmt: skip
every_page = pytest.mark.parametrize("name", NAMES)


def test_every_page_of_the_story_is_looked_at(story):
    assert sorted(NAMES) == sorted(story[0])


@pytest.fixture
def visit(story, open_page):
    def visited(name: str, width: int = 1280, theme: str = "light", **look: object) -> Page:
        pages, states = story
        login, address = pages[name]
        state = states[login] if login else None
        page = open_page(viewport={"width": width, "height": 800}, color_scheme=theme, storage_state=state, **look)
        page.goto(address)
        return page

    return visited


def unfolded(page: Page) -> Page:
    """With everything open that can be opened, and the diagram drawn."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    for drawing in page.locator("[data-diagram]").all():
        drawing.scroll_into_view_if_needed()
        drawing.locator("svg").first.wait_for()
    return page


@every_page
def test_axe_finds_nothing(visit, name):
    for width, theme in LOOKS:
        found = Axe().run(unfolded(visit(name, width, theme)))
        assert found.violations_count == 0, found.generate_report()


@every_page
def test_at_320_pixels_nothing_scrolls_sideways_and_nothing_is_too_small_to_press(visit, name):
    page = unfolded(visit(name, 320))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(SMALL) == []


@every_page
def test_the_heading_is_the_title_there_is_one_primary_action_and_paper_shows_no_buttons(visit, name):
    page = visit(name, theme="dark")
    heading = page.get_by_role("heading", level=1)
    assert heading.count() == 1
    assert page.title() == f"{heading.inner_text()} · Nyckelfri"
    assert page.locator("main .button:not(.secondary):not(.quiet)").count() <= 1
    assert page.evaluate(SMALL) == []
    page.emulate_media(media="print")
    assert page.locator("body").evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".site-nav, .actions button").filter(visible=True).count() == 0
    assert page.get_by_text("DEMO", exact=True).is_visible()


@every_page
def test_without_script_it_says_the_same(visit, name):
    with_script, without = visit(name), visit(name, java_script_enabled=False)
    words = with_script.locator("main").inner_text()
    assert without.get_by_role("heading", level=1).inner_text() in words
    for line in without.locator("main p, main li, main dd, main button").all_inner_texts():
        assert line in words or "JavaScript" in line or not line.strip()
