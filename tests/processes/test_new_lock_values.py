"""The routine's values: asked for before they are shown, of one type and class, and going no further than they may."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from routine_files import ROLES, ROOT, B, C, Element, flat, mail, properties, read_form, read_routine, tag

ROUTINE = read_routine("new_lock")
PLACE = re.compile(r"\{\{([^}]*)\}\}")
WORDS = {"and", "or", "not", "null", "true", "false", "now", "add_working_days", "working_day", "add_office_hours"}
GIVEN = {"case_number", "invoice_address"}  # places in a mail that no field fills
SEES_THE_CLIENT = {"needs_assessor", "fee_officer", "provider", "alarm_provider", "coordinator", "system_manager"}

FIELDS = [(form, field) for form, found in ROUTINE.forms.items() for field in flat(found["components"])]
KEYED = [(form, field) for form, field in FIELDS if "key" in field]
CLASSES = {field["key"]: field["properties"]["class"] for _, field in KEYED}
ELEMENTS = [(key, e) for key in ROUTINE.files for e in ROUTINE.nodes(key).values()]
MAILS = [e for _, e in ELEMENTS if tag(e) == "sendTask"]
TASKS = [(key, e) for key, e in ELEMENTS if tag(e) in ("userTask", "startEvent") and e.get(f"{C}formRef")]


def read_by(expression: str) -> set[str]:
    """The variables that an expression reads."""
    return set(re.findall(r"[a-z_åäö][a-z0-9_åäö]*", re.sub(r'"[^"]*"', "", expression))) - WORDS


def form_expressions() -> list[str]:
    found: list[str] = []
    for form in ROUTINE.forms.values():
        groups = [c for c in form["components"] if c["type"] == "group"]
        found += [c["conditional"]["hide"] for c in [*groups, *flat(form["components"])] if "conditional" in c]
    return found


def expressions(key: str) -> list[str]:
    """Every expression of a diagram: conditions, dates, organisations, what is handed to a call."""
    elements = [e for e in ROUTINE.files[key].iter() if isinstance(e.tag, str)]
    dates = [e.get(f"{C}{name}") for e in elements for name in ("dueDate", "followUpDate")]
    lanes = [properties(e).get("organisation") for e in elements if tag(e) == "lane"]
    handed = [e.get("sourceExpression") for e in elements]
    return [flow.condition for flow in ROUTINE.flows(key)] + [text for text in [*dates, *lanes, *handed] if text]


def handed(call: Element, way: str) -> dict[str, str]:
    """What a call hands in or out: target and source, which is an expression where it begins with `=`."""
    found = call.findall(f"{B}extensionElements/{C}{way}")
    return {e.get("target", ""): e.get("source") or e.get("sourceExpression", "") for e in found}


def given_to(key: str) -> set[str]:
    """The variables that a called part is given."""
    calls = [e for _, e in ELEMENTS if e.get("calledElement") == key]
    return set().union(*(handed(call, "in") for call in calls)) if calls else set()


def set_in(key: str) -> set[str]:
    """The variables that a diagram's own forms ask for, or that its calls hand back."""
    own = [e for at, e in ELEMENTS if at == key]
    asked = {f["key"] for e in own for f in ROUTINE.form(e) if "key" in f and not f.get("readonly")}
    return asked.union(*(handed(e, "out") for e in own if tag(e) == "callActivity"))


# -- forms


def test_every_form_is_named_after_its_file_and_used() -> None:
    files = list((ROOT / "processes").rglob("*.bpmn"))
    used = {name for path in files for name in re.findall(r'camunda:formRef="([^"]*)"', path.read_text("utf-8"))}
    assert {path.stem for path in (ROOT / "forms").glob("*.form")} == used
    assert all(read_form(name)["id"] == name for name in used)


