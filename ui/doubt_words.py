"""What is said of a release whose pages a machine read, or nobody."""

from collections.abc import Mapping, Sequence

from pressdesk.ingest.structure import Doubt, DoubtKind

DOUBTS: Mapping[str, Mapping[DoubtKind, str]] = {
    "zh-Hant": {
        DoubtKind.MACHINE_READ: "第 {pages} 頁是圖片，文字由機器辨認，數字請核對原件。",
        DoubtKind.TEXT_BEHIND: "第 {pages} 頁是圖片，附有機器辨認的文字，數字請核對原件。",
        DoubtKind.NOT_READ: "第 {pages} 頁沒有文字（是圖片或空白頁），未有讀入。",
        DoubtKind.UNKNOWN_FONT: "第 {pages} 頁的字型沒有說明是甚麼字，請核對原件。",
    },
    "zh-Hans": {
        DoubtKind.MACHINE_READ: "第 {pages} 页是图片，文字由机器识别，数字请核对原件。",
        DoubtKind.TEXT_BEHIND: "第 {pages} 页是图片，附有机器识别的文字，数字请核对原件。",
        DoubtKind.NOT_READ: "第 {pages} 页没有文字（是图片或空白页），没有读入。",
        DoubtKind.UNKNOWN_FONT: "第 {pages} 页的字体没有说明是什么字，请核对原件。",
    },
    "en": {
        DoubtKind.MACHINE_READ: "Page {pages} is a picture that a machine read: check its figures with the original.",
        DoubtKind.TEXT_BEHIND: "Page {pages} is a picture with text behind it that a machine read: check its "
        "figures with the original.",
        DoubtKind.NOT_READ: "Page {pages} has no text (a picture, or empty) and was not read.",
        DoubtKind.UNKNOWN_FONT: "Page {pages} is in a font that does not say what its characters are: check it with "
        "the original.",
    },
}


def doubts_told(doubts: Sequence[Doubt], language: str) -> list[str]:
    """A sentence for each, in an interface language."""
    return [DOUBTS[language][doubt.kind].format(pages=doubt.numbers) for doubt in doubts]
