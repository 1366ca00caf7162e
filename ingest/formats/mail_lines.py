"""Lines of a mail that are no part of the release in it: words of who forwards it, headers, signature, notes."""

import re
from collections.abc import Sequence

from ..dates import read_date

_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|aw|wg)\s*[:：]|(?:[轉转][寄發发]|[回答][覆复])\s*[:：]|\[(?:external|外部)[^\]]{0,20}\]|\[spam\])\s*",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"^[\[【（(]?\s*(?:新[聞闻]稿|新[聞闻]公[報报]|(?:press|news|media) release)\s*(?:[\]】）)]\s*[:：]?|[:：|｜])\s*",
    re.IGNORECASE,
)
_HEADERS = {
    "from": r"from|寄件者|寄件人|發件人|发件人",
    "date": r"sent|date|日期|寄件日期|傳送日期|發送時間|发送时间|[傳传]送[時时][間间]",
    "to": r"to|收件者|收件人",
    "cc": r"cc|副本|抄送",
    "subject": r"subject|主旨|主題|主题",
}
_HEADER = re.compile(
    "|".join(
        rf"^[>*\s]*(?P<{name}>{words})\s*\*?\s*[:：]\*?\s*(?P<{name}_value>.*)$" for name, words in _HEADERS.items()
    ),
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\W*(?:disclaimer|confidentiality notice|免責聲明|免责声明|保密聲明|保密声明)"
    r"|\b(?:this|the) (?:e-?mail|message|communication)\b.{0,120}\b(?:confidential|privileged|intended)"
    r"|本[電电]?[郵邮]件?.{0,60}(?:機密|机密|保密|指定收件|收件人[專专]用)"
    r"|\bunsubscribe\b|取消訂閱|取消订阅|退訂|退订"
    r"|think before you print|consider the environment before printing|列印(?:本|此)?.{0,6}前請考慮",
    re.IGNORECASE,
)
_REACHED = re.compile(r"@[\w-]+\.|\d{4}[ -]?\d{4}")
_LONGEST_COVER = 30
_LONGEST_SUBJECT = 1_000


def subject_of(subject: str) -> str:
    """A subject without what was put before it on its way ("FW:", 「轉寄：」), and without "Press release:"."""
    before, subject = None, subject[:_LONGEST_SUBJECT]
    while before != subject:
        before, subject = subject, _PREFIX.sub("", subject.strip())
    return _KIND.sub("", subject).strip() or subject


def forwarded_facts(lines: Sequence[str]) -> dict[str, str]:
    """Subject and date (ISO 8601) of the mail that was forwarded: of the last block of headers over a text."""
    block = _headers(lines)
    facts: dict[str, str] = {}
    for number in block:
        match = _HEADER.match(lines[number])
        if match and match.lastgroup:
            name = next(name for name in _HEADERS if match[name])
            facts.setdefault(name, match[f"{name}_value"].strip())
    day = read_date(facts.get("date", ""))
    return {"subject": facts.get("subject", ""), "date": day.isoformat() if day else ""}


def unread_lines(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that are not read."""
    block = _headers(lines)
    unread = set(range(block[-1] + 1)) if block else set()
    end = next((n for n, line in enumerate(lines) if line.rstrip() in ("--", "__") and n not in unread), len(lines))
    body = [line for number, line in enumerate(lines[:end]) if number not in unread]
    # A signature under a text that says nobody else to call is its press contact.
    if end < len(lines) and any(_REACHED.search(line) for line in body):
        unread.update(range(end, len(lines)))
    unread.update(number for number, line in enumerate(lines) if _NOTE.search(line) and number >= len(lines) // 3)
    return frozenset(unread)


def _headers(lines: Sequence[str]) -> list[int]:
    """The last block of three or more headers that stands over a text, with the line that announces it, not far from
    the top: what a mail quotes further down is what it answers."""
    found: list[int] = []
    run: list[int] = []
    for number, line in enumerate(lines[:400]):
        if _HEADER.match(line):
            run.append(number)
            continue
        # A long list of addresses goes on in the next line.
        goes_on = run and run[-1] == number - 1 and _HEADER.match(lines[number + 1] if number + 1 < len(lines) else "")
        if not line.strip() or goes_on:
            continue
        if len(run) >= 3 and run[0] - (found[-1] if found else 0) <= _LONGEST_COVER:
            found = run
        run = []
    return found
