"""The functions an expression can call, by name."""

from __future__ import annotations

from engine.feel import builtins_list, builtins_number, builtins_text, builtins_time, written

BUILTINS = {
    function.name: function
    for function in (
        *builtins_text.FUNCTIONS,
        *builtins_list.FUNCTIONS,
        *builtins_number.FUNCTIONS,
        *builtins_time.FUNCTIONS,
        written.string,
    )
}
OF_THE_CALENDAR = frozenset({"working_day", "add_working_days", "add_office_hours"})
OF_THE_CLOCK = frozenset({"now", "today"})
OF_PATTERNS = frozenset({"matches", "replace", "split"})
LITERALS = frozenset({"date", "time", "date and time", "duration"})  # with a text they stand for one value
SEVERAL_WORDS = tuple(sorted(name for name in BUILTINS if " " in name))
