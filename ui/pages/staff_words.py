"""Which words the staff page has; `staff_words_zh_hant`, `staff_words_zh_hans` and `staff_words_en` say them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StaffWords:
    """The staff page's texts in one language. Those with `{…}` are filled in, by `str.format` or by the script."""

    title: str
    lead: str
    sections: str
    """What the list of the page's sections is called."""

    no_script: str

    bring_in: str
    bring_in_hint: str
    choose: str
    choose_hint: str
    paste: str
    paste_name: str
    paste_name_hint: str
    paste_text: str
    preview: str
    take_in: str
    leave_out: str
    taken: str

    fields: Mapping[str, str] = field(hash=False)
    """What a release's fields are called, by their names in `Overrides` and in `PressContact`."""

    emptied: str
    not_recognised: str
    no_headings: str
    headings_hint: str
    text_start: str
    recognised: str
    use_recognised: str

    releases: str
    found: str
    find: str
    find_hint: str
    show: str
    show_all: str
    none_found: str
    corrected: str
    correct: str
    correct_named: str
    withdraw: str
    withdraw_named: str
    withdraw_ask: str
    withdraw_told: str
    keep: str
    pages: str
    page: str
    earlier_page: str
    later_page: str

    correct_title: str
    correct_lead: str
    save: str
    back: str
    progress: str

    rebuild: str
    rebuild_told: str
    rebuild_go: str

    unanswered: str
    unanswered_lead: str
    none_unanswered: str
    question: str
    times: str
    last_asked: str
    nearest: str
    nothing_near: str
    ask_again: str
    ask_again_named: str
    more: str
    not_kept: str

    readers: str
    readers_lead: str
    counted: str
    up: str
    down: str
    only_said: str
    none_rated: str

    script: Mapping[str, str] = field(hash=False)
    """What the script says, by name."""

    problems: Mapping[str, str] = field(hash=False)
    """What happened and what to do, by a problem's `code`. Empty where the problem's own words say it."""