@pytest.mark.parametrize(("key", "task"), TASKS, ids=lambda part: part if isinstance(part, str) else part.get("id"))
def test_a_task_is_bound_to_a_form_and_says_what_to_do_in_two_lines(key: str, task: Element) -> None:
    assert task.get(f"{C}formRefBinding") == "deployment"
    assert any("key" in field for field in ROUTINE.form(task))
    lines = task.findtext(f"{B}documentation", "").splitlines()
    assert len(lines) == 2
    assert all(20 <= len(line) <= 110 for line in lines)
    if tag(task) == "userTask":
        assert properties(task)["button"]
        assert task.get(f"{C}dueDate", "").startswith("=")


def test_a_key_means_the_same_in_every_form() -> None:
    first: dict[str, dict[str, Any]] = {}
    for form, field in KEYED:
        said = {name: field.get(name) for name in ("type", "subtype", "label", "dateLabel", "values", "valuesKey")}
        said |= {"class": field["properties"]["class"], "pattern": field.get("validate", {}).get("pattern")}
        assert first.setdefault(field["key"], said) == said, (form, field["key"])


def test_every_field_says_its_class_and_free_text_is_personal() -> None:
    for form, field in KEYED:
        pattern = field.get("validate", {}).get("pattern", "")
        bounded = field["type"] not in ("textfield", "textarea") or (pattern.startswith("^") and pattern.endswith("$"))
        assert field["properties"]["class"] in ("open", "operational", "personal")
        assert bounded or field["properties"]["class"] == "personal", (form, field["key"])
        assert not pattern or field["properties"]["patternMessage"]


def test_what_is_only_shown_has_been_asked_for_or_handed_in() -> None:
    for key, task in TASKS:
        shown = {f["key"] for f in ROUTINE.form(task) if f.get("readonly")}
        assert shown <= set_in(key) | given_to(key), task.get("id")


def test_a_form_decides_what_it_hides_by_its_own_fields() -> None:
    for form in ROUTINE.forms.values():
        keys = {field["key"] for field in flat(form["components"]) if "key" in field}
        components = [*form["components"], *flat(form["components"])]
        hides = [c["conditional"]["hide"] for c in components if "conditional" in c]
        assert all(hide.startswith("=") and read_by(hide) <= keys for hide in hides), form["id"]


# -- what reads values


def test_only_open_values_are_read_by_expressions() -> None:
    for text in [*form_expressions(), *(text for key in ROUTINE.files for text in expressions(key))]:
        assert {CLASSES[name] for name in read_by(text)} <= {"open"}, text


@pytest.mark.parametrize("key", ROUTINE.files)
def test_every_variable_that_a_diagram_reads_is_set_in_it_or_handed_in(key: str) -> None:
    known = set_in(key) | given_to(key)
    for text in expressions(key):
        assert read_by(text) <= known, text
    for call in ROUTINE.process(key).iter(f"{B}callActivity"):
        named = {source for source in handed(call, "in").values() if not source.startswith("=")}
        assert named <= known, call.get("id")


def test_a_call_hands_over_what_the_part_reads_and_takes_what_it_sets() -> None:
    calls = [e for _, e in ELEMENTS if tag(e) == "callActivity"]
    for call in calls:
        part = call.get("calledElement", "")
        shown = {f["key"] for at, e in TASKS if at == part for f in ROUTINE.form(e) if f.get("readonly")}
        read = shown.union(*(read_by(text) for text in expressions(part)))
        assert set(handed(call, "in")) == read - set_in(part), part
        assert set(handed(call, "out").values()) <= set_in(part), part
        same = [(t, s) for way in ("in", "out") for t, s in handed(call, way).items() if not s.startswith("=")]
        assert all(target == source for target, source in same), part


def test_what_a_call_is_told_in_so_many_words_is_an_option_there() -> None:
    for call in (e for _, e in ELEMENTS if tag(e) == "callActivity"):
        for target, source in handed(call, "in").items():
            options = [o["value"] for _, f in KEYED if f["key"] == target for o in f.get("values", [])]
            assert not source.startswith("=") or source.removeprefix("=").strip('"') in options


