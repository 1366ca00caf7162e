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
    clear: str
    searching: str
    asked_as: str
    """What stands before the full question that a follow-up was taken for."""

    citations: str
    refused: str
    nearest: str
    struck: str
    empty_question: str
    apology: str
    problems: dict[str, str] = field(hash=False)
    """What happened and what to do, by `PressdeskError.code`. Empty where the error's own words say it."""

    reader: str
    reader_hint: str
    date: str
    organisation: str
    written_in: str
    source: str
    public_page: str
    contact: str
    correction: str
    to_quote: str
    no_such_place: str

    def day(self, date: datetime.date | None) -> str:
        """`date` as this language writes it."""
        if date is None:
            return self.date_unknown
        return self.date_form.format(year=date.year, month=self.months[date.month - 1], day=date.day)

    def language_name(self, tag: str) -> str:
        """The language that the BCP 47 `tag` stands for, or the tag itself."""
        return self.languages.get(tag, tag)
