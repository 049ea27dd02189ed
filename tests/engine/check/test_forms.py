from __future__ import annotations

from typing import Any

from tests.engine.check.routines import drawn, field, form, formed, refused, routine, straight, text

SOURCE = "directory.organisations."


def hidden(key: str, when: str, field_class: str = "open", **more: Any) -> dict[str, Any]:
    return field(key, field_class, conditional={"hide": f"={when}"}, **more)


def test_a_form_that_is_there_passes() -> None:
    main = straight(formed(routine(), "task", "answers"), "task")
    assert refused(main, forms=[form("answers", field("ok"), hidden("more", 'ok = "no"'))]) == []


def test_it_refuses_a_form_that_is_not_there_and_names_the_nearest() -> None:
    main = straight(formed(routine(), "task", "answer"), "task")
    assert refused(main, forms=[form("answers", field("ok"))]) == [("form-unknown", "task")]
    assert "Menade du answers?" in text(main, forms=[form("answers", field("ok"))])


def test_it_refuses_a_form_without_a_name() -> None:
    assert refused(straight(formed(routine(), "task", ""), "task")) == [("form-reference", "task")]
    main = formed(routine(), "start", "")
    assert refused(straight(main, "task")) == [("form-reference", "start")]


def test_a_missing_form_is_one_finding_and_not_one_for_each_of_its_fields() -> None:
    main = formed(formed(routine(), "ask", "missing"), "show", "shown")
    drawn('start -> ask -> show -> xor; xor -> a -> end: ok = "yes"; xor -> b -> end *', main)
    assert refused(main, forms=[form("shown", field("ok", readonly=True))]) == [("form-unknown", "ask")]


FIRST = form("first", field("ok"), field("who", "personal", "textfield"))


def two_forms(second: bytes) -> list[tuple[str, str]]:
    main = drawn("start -> a -> b -> end", formed(formed(routine(), "a", "first"), "b", "second"))
    return refused(main, forms=[FIRST, second])


def test_a_condition_may_read_what_an_earlier_task_asked() -> None:
    assert two_forms(form("second", hidden("more", 'ok = "no"'))) == []


def test_it_refuses_a_condition_that_cannot_be_right() -> None:
    assert two_forms(form("second", hidden("more", 'okk = "no"'))) == [("feel-unknown-variable", "more")]
    assert two_forms(form("second", hidden("more", "ok = 3"))) == [("feel-types", "more")]
    assert two_forms(form("second", hidden("more", 'who = "x"'))) == [("class-read", "second")]


def test_it_refuses_a_condition_in_a_start_form_that_reads_outside_it() -> None:
    main = drawn("start -> a -> end", formed(formed(routine(), "start", "second"), "a", "first"))
    forms = [FIRST, form("second", hidden("more", 'ok = "no"'))]
    assert refused(main, forms=forms) == [("feel-unknown-variable", "more")]


def test_it_says_in_which_task_a_condition_reads_what_is_not_there() -> None:
    main = straight(formed(routine(), "task", "second"), "task")
    assert "i ”task”" in text(main, forms=[form("second", hidden("more", 'okk = "no"'))])


def of_options(source: str) -> list[tuple[str, str]]:
    options = form("answers", field("org", kind="select", valuesKey=SOURCE + source))
    return refused(straight(formed(routine(), "task", "answers"), "task"), forms=[options])


def test_options_from_the_directory_need_a_role_that_somebody_has() -> None:
    assert of_options("provider") == []
    assert of_options("providers") == [("role-unknown", "org")]
    assert of_options("locksmith") == [("role-unfilled", "org")]
