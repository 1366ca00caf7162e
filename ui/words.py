"""Which words the chat has; `words_zh_hant`, `words_zh_hans` and `words_en` say them."""

import datetime
from dataclasses import dataclass, field
from typing import Literal

InterfaceLanguage = Literal["zh-Hant", "zh-Hans", "en"]


@dataclass(frozen=True)
class Words:
    """The texts of one interface language. Those with `{…}` are filled in with `str.format`."""

    language: InterfaceLanguage
    date_form: str
    months: tuple[str, ...]
    date_unknown: str
    languages: dict[str, str] = field(hash=False)

    tagline: str
    counts: str
    interface: str
    conversation: str
    welcome: str
    question: str
    question_hint: str
    send: str
    stop: str
    clear: str
    download: str
    formats: tuple[tuple[str, str], ...]
    """What a conversation can be downloaded as: ending, name."""

    staff: str
    searching: str
    asked_as: str
    """What stands before the full question that a follow-up was taken for."""

    citation: str
    citations: str
    in_language: str
    copy_quotation: str
    copy_other: str
    copy_chinese: str
    copy_english: str
    copy_markdown: str
    copy_link: str
    copied: str
    not_copied: str
    useful: str
    useless: str
    comment: str
    send_comment: str
    thanks: str
    not_kept: str
    follow_ups: str
    stopped: str
    withdrawn: str
    changed: str
    refused: str
    ask_contact: str
    nearest: str
    more_nearest: str
    struck: str
    empty_question: str
    apology: str
    problems: dict[str, str] = field(hash=False)
    """What happened and what to do, by `PressdeskError.code`. Empty where the error's own words say it."""

    away: str
    """That the server can't be reached."""

    back: str
    """That it can be reached again."""

    reader: str
    all_releases: str
    new_tab: str
    close: str
    date: str
    public_page: str

    def day(self, date: datetime.date | None) -> str:
        """`date` as this language writes it."""
        if date is None:
            return self.date_unknown
        return self.date_form.format(year=date.year, month=self.months[date.month - 1], day=date.day)

    def language_name(self, tag: str) -> str:
        """The language that the BCP 47 `tag` stands for, or the tag itself."""
        return self.languages.get(tag, tag)
