"""A release from a mail: its text or its page, with the subject as its title. What a mail adds (who forwarded it and
with what words, signature, notes on confidentiality) stays in the text and is not read."""

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from ..decode import decode
from ..errors import SourceDamaged, SourceEmpty, SourceError, SourceTooLarge
from ..structure import Structure
from .blocks import Block, extracted_of, same_words
from .extracted import Extracted
from .html import dated, decoded_as, page_text
from .mail_lines import forwarded_facts, subject_of, unread_lines
from .page import parse_page
from .page_blocks import page_blocks
from .page_main import leave_out_hidden

MAX_BODY = 8 * 1024 * 1024
MAX_PARTS = 500
MAX_NESTED = 40
"""Parts made of parts, and mails in mails: Python's parser hands each line through all that it is in."""

_NESTING = re.compile(rb"^content-type:\s*(?:multipart/|message/)", re.IGNORECASE | re.MULTILINE)


def read_eml(path: Path, data: bytes) -> Extracted:
    """The release in a mail. Its fields: title (the subject, without "FW:", where the text has no heading that is it),
    date (of the mail, where the text gives none).

    Raises `SourceEmpty`, `SourceDamaged` or `SourceTooLarge`.
    """
    message = _parsed(path, data)
    blocks = _body(path, message)
    written = extracted_of(blocks, {})
    lines = written.text.split("\n")
    facts = forwarded_facts(lines)
    skipped = unread_lines(lines)
    if all(number in skipped or not line.strip() for number, line in enumerate(lines)):
        skipped = frozenset()
    subject = subject_of(facts.get("subject") or _header(message, "subject"))
    headings = dict(written.structure.headings)
    read = [number for number, line in enumerate(lines) if line.strip() and number not in skipped]
    said = next((number for number in read if same_words(lines[number], subject)), None)
    fields: dict[str, str] = {}
    if said is not None:
        headings = {number: max(2, level) for number, level in headings.items()} | {said: 1}
    elif not any(headings.get(number) == 1 for number in read):
        fields["title"] = subject
    if not dated([Block(lines[number]) for number in read[:20]]):
        fields["date"] = facts.get("date") or _date(message)
    headings = {number: level for number, level in headings.items() if number not in skipped}
    fields = {name: value for name, value in fields.items() if value}
    return replace(written, structure=Structure(headings, written.structure.tables, skipped, fields))


def attachments(path: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what is attached to a mail, a mail among them. Raises `SourceDamaged`."""
    for number, part in enumerate(_parts(_parsed(path, data))):
        name = _filename(part)
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage):
                name = name or f"{subject_of(_header(inner[0], 'subject')) or f'mail {number}'}"
                yield name if name.lower().endswith(".eml") else f"{name}.eml", _bytes_of(inner[0])
        elif name and not part.is_multipart():
            yield name, _content(part)


def _parsed(path: Path, data: bytes) -> EmailMessage:
    try:
        if len(_NESTING.findall(data)) > MAX_NESTED:
            raise SourceTooLarge(path, "mails lie in this mail too deep.", "Save the release's mail alone.")
        message = email.message_from_bytes(data, _class=EmailMessage, policy=default)
        if not message.keys():
            raise SourceDamaged(path, "this is no mail: it has no headers.", "Save the mail again, as .eml.")
        if sum(1 for _ in _walked(message)) > MAX_PARTS:
            raise SourceTooLarge(path, f"this mail has more than {MAX_PARTS} parts.", "Save the release alone.")
    except SourceError:
        raise
    except Exception as error:  # Python's parser of headers has more than one way to fail.
        raise SourceDamaged(path, f"this mail cannot be read ({type(error).__name__}).", "Save it again.") from error
    return message


def _walked(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a mail without those of mails in it."""
    waiting: list[EmailMessage] = [message]
    while waiting:
        part = waiting.pop()
        yield part
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting += [inner for inner in reversed(part.get_payload()) if isinstance(inner, EmailMessage)]  # pyright: ignore


def _parts(message: EmailMessage) -> list[EmailMessage]:
    return list(_walked(message))


def _body(path: Path, message: EmailMessage) -> list[Block]:
    """The blocks of its page, or of its text where that says more."""
    texts, pages = [], []
    for part in _parts(message):
        kind = part.get_content_type()
        if _filename(part) and part is not message:
            continue
        if kind == "text/plain":
            texts.append(part)
        elif kind == "text/html":
            pages.append(part)
    plain = [block for part in texts for block in _text_blocks(_text(path, part))]
    rich = [block for part in pages for block in _page_blocks(path, part)]
    if rich and 10 * _length(rich) >= 7 * _length(plain):
        return rich
    if not plain:
        raise SourceEmpty(path, "this mail holds no text.", "Save what is attached to it as a file of its own.")
    return plain


def _length(blocks: list[Block]) -> int:
    return sum(len("".join(f"{block.text}{''.join(map(''.join, block.rows))}".split())) for block in blocks)


def _page_blocks(path: Path, part: EmailMessage) -> Iterator[Block]:
    content = _content(part)
    if len(content) > MAX_BODY:
        raise SourceTooLarge(path, "the text of this mail is far longer than a release.", "Save the release alone.")
    if not content.strip():
        return
    charset = _charset(part)
    markup = decoded_as(charset, content) if charset else None
    if markup is None:
        try:
            markup = page_text(path, content)
        except SourceError:
            markup = content.decode("utf-8", "replace")
    page = parse_page(path, markup)
    leave_out_hidden(page)
    yield from (made.block for made in page_blocks(page.body))


def _text(path: Path, part: EmailMessage) -> str:
    content = _content(part)
    if len(content) > MAX_BODY:
        raise SourceTooLarge(path, "the text of this mail is far longer than a release.", "Save the release alone.")
    text = decoded_as(_charset(part), content)
    if text is None:
        try:
            text = decode(path, content)[0]
        except SourceError:
            text = content.decode("utf-8", "replace")
    text = re.sub(r"\r\n?", "\n", text)
    return _unflowed(text, _parameter(part, "delsp") == "yes") if _parameter(part, "format") == "flowed" else text


def _unflowed(text: str, without_space: bool) -> str:
    """Format=flowed (RFC 3676): a line that ends with a space goes on in the next."""
    made: list[str] = []
    flowing = False
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line
        if flowing and made and line != "-- ":
            made[-1] = (made[-1][:-1] if without_space else made[-1]) + line
        else:
            made.append(line)
        flowing = line.endswith(" ") and line != "-- "
    return "\n".join(made)


def _text_blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n[^\S\n]*\n", text):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        if lines:
            yield Block("\n".join(lines))


def _content(part: EmailMessage) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except Exception:  # A header that cannot be parsed says how it is encoded.
        content = None
    return content if isinstance(content, bytes) else b""


def _bytes_of(message: EmailMessage) -> bytes:
    try:
        return message.as_bytes()
    except Exception:  # It cannot be written as it was: headers in no charset.
        return b""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:
        return ""


def _parameter(part: EmailMessage, name: str) -> str:
    try:
        return str(part.get_param(name, "") or "").lower()
    except Exception:
        return ""


def _charset(part: EmailMessage) -> str:
    return _parameter(part, "charset")


def _filename(part: EmailMessage) -> str:
    try:
        return part.get_filename("") or ""
    except Exception:
        return ""


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