def test_conditions_compare_with_options_that_can_be_chosen() -> None:
    options = {f["key"]: {o["value"] for o in f["values"]} for _, f in KEYED if "values" in f}
    texts = [*form_expressions(), *(flow.condition for key in ROUTINE.files for flow in ROUTINE.flows(key))]
    compared = [pair for text in texts for pair in re.findall(r'(\w+) = "([^"]*)"', text)]
    assert compared
    assert all(value in options[name] for name, value in compared)


# -- who sees what


def test_only_those_who_need_it_see_who_the_client_is() -> None:
    seeing = {
        ROLES[ROUTINE.lanes(key)[task.get("id", "")].get("name", "")]
        for key, task in TASKS
        if any(f.get("key") == "client_name" for f in ROUTINE.form(task))
    }
    assert seeing == SEES_THE_CLIENT


@pytest.mark.parametrize("task", MAILS, ids=lambda task: task.get("id"))
def test_a_mail_names_known_roles_and_nothing_personal(task: Element) -> None:
    texts = mail(task)
    addressed = re.split(r"\s*,\s*", texts["to"]) + [r for r in re.split(r"\s*,\s*", texts.get("cc", "")) if r]
    places = {p.strip() for part in ("subject", "body") for p in PLACE.findall(texts[part])}
    contacts = {p.removeprefix("contact.") for p in places if p.startswith("contact.")}
    assert {*addressed, *contacts} <= set(ROLES.values())
    values = {p for p in places - GIVEN if not p.startswith("contact.")}
    assert {CLASSES[p] for p in values} <= {"open", "operational"}
    assert values <= set_in("new_lock")
    assert not any(text.startswith("=") for text in texts.values())


def test_an_order_says_where_whom_to_ask_and_where_to_invoice() -> None:
    orders = {e.get("id"): mail(e)["body"] for e in MAILS if "G5" in properties(e)["requirement"]}
    asked = {
        "order_mounting": {"address", "contact.provider", "invoice_address"},
        "order_entrance_lock": {
            "address",
            "owner_contact_function",
            "owner_contact_phone",
            "owner_contact_email",
            "invoice_address",
        },
    }
    assert set(orders) == set(asked)
    assert all(places <= set(PLACE.findall(orders[name])) for name, places in asked.items())
    assert mail(ROUTINE.nodes("new_lock")["order_mounting"])["cc"] == "system_manager"


def test_the_message_in_the_case_system_shows_which_client_and_address() -> None:
    for task in ("message_system_manager", "message_coordinator"):
        shown = {f["key"] for f in ROUTINE.form(ROUTINE.nodes("new_lock")[task]) if f.get("readonly")}
        assert {"client_name", "address"} <= shown


def test_a_task_that_contacts_somebody_says_whom() -> None:
    said = [(e, properties(e)) for _, e in ELEMENTS if tag(e) == "userTask"]
    for task, own in said:
        roles = {role.strip() for role in own.get("contact", "").split(",")} - {""}
        assert roles <= set(ROLES.values())
        assert bool(roles) == ("G7" in own["requirement"]), task.get("id")


# -- the document head


def test_the_document_head_is_whole_and_valid_for_at_most_five_years() -> None:
    head = properties(ROUTINE.process("new_lock"))
    words = ("owner", "revisionResponsible", "reviewedBy", "decidedBy", "recordNumber", "replaces", "appliesTo")
    assert all(head[name] for name in words)
    decided, start, revise, end = (
        date.fromisoformat(head[name]) for name in ("decidedAt", "validFrom", "reviseBy", "validUntil")
    )
    assert decided <= start < revise <= end <= start.replace(year=start.year + 5)
    assert re.fullmatch(r"[A-Z]{3}", head["casePrefix"])
    assert CLASSES[head["place"]] == "operational"


def test_a_called_part_is_no_case_of_its_own() -> None:
    parts = set(ROUTINE.files) - {"new_lock"}
    assert all("casePrefix" not in properties(ROUTINE.process(key)) for key in parts)
    assert {key for key in parts if (ROOT / "processes" / "shared" / f"{key}.bpmn").exists()} == parts
