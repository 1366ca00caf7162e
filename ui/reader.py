"""One release as a page to read: its original text, character for character, with one quotation marked."""

from html import escape
from urllib.parse import quote, urlsplit

from pressdesk.ingest.release import PressContact, Release

from .interface import words_in
from .words import Words

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2330; --soft: #566074; --line: #d9dde5; --link: #0b57b0;
  --mark: #ffec99; --mark-ink: #1d2330; --mark-edge: #b88400; --note: #fff4e0; --note-ink: #6b3d00 }
@media (prefers-color-scheme: dark) { :root { --paper: #171a21; --ink: #e6e9ef; --soft: #a5aebd; --line: #343a46;
  --link: #8ab8ff; --mark: #5d4a05; --mark-ink: #fff7d6; --mark-edge: #e0b13a; --note: #3a2a10; --note-ink: #ffd9a0 } }
:lang(en) { font-family: -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial,
  "PingFang HK", "Noto Sans CJK HK", "Microsoft JhengHei", sans-serif }
:lang(zh-Hant) { font-family: "PingFang HK", "PingFang TC", "Noto Sans CJK HK", "Noto Sans HK", "Noto Sans CJK TC",
  "Noto Sans TC", "Microsoft JhengHei", sans-serif }
:lang(zh-Hans) { font-family: "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif }
body { margin: 0; background: var(--paper); color: var(--ink); font-size: 1rem; line-height: 1.75 }
main { max-width: 42rem; margin: 0 auto; padding: 1.25rem 1.5rem 40vh }
h1 { font-size: 1.25rem; line-height: 1.45; margin: 0 0 .75rem }
a { color: var(--link); text-underline-offset: .15em }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; font-size: .875rem;
  line-height: 1.6 }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
header { border-bottom: 1px solid var(--line); padding-bottom: 1rem; margin-bottom: 1.25rem }
.correction { display: inline-block; margin: 0 0 .5rem; padding: 0 .6em; border: 1px solid currentColor;
  border-radius: .3em; font-size: .8125rem; color: var(--note-ink); background: var(--note) }
.jump { margin: .75rem 0 0; font-size: .875rem }
.notice { margin: 0 0 1.25rem; padding: .6rem .9rem; border-radius: .4rem; background: var(--note);
  color: var(--note-ink) }
.original { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4 }
mark { background: var(--mark); color: var(--mark-ink); box-shadow: 0 2px 0 var(--mark-edge); scroll-margin: 28vh 0;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; padding: .1em 0 }
@media (max-width: 30rem) { main { padding: 1rem 1rem 40vh } dl { grid-template-columns: 1fr; gap: 0 }
  dd { margin-bottom: .35rem } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #333; --line: #999; --link: #000;
  --mark: #fff; --mark-ink: #000; --mark-edge: #000 } main { max-width: none; padding: 0 } .jump { display: none } }
"""


def release_page(release: Release, start: int | None, end: int | None, language: str) -> str:
    """The page of `release`, labelled in the interface `language`, with `text[start:end]` marked as `#quote`.

    Without `start` and `end` nothing is marked; with a place that the text does not have, a notice says so.
    """
    words = words_in(language)
    asked = start is not None or end is not None
    found = start is not None and end is not None and 0 <= start < end <= len(release.text)
    jump = f'<p class="jump"><a href="#quote">{escape(words.to_quote)}</a></p>' if found else ""
    notice = f'<p class="notice" role="note">{escape(words.no_such_place)}</p>' if asked and not found else ""
    correction = f'<p class="correction">{escape(words.correction)}</p>' if release.is_correction else ""
    original = _marked(release.text, start, end) if found and start is not None else _exact(release.text)
    written_in = escape(release.language)
    return f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(release.title)} · Pressdesk</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header>
{correction}<h1 lang="{written_in}">{escape(release.title)}</h1>
<dl>{_facts(release, words)}</dl>
{jump}</header>
{notice}<article class="original" lang="{written_in}">{original}</article>
</main>
</body>
</html>
"""


def _marked(text: str, start: int, end: int | None) -> str:
    return f'{_exact(text[:start])}<mark id="quote">{_exact(text[start:end])}</mark>{_exact(text[end:])}'


def _exact(text: str) -> str:
    # A browser reads CR and CRLF in a page as LF: written as a reference, CR stays the character that it is.
    return escape(text).replace("\r", "&#13;")


def _facts(release: Release, words: Words) -> str:
    facts = [(words.date, escape(words.day(release.date)))]
    if release.organisation:
        facts.append((words.organisation, _in(release.language, release.organisation)))
    facts.append((words.written_in, escape(words.language_name(release.language))))
    facts.append((words.source, escape(release.source)))
    if release.url and urlsplit(release.url).scheme.lower() in ("http", "https"):
        address = escape(release.url)
        link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'
        facts.append((words.public_page, link))
    if contact := _contact(release.contact, release.language):
        facts.append((words.contact, contact))
    return "".join(f"<dt>{escape(label)}</dt><dd>{value}</dd>" for label, value in facts)


def _contact(contact: PressContact, language: str) -> str:
    ways = [_in(language, contact.name) if contact.name else "", escape(contact.phone)]
    if contact.email:
        ways.append(f'<a href="mailto:{quote(contact.email, safe="@")}">{escape(contact.email)}</a>')
    return "<br>".join(way for way in ways if way)


def _in(language: str, text: str) -> str:
    return f'<span lang="{escape(language)}">{escape(text)}</span>'
