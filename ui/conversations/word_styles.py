"""How a Word document looks, and which languages it is in."""

import datetime
from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from .words import COPY

NUMBER, LINK, SMALL, SOURCE, NOTICE = "Citation number", "Link", "Small print", "Source", "Notice"
"""The document's own styles: the first two are of characters."""

_LATIN = "Calibri"
_INK, _SOFT = RGBColor(0x1D, 0x23, 0x30), RGBColor(0x56, 0x60, 0x74)
_BLUE, _BROWN = RGBColor(0x0B, 0x57, 0xB0), RGBColor(0x6B, 0x3D, 0x00)
_HANGING = Mm(9)


@dataclass(frozen=True)
class _Look:
    """Size and the space around a paragraph, in points."""

    size: float
    colour: RGBColor
    before: float = 0
    after: float = 6


_LOOKS = {
    "Normal": _Look(11, _INK),
    "Title": _Look(20, _INK, after=12),
    "Heading 1": _Look(14, _INK, before=20, after=2),
    "Heading 2": _Look(11, _SOFT, before=12, after=4),
    SMALL: _Look(9, _SOFT),
    SOURCE: _Look(10, _INK),
    NOTICE: _Look(10, _BROWN),
}


def set_up(document: Document, title: str, language: str) -> None:
    """Page, styles and properties of a new document in the interface `language`. Nothing in it tells whose machine
    made it."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for lang in defaults.findall(qn("w:lang")):
        defaults.remove(lang)
    defaults.append(spoken(language))
    _set_styles(document, language)
    now = datetime.datetime.now(datetime.UTC)
    properties = document.core_properties
    properties.title, properties.language = title, language
    properties.author = properties.last_modified_by = "Pressdesk"
    properties.comments = ""
    properties.created = properties.modified = now


def spoken(language: str) -> BaseOxmlElement:
    """The tag that says which language words are in: `w:val` of Latin letters, `w:eastAsia` of Chinese characters, by
    which Word chooses between Hong Kong's and the mainland's forms."""
    tag = OxmlElement("w:lang")
    is_latin = bool(language) and language != "und" and not language.startswith("zh")
    tag.set(qn("w:val"), language if is_latin and language != "en" else "en-GB")
    tag.set(qn("w:eastAsia"), COPY.get(language, COPY["zh-Hant"]).region)
    return tag


def fonts(language: str) -> BaseOxmlElement:
    """The tag that names the fonts for words in a language."""
    tag = OxmlElement("w:rFonts")
    for script, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN)):
        tag.set(qn(f"w:{script}"), font)
    tag.set(qn("w:eastAsia"), COPY.get(language, COPY["zh-Hant"]).font)
    return tag


def _set_styles(document: Document, language: str) -> None:
    for name, look in _LOOKS.items():
        style = _paragraph_style(document, name)
        style.font.size, style.font.color.rgb = Pt(look.size), look.colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(look.before), Pt(look.after)
        properties = style.element.get_or_add_rPr()
        for themed in properties.findall(qn("w:rFonts")):
            properties.remove(themed)
        properties.insert(0, fonts(language))
    for name in (NUMBER, LINK):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)
        style.font.color.rgb = _BLUE
        style.font.superscript, style.font.underline = (True, None) if name == NUMBER else (None, True)
    shape = _paragraph_style(document, SOURCE).paragraph_format
    shape.left_indent, shape.first_line_indent = _HANGING, Length(-_HANGING)
    shape.tab_stops.add_tab_stop(_HANGING)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    """The style of that name, made where there is none."""
    known = name in document.styles
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    if not known:
        style.base_style = document.styles["Normal"]
    return style
