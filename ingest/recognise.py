"""What a release is made of: title, date line, headings, body, boilerplate, press contact."""

import datetime
import re
from collections.abc import Collection
from pathlib import PurePath

import phonenumbers

from .dates import DATE, date_in_name, labelled_date, read_date
from .language import detect_language
from .lines import Line, ReadLines, read_lines
from .overrides import NO_OVERRIDES, Overrides
from .release import Part, PartKind, PressContact, Release
from .release_type import recognise_type
from .repair import Repaired
from .structure import NO_STRUCTURE, Structure

_NOTICE = re.compile(r"^(?:【樣本】|【样本】|SAMPLE\b)")
PREAMBLE = re.compile(
    r"^(?:新[聞闻]稿|新[聞闻]公[報报]|即[時时][發发][布佈]|(?:press|news|media) release|for immediate release"
    r"|(?:date|日期|[發发][布佈]日期)\s*[:：].*)[\s:：]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:[關关][於于]|有[關关]|about\s)(?P<name>.{2,80}?)[\s:：]*$", re.IGNORECASE)
_CONTACT = re.compile(
    r"^.{0,6}(?:[傳传]媒(?:查[詢询]|[聯联][絡络])|媒[體体](?:查[詢询]|[聯联][絡络系])|新[聞闻]界查[詢询]"
    r"|(?:for\s+)?(?:media|press)\s+(?:enquir|inquir|contact|queries)).{0,30}$",
    re.IGNORECASE,
)
DATELINE = re.compile(
    rf"^[（(【\[]?\s*(?P<place>[^\d，,。（(【\[]{{1,30}}?)\s*[，,、—–-]+\s*(?P<date>{DATE.pattern})", re.IGNORECASE
)
"""Place and date with which a release's first paragraph begins, without the bracket or dash that closes them."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LABEL = re.compile(
    r"[:：]\s*$|^[\s:-]+$|^\s*(?:[聯联][絡络系]人|姓名|(?:[查辦办][詢询公])?[電电][話话郵邮]|[電电]子[郵邮]件|[傳传]真"
    r"|name|contact(?: person)?|tel(?:ephone)?|phone|e-?mail|fax)\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:，,.]$")
_MAX_HEADING = 60
"""Longest heading, in characters (Latin letters count half): headings of the releases seen have 2 to 35."""


def recognise(
    release_id: str,
    source: str,
    text: str,
    structure: Structure = NO_STRUCTURE,
    overrides: Overrides = NO_OVERRIDES,
) -> tuple[Release, Repaired, list[Part]]:
    """The release in `text`, its repaired reading, and its parts in order (offsets in the repaired text).

    Every line of the repaired text but its headings belongs to one part. What a person gave in `overrides` stands in
    place of what is recognised; its headings decide the parts too. Nothing is refused: a text without title, date or
    headings is one body, and a heading that is no line of the text changes nothing.
    """
    read = read_lines(text, structure)
    lines, fields = read.lines, read.structure.fields
    recognised_at = _title_line(lines)
    named = fields.get("title", "") or (lines[recognised_at].text if recognised_at is not None else "")
    title = overrides.title or named or PurePath(source).stem
    parts, headings = _parts(lines, _title_part(lines, recognised_at, overrides), overrides.headings)
    release = Release(
        id=release_id,
        source=source,
        title=title,
        text=text,
        language=overrides.language or detect_language(read.repaired.text),
        date=overrides.date or _date(read, source),
        place=opening["place"].strip() if (opening := _opening(lines)) else "",
        organisation=overrides.organisation or fields.get("organisation", "") or _organisation(lines, parts),
        contact=overrides.contact or _contact(read.repaired, parts),
        headings=tuple(headings),
        url=overrides.url or fields.get("url") or None,
        type=overrides.type or recognise_type(title, read.repaired.text),
        overridden=overrides.given,
        structure=structure,
    )
    return release, read.repaired, parts


def _opening(lines: list[Line]) -> re.Match[str] | None:
    return next((m for line in lines[:12] if (m := DATELINE.match(line.text))), None)


def _date(read: ReadLines, source: str) -> datetime.date | None:
    opening = _opening(read.lines)
    return (
        read_date(read.structure.fields.get("date", ""))
        or (read_date(opening["date"]) if opening else None)
        or labelled_date([line.text for line in read.lines[:12]])
        or date_in_name(source)
    )


def _title_part(lines: list[Line], recognised_at: int | None, overrides: Overrides) -> int | None:
    """The line that is the title's part: the one that says the title that a person gave, else the recognised one; none
    where a person calls it a heading."""
    given = (number for number, line in enumerate(lines) if line.text == overrides.title)
    at = next(given, recognised_at)
    return None if at is not None and lines[at].text in (overrides.headings or ()) else at


def _title_line(lines: list[Line]) -> int | None:
    """The first line that is neither notice nor preamble, where it reads like a title."""
    for number, line in enumerate(lines):
        if line.level == 1:
            return number
        if _NOTICE.match(line.text) or PREAMBLE.match(line.text):
            continue
        sentence = _SENTENCE_END.search(line.text) or DATELINE.match(line.text)
        alone = len(lines) == number + 1
        return None if sentence or alone or _width(line.text) > 2 * _MAX_HEADING else number
    return None


def _width(text: str) -> float:
    return sum(0.5 if c.isascii() else 1 for c in text)


def _is_heading(line: Line, following: Line | None, any_marked: bool) -> bool:
    if line.level:
        return True
    if any_marked or following is None or line.table is not None:
        return bool(_ABOUT.match(line.text) or _CONTACT.match(line.text)) and following is not None and not line.table
    if _ABOUT.match(line.text) or _CONTACT.match(line.text):
        return True
    short = _width(line.text) <= _MAX_HEADING and not _SENTENCE_END.search(line.text) and not line.text.startswith("|")
    return short and len(following.text) > len(line.text) and _width(following.text) > 30


def _parts(lines: list[Line], title_at: int | None, given: Collection[str] | None) -> tuple[list[Part], list[str]]:
    """The parts, and the headings that they stand under: the `given` ones where a person gave some."""
    any_marked = any(line.level and line.level > 1 for line in lines)
    parts: list[Part] = []
    headings: list[str] = []
    heading, kind = "", PartKind.BODY
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        is_given = given is not None and line.text in given and line.table is None
        if number == title_at:
            parts.append(Part(PartKind.TITLE, line.start, line.end))
        elif not is_given and _NOTICE.match(line.text):
            parts.append(Part(PartKind.NOTICE, line.start, line.end))
        elif not is_given and PREAMBLE.match(line.text):
            parts.append(Part(PartKind.PREAMBLE, line.start, line.end))
        elif is_given or (given is None and kind is not PartKind.CONTACT and _is_heading(line, following, any_marked)):
            heading = line.text
            headings.append(heading)
            kind = _kind_under(heading)
        elif line.table is not None and parts and parts[-1].kind is PartKind.TABLE and _same_table(lines, number):
            parts[-1] = Part(PartKind.TABLE, parts[-1].start, line.end, heading)
        elif kind is PartKind.CONTACT and parts and (parts[-1].kind, parts[-1].heading) == (kind, heading):
            parts[-1] = Part(kind, parts[-1].start, line.end, heading)
        else:
            is_table = line.table is not None and kind is not PartKind.CONTACT
            parts.append(Part(PartKind.TABLE if is_table else kind, line.start, line.end, heading))
    return parts, headings


def _same_table(lines: list[Line], number: int) -> bool:
    return lines[number - 1].table == lines[number].table


def _kind_under(heading: str) -> PartKind:
    if _CONTACT.match(heading):
        return PartKind.CONTACT
    return PartKind.ABOUT if _ABOUT.match(heading) else PartKind.BODY


def _organisation(lines: list[Line], parts: list[Part]) -> str:
    """Whom the last "about" heading is about, else the first line of the press contact."""
    for line in reversed(lines):
        about = _ABOUT.match(line.text)
        if about:
            return re.sub(r"^the ", "", about["name"].strip(), flags=re.IGNORECASE)
    contact = next((part for part in parts if part.kind is PartKind.CONTACT), None)
    if contact is None:
        return ""
    first = next(line for line in lines if line.start >= contact.start)
    return "" if _EMAIL.search(first.text) or re.search(r"\d", first.text) else first.text


def _contact(repaired: Repaired, parts: list[Part]) -> PressContact:
    block = next((repaired.text[p.start : p.end] for p in parts if p.kind is PartKind.CONTACT), "")
    block = block.replace("|", "\n")  # A table's cells are lines like others.
    email = _EMAIL.search(block)
    phone = next(iter(phonenumbers.PhoneNumberMatcher(block, "HK", leniency=phonenumbers.Leniency.POSSIBLE)), None)
    reached = min(
        [m for m in (email.start() if email else None, phone.start if phone else None) if m is not None] or [0]
    )
    before = [line.strip() for line in block[:reached].split("\n") if line.strip() and not _LABEL.search(line)]
    return PressContact(
        name=re.sub(r"^(?:聯絡人|联络人|contact)\s*[:：]\s*", "", before[-1], flags=re.IGNORECASE) if before else "",
        phone=phone.raw_string if phone else "",
        email=email.group() if email else "",
    )
