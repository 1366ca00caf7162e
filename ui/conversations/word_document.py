"""A conversation as a Word document: real headings, links, and the languages that its words are in."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from pressdesk.ingest.language import detect_language
from pressdesk.rag.answer import Answer

from ..interface import words_in
from .copies import Source
from .word_styles import LINK, NOTICE, NUMBER, SMALL, SOURCE, fonts, set_up, spoken
from .words import COPY

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


@dataclass(frozen=True)
class Section:
    """A turn in the document: the question, when it was asked in words, the answer, and its sources."""

    question: str
    asked: str
    answer: Answer
    sources: Sequence[Source]


def word_document(title: str, sections: Sequence[Section], language: str) -> bytes:
    """The document's bytes (.docx), labelled in the interface `language`."""
    document = Document()
    set_up(document, title, language)
    document.add_paragraph(title, style="Title")
    for at, section in enumerate(sections, 1):
        _add(document, section, language, f"source-{at}")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: WordDocument, section: Section, language: str, anchor: str) -> None:
    answer, words = section.answer, words_in(language)
    _write(document.add_heading(level=1), section.question)
    document.add_paragraph(section.asked, style=SMALL)
    if answer.asked_as:
        _write(document.add_paragraph(words.asked_as, style=SMALL), answer.asked_as)
    if answer.refused:
        _write(document.add_paragraph(), answer.text)
    elif not answer.sentences:
        document.add_paragraph(COPY[language].nothing_left)
    for sentence in answer.sentences:
        paragraph = document.add_paragraph()
        _write(paragraph, sentence.text)
        for n in sentence.citations:
            _link(paragraph, f"[{n}]", NUMBER, anchor=f"{anchor}-{n}")
    for notice in answer.notices:
        _write(document.add_paragraph(style=NOTICE), notice)
    if section.sources:
        document.add_heading(words.nearest if answer.refused else words.citations, 2)
    for source in section.sources:
        _add_source(document, source, language, anchor)


def _add_source(document: WordDocument, source: Source, language: str, anchor: str) -> None:
    paragraph = document.add_paragraph(style=SOURCE)
    if source.number:
        _bookmark(paragraph, f"{anchor}-{source.number.strip('[]')}")
    paragraph.add_run(f"{source.number or '•'}\t")
    _write(paragraph, source.quote, source.language)
    paragraph.add_run().add_break()
    _write(paragraph, source.about, source.language)
    for label, address in ((COPY[language].in_original, source.address), (words_in(language).public_page, source.url)):
        if address:
            paragraph.add_run(" · ")
            _link(paragraph, label, LINK, address=address)


def _write(paragraph: Paragraph, text: str, language: str = "") -> None:
    """Write a text in its own language, or the one that it seems to be in."""
    run = paragraph.add_run(_NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))
    own = language or detect_language(text)
    properties = run._r.get_or_add_rPr()
    if own.startswith("zh"):
        properties.append(fonts(own))
    properties.append(spoken(own))


def _link(paragraph: Paragraph, label: str, style: str, *, address: str = "", anchor: str = "") -> None:
    """A link to an address, or to a bookmark of this document."""
    link = OxmlElement("w:hyperlink")
    if address:
        target = _NOT_XML.sub("", address)
        link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    else:
        link.set(qn("w:anchor"), anchor)
    run = Run(OxmlElement("w:r"), paragraph)
    run.text = label
    run.style = style
    link.append(run._r)
    paragraph._p.append(link)


def _bookmark(paragraph: Paragraph, name: str) -> None:
    number = str(len(paragraph.part.element.xpath("//w:bookmarkStart")))
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), number)
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)
