"""A release as the pages of different sites show it, each with what stands around it there.

What belongs to the release is written as the site writes it: headings as headings, as bold paragraphs, or as lines
between line breaks; the press contact in the article or beside it. What does not belong to it says so in words that no
release of ours has: `AROUND` lists them, to be looked for in what is read back.
"""

from collections.abc import Callable
from html import escape

from .pieces import Piece, PieceKind, WrittenRelease
from .rendered_page import site_page

AROUND = (
    "Cookie", "無障礙", "Skip to content", "字型大小", "分享至", "Facebook", "WhatsApp", "列印", "最新消息", "新聞中心",
    "相關新聞", "Related", "上一則", "下一則", "訂閱", "Subscribe", "版權所有", "All rights reserved", "私隱政策",
    "Privacy policy", "Sitemap", "Leave a comment", "Posted in", "Tagged", "返回頂部", "三所大學", "visitor centre",
    "熱門", "Loading", "登入", "Accept", "開放日報名",
)  # fmt: skip
"""Words of the menus, notices, lists and footers around the releases."""

_MENU = ("最新消息", "新聞中心", "登入", "Sitemap")
_NEWS = ("創新港與三所大學簽署合作備忘錄", "The Harbour opens its new visitor centre", "園區開放日報名現已開始")


def _links(texts: tuple[str, ...], between: str = " | ") -> str:
    return between.join(f'<a href="/{number}">{text}</a>' for number, text in enumerate(texts))


def _items(texts: tuple[str, ...]) -> str:
    return "".join(f'<li><a href="/{number}">{text}</a></li>' for number, text in enumerate(texts))


def _table(piece: Piece, head: str = "td") -> str:
    first, *rest = piece.rows
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rest)
    return (
        "<table border=1><tr>" + "".join(f"<{head}>{escape(cell)}</{head}>" for cell in first) + f"</tr>{rows}</table>"
    )


def _written(pieces: list[Piece], heading: Callable[[str], str], paragraph: Callable[[str], str]) -> str:
    made = []
    for piece in pieces:
        if piece.kind is PieceKind.TABLE:
            made.append(_table(piece))
        elif piece.kind is PieceKind.HEADING:
            made.append(heading(escape(piece.text)))
        else:
            made.append(paragraph(escape(piece.text)))
    return "\n".join(made)


def _around_title(release: WrittenRelease) -> tuple[list[Piece], list[Piece]]:
    at = next(number for number, piece in enumerate(release.pieces) if piece.kind is PieceKind.TITLE)
    return list(release.pieces[:at]), list(release.pieces[at + 1 :])


def layout_tables(release: WrittenRelease) -> str:
    """A site of 2005: the page is a table, the release one cell of it, its title in bold."""
    before, after = _around_title(release)
    p = "<p>{}</p>".format
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(release.organisation)} - {escape(release.title)}</title></head><body bgcolor=#ffffff>
<table width=960 cellpadding=0><tr><td colspan=3><img src=logo.gif alt="{escape(release.organisation)}">
<font size=1>{_links(_MENU)} | 字型大小</font></td></tr>
<tr><td width=180 valign=top><table><tr><td>{_links(_MENU, "</td></tr><tr><td>")}</td></tr></table></td>
<td valign=top>{_written(before, p, p)}<p align=center><b><font size=4>{escape(release.title)}</font></b></p>
{_written(after, lambda text: f"<p><b>{text}</b></p>", p)}</td>
<td width=160 valign=top><b>相關新聞</b><br>{_links(_NEWS, "<br>")}</td></tr>
<tr><td colspan=3 align=center><font size=1>版權所有 All rights reserved | {_links(("私隱政策", "無障礙"))}</font></td></tr>
</table></body></html>"""


def div_soup(release: WrittenRelease) -> str:
    """Divisions with a theme's classes, headings as bold paragraphs, sharing before and after the text."""
    before, after = _around_title(release)
    p = '<p style="text-align: justify;">{}</p>'.format
    share = '<div class="addthis_toolbox share-bar"><a>分享至 Facebook</a> <a>WhatsApp</a> <a>列印</a></div>'
    return f"""<!DOCTYPE html><html lang="{release.language}"><head><meta charset="utf-8">
<title>{escape(release.title)} - {escape(release.organisation)}</title></head><body class="page news-detail">
<a class="skip-link" href="#main">Skip to content</a>
<div id="hd"><div class="logo">{escape(release.organisation)}</div><div class="mainnav"><ul>{_items(_MENU)}</ul></div></div>
<div id="bd" class="container"><div class="row"><div class="col-md-8">
<h3 class="page-title">新聞中心</h3><div class="news-title">{escape(release.title)}</div>
<div class="news-date">{release.date}</div>{share}
<div class="news-body">{_written(before, p, p)}{_written(after, lambda t: f"<p><strong>{t}</strong></p>", p)}</div>{share}
<ul class="pager"><li><a href="/p">上一則：{_NEWS[0]}</a></li><li><a href="/n">下一則：{_NEWS[2]}</a></li></ul></div>
<div class="col-md-4"><div class="widget hot-news"><h4>熱門</h4><ul>{_items(_NEWS)}</ul></div></div></div></div>
<div id="ft"><div class="inner">© 2026 {escape(release.organisation)} 版權所有 All rights reserved {_links(("私隱政策",))}</div></div>
<div class="cc-window cc-banner"><span>本網站使用 Cookie 改善體驗。We use Cookies.</span><a class="cc-btn">Accept</a></div>
</body></html>"""


