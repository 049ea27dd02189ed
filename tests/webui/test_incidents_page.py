"""The pages of incidents: what stands still and why, trying again, skipping, moving, cancelling, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.service import SERVICES
from tests.timed_routine import choosing, publish, served, start, task_at
from tests.webui.web import words

REASON = "Kommer inte vidare; överenskommet med enheten."


@pytest.fixture
def owner(client_as):
    return client_as("processagare")


@pytest.fixture
def who(engine):
    from tests.case import people

    return people(engine)


@pytest.fixture
def case(engine, who):
    publish(engine, choosing(after="PT1H"))
    return start(engine, "choosing", who["bistand"])


@pytest.fixture
def stuck(engine, client_as, case):
    """The address of an incident: somebody's answer leads nowhere."""
    held = client_as("bistand").open(f"/tasks/{task_at(engine, case, 'choose')}").press("Ta uppgiften")
    assert held.press("Klar", count="2").status == 409
    return client_as("processagare").open("/incidents").links()["choose, VAL-2026-00001"]


@pytest.fixture
def late(engine, clock, client_as, case):
    """The address of an incident: a time that came leads nowhere."""
    clock.move(timedelta(hours=1))
    engine.worker().run_due()
    return client_as("processagare").open("/incidents").links()["limit, VAL-2026-00001"]


def tasks_of(browser):
    return words(browser.open("/tasks?tab=group").root.xpath("//main")[0])


def test_when_nothing_stands_still_it_says_so(owner):
    page = owner.open("/incidents")
    assert (page.status, page.heading) == (200, "Stopp i ärenden")
    assert "Inget står still Alla ärenden kommer vidare." in page.text
    assert "Stopp" in page.links("//nav")
    assert page.follow("Meddelanden från andra system som ingen förstod").status == 200


def test_what_stands_still_is_listed_with_why_and_since_when(owner, stuck):
    page = owner.open("/incidents")
    assert "choose, VAL-2026-00001 Inget av villkoren efter steget stämde" in page.text
    assert "Med val · sedan 2026-11-23 09:00" in page.text
    page = page.follow("choose, VAL-2026-00001")
    assert page.heading == "choose"
    assert "Varför det stannade Inget av villkoren efter steget stämde" in page.text
    assert "Ärende VAL-2026-00001, Med val Sedan 2026-11-23 09:00 Felets namn NoFlowTaken" in page.text


def test_the_case_is_a_link_for_whoever_may_see_it(engine, client_as, who, stuck):
    from engine.directory.entries import Membership
    from engine.public import AddToDirectory
    from tests.case import START

    assert "VAL-2026-00001" not in client_as("processagare").open(stuck).links()
    membership = Membership("processagare", "kommunen", "needs_assessor", START - timedelta(days=1))
    engine.execute(AddToDirectory((membership,)), channel="cli")
    page = client_as("processagare").open(stuck)
    assert page.follow("VAL-2026-00001").heading == "VAL-2026-00001 Med val"


def test_trying_again_settles_it(owner, late):
    page = owner.open(late).press("Försök igen")
    assert page.path == late
    assert page.notices == ["Avklarat 2026-11-23 10:00. Det försöktes igen."]
    assert page.buttons == []
    assert page.follow("Till alla stopp").heading == "Stopp i ärenden"


@pytest.mark.parametrize("reason", ["", "   "])
@pytest.mark.parametrize(
    ("button", "field", "more"),
    [("Hoppa över steget", "skip_reason", {}), ("Flytta uppgiften", "move_reason", {"group": "3"})],
)
def test_a_reason_is_asked_for_and_what_else_was_typed_is_kept(owner, stuck, button, field, more, reason):
    page = owner.open(stuck).press(button, **{field: reason}, **more)
    assert page.status == 422
    assert page.errors == ["Skriv varför. Skälet sparas i ärendet."]
    (control,) = page.root.xpath("//textarea[@name=$name]", name=field)
    assert (control.get("id"), control.get("aria-invalid")) == (f"f-{field}", "true")
    assert page.root.xpath("//details[@open]//textarea/@name") == [field]
    assert {name: page.value(name) for name in more} == {name: [value] for name, value in more.items()}


