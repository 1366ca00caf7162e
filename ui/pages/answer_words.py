"""What the page of an answer says."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerWords:
    """The texts of one interface language; `asked` and `stands` take a moment and a number."""

    asked: str
    stands: str
    nothing_left: str
    go_on: str


ANSWER_WORDS: Mapping[str, AnswerWords] = {
    "zh-Hant": AnswerWords(
        asked="{day} {time} 提問",
        stands="剛才核對過：{count} 處引文都一字不差在所引的新聞稿裏。",
        nothing_left="這個答案已沒有可以顯示的句子。請再問一次。",
        go_on="再問一次",
    ),
    "zh-Hans": AnswerWords(
        asked="{day} {time} 提问",
        stands="刚才核对过：{count} 处引文都一字不差地在所引的新闻稿里。",
        nothing_left="这个答案已没有可以显示的句子。请再问一次。",
        go_on="再问一次",
    ),
    "en": AnswerWords(
        asked="Asked on {day} at {time}",
        stands="Checked just now: quotations that stand in their releases, character for character: {count}.",
        nothing_left="Nothing of this answer can be shown any more. Please ask again.",
        go_on="Ask it again",
    ),
}
"""By interface language."""