def line_breaks(release: WrittenRelease) -> str:
    """The text as lines between line breaks, the press contact in a box of its own beside the article."""
    before, after = _around_title(release)
    contact = [piece for piece in after if piece.kind is PieceKind.CONTACT]
    at = after.index(contact[0]) - 1 if contact else len(after)
    body = "".join(
        _table(piece) if piece.kind is PieceKind.TABLE else f"{escape(piece.text)}<br><br>" for piece in after[:at]
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(release.title)}</title></head><body>
<div class="top">{_links(_MENU)}</div><div class="wrap"><h1>{escape(release.title)}</h1>
<div class="article">{"".join(f"{escape(p.text)}<br><br>" for p in before)}{body}</div>
<div class="media-contact">{"<br>".join(escape(piece.text) for piece in after[at:])}</div>
<div class="related"><h4>相關新聞</h4>{_links(_NEWS, "<br>")}</div></div>
<div class="bottom">版權所有 All rights reserved {_links(("私隱政策", "Sitemap"))} <a href="#top">返回頂部</a></div></body></html>"""


def blog(release: WrittenRelease) -> str:
    """A blog's theme: an article with a header and a footer, tags, comments and widgets."""
    before, after = _around_title(release)
    p = "<p>{}</p>".format
    return f"""<!DOCTYPE html><html lang="{release.language}"><head><meta charset="utf-8">
<title>{escape(release.title)} – {escape(release.organisation)}</title>
<meta property="article:published_time" content="{release.date}T01:30:00+00:00">
<meta property="og:site_name" content="{escape(release.organisation)}"></head><body class="single single-post">
<header id="masthead"><p class="site-title"><a href="/">{escape(release.organisation)}</a></p>
<nav id="site-navigation"><ul>{_items(_MENU)}</ul></nav></header>
<div id="content"><main id="primary"><article id="post-12" class="post-12 post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{escape(release.title)}</h1>
<div class="entry-meta"><span class="posted-on">Posted in <a href="/c">新聞中心</a></span></div></header>
<div class="entry-content">{_written(before, p, p)}{_written(after, lambda t: f"<h2>{t}</h2>", p)}
<div class="sharedaddy sd-sharing"><h3>分享至</h3><ul><li><a href="#">Facebook</a></li><li><a href="#">WhatsApp</a></li></ul></div>
</div><footer class="entry-footer"><span class="tags-links">Tagged {_links(_NEWS[:1])}</span></footer></article>
<nav class="navigation post-navigation"><a href="/p">上一則 {_NEWS[0]}</a><a href="/n">下一則 {_NEWS[2]}</a></nav>
<div id="comments" class="comments-area"><h2>Leave a comment</h2><form><label>登入</label><textarea></textarea></form></div></main>
<aside id="secondary" class="widget-area"><section class="widget"><h2>Related</h2><ul>{_items(_NEWS)}</ul></section></aside></div>
<footer id="colophon">版權所有 All rights reserved <a href="/s">Subscribe</a></footer></body></html>"""


def sections(release: WrittenRelease) -> str:
    """A release in sections: the date line before the title, "about" and press contact in the article's footer."""
    before, after = _around_title(release)
    contact = [piece for piece in after if piece.kind is PieceKind.CONTACT]
    at = after.index(contact[0]) - 1 if contact else len(after)
    p = "<p>{}</p>".format
    return f"""<!DOCTYPE html><html lang="{release.language}"><head><meta charset="utf-8"><title>{escape(release.organisation)}</title>
<meta property="og:title" content="{escape(release.title)}"></head><body><div class="Header_root__x1"><div class="Nav__2a">
{_links(_MENU, "")}</div></div><main><section class="hero"><span>{release.date}</span><h1>{escape(release.title)}</h1></section>
<section class="body">{_written(before, p, p)}{_written(after[:at], lambda t: f"<h3>{t}</h3>", p)}</section>
<footer class="article-footer"><h3>{escape(after[at].text) if at < len(after) else ""}</h3><address>
{"<br>".join(escape(piece.text) for piece in after[at + 1 :])}</address></footer>
<section class="Related__9"><h2>Related</h2><div class="cards">
{"".join(f'<a href="/n"><h3>{text}</h3><p>{text}</p></a>' for text in _NEWS)}</div></section></main>
<div class="Footer_root__77"><p>版權所有 All rights reserved</p><p>{_links(("私隱政策", "訂閱"), "")}</p></div></body></html>"""


def hashed(release: WrittenRelease) -> str:
    """An application's page: divisions all the way down, no class that means anything."""
    before, after = _around_title(release)
    div = '<div class="css-1q2w3e"><span class="css-9z">{}</span></div>'.format
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(release.title)}</title></head><body><div id="root">
<div class="css-a1"><div class="css-a2">{_links(_MENU, "")}</div></div><div class="css-b1"><div class="css-b2">
<h1 class="css-t">{escape(release.title)}</h1><div class="css-b3">{_written(before, div, div)}
{_written(after, lambda t: f'<h4 class="css-h">{t}</h4>', div)}</div><div class="css-s"><button>分享至 Facebook</button><button>WhatsApp</button></div></div>
<div class="css-r"><div class="css-rh">相關新聞</div>{"".join(f'<div class="css-c"><a href="/n">{text}</a></div>' for text in _NEWS)}</div></div>
<div class="css-f"><div>版權所有 All rights reserved</div><div>{_links(("私隱政策", "訂閱"), "")}</div></div></div>
<div class="css-k"><div>本網站使用 Cookie。</div><button>Accept</button></div><noscript>Loading</noscript></body></html>"""


PAGES: dict[str, Callable[[WrittenRelease], str]] = {
    "semantic": site_page,
    "layout tables": layout_tables,
    "divisions": div_soup,
    "line breaks": line_breaks,
    "blog": blog,
    "sections": sections,
    "application": hashed,
}
"""Kinds of site by name, with what makes their page of a release."""