def test_moving_asks_for_a_group(owner, stuck):
    for group in ("", "999", "x"):
        page = owner.open(stuck).press("Flytta uppgiften", move_reason=REASON, group=group)
        assert page.status == 422
        assert page.errors == ["Välj vilken grupp som ska ha uppgiften."]
        assert page.value("move_reason") == [REASON]


def test_a_task_is_moved_to_another_group(owner, client_as, stuck):
    page = owner.open(stuck)
    (group,) = [o for o in page.root.xpath("//select[@name='group']/option") if words(o).startswith("Vaktmästeriet")]
    page = page.press("Flytta uppgiften", group=group.get("value"), move_reason=REASON)
    assert page.notices == ["Avklarat 2026-11-23 09:00. Uppgiften flyttades till en annan grupp."]
    assert "VAL-2026-00001" in tasks_of(client_as("vaktmastare"))
    assert "VAL-2026-00001" not in client_as("bistand").open("/tasks").text
    assert REASON not in page.response.text


def test_a_step_that_can_not_be_skipped_says_so_and_keeps_the_reason(owner, stuck):
    page = owner.open(stuck).press("Hoppa över steget", skip_reason=REASON)
    assert page.status == 409
    assert page.notices[0].startswith("Steget går inte att hoppa över.")
    assert page.value("skip_reason") == [REASON]


def test_a_case_is_cancelled_after_it_has_been_asked_whether(owner, client_as, stuck):
    page = owner.open(stuck).follow("Avbryt ärendet …")
    assert page.heading == "Avbryt ärende VAL-2026-00001"
    assert "Det går inte att ångra." in page.text
    empty = page.press("Avbryt ärendet")
    assert (empty.status, empty.errors) == (422, ["Skriv varför. Skälet sparas i ärendet."])
    page = empty.press("Avbryt ärendet", cancel_reason=REASON)
    assert page.notices == ["Avklarat 2026-11-23 09:00. Ärendet avbröts."]
    assert "VAL-2026-00001" not in client_as("bistand").open("/tasks").text
    assert owner.open(f"{stuck}/cancel").status == 404


def test_who_is_second_is_told_and_does_not_lose_what_they_typed(owner, client_as, case, stuck):
    seen = owner.open(stuck)
    asked = seen.follow("Avbryt ärendet …")
    client_as("admin").open(stuck).press("Försök igen")
    for page in (
        seen.press("Hoppa över steget", skip_reason=REASON),
        seen.press("Flytta uppgiften", group="3", move_reason=REASON),
        asked.press("Avbryt ärendet", cancel_reason=REASON),
    ):
        assert page.status == 409
        assert page.notices[0].startswith("Det är redan avgjort.")
        assert f"Det du skrev Det kom inte med. Kopiera det du behöver härifrån. {REASON}" in page.text
    assert seen.press("Försök igen").status == 409
    assert "Läge Pågår" in client_as("bistand").open(f"/cases/{case}").text


def test_what_is_tried_again_by_itself_says_when(engine, owner, who, monkeypatch):
    def fails(connection, asked):
        raise ValueError

    monkeypatch.setitem(SERVICES, "stock", fails)
    publish(engine, served("stock"))
    start(engine, "served", who["bistand"])
    engine.worker().run_due()
    page = owner.open("/incidents")
    assert "Inget står still" in page.text
    assert "Försöks igen av sig självt" in page.text
    assert "ask, TJN-2026-00001 Något gick fel i systemet." in page.text
    assert "Med tjänst · 1 försök · nästa 2026-11-23 09:00" in page.text


@pytest.mark.parametrize("login", ["bistand", "chef", "revisor", "lassmed"])
def test_for_everybody_else_they_are_not_there(client_as, stuck, login):
    browser = client_as(login)
    assert "Stopp" not in browser.open("/tasks").links("//nav")
    token = browser.open("/tasks").value("csrf_token")[0]
    for address in ("/incidents", stuck, f"{stuck}/cancel"):
        assert browser.open(address).status == 404
    for act in ("retry", "skip", "move", "cancel"):
        sent = [("csrf_token", token), ("skip_reason", REASON), ("move_reason", REASON), ("cancel_reason", REASON)]
        assert browser.send(f"{stuck}/{act}", [*sent, ("group", "3")]).status == 404
    assert client_as("admin").open(stuck).buttons[0] == "Försök igen"
