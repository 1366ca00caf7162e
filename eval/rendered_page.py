"""A release as a page: plain, as it is printed or mailed, and as a site shows it, with all that stands around it."""

import json
from html import escape

from .pieces import Piece, PieceKind, WrittenRelease

_STYLE = """body { font-family: "Noto Sans CJK HK", sans-serif; font-size: 11pt; line-height: 1.6 }
h1 { font-size: 19pt } h2 { font-size: 13.5pt } table { border-collapse: collapse } td, th { border: 1px solid #888;
padding: 2px 8px } .columns { column-gap: 12mm }"""


def printed_page(release: WrittenRelease, columns: int = 1) -> str:
    """The release alone, in `columns` under its title."""
    at = next(number for number, piece in enumerate(release.pieces) if piece.kind is PieceKind.TITLE) + 1
    head = "\n".join(map(_element, release.pieces[:at]))
    rest = "\n".join(map(_element, release.pieces[at:]))
    return (
        f'<!doctype html><html lang="{release.language}"><head><meta charset="utf-8"><title>{escape(release.title)}'
        f'</title><style>{_STYLE}</style></head><body>{head}<div class="columns" style="column-count: {columns}">'
        f"{rest}</div></body></html>"
    )


def site_page(release: WrittenRelease) -> str:
    """The release on an organisation's site: menu, notice of cookies, share buttons, related news, footer."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": release.title,
        "datePublished": f"{release.date}T09:30:00+08:00",
        "publisher": {"@type": "Organization", "name": release.organisation},
    }
    address = f"https://www.lanwan.example/news/{release.name}"
    articles = "".join(f'<li><a href="/news/{n}">{text}</a><time>{day}</time></li>' for n, text, day in _RELATED)
    body = "\n".join(map(_element, release.pieces))
    return f"""<!doctype html>
<html lang="{release.language}"><head><meta charset="utf-8">
<title>{escape(release.title)} | {escape(release.organisation)}</title>
<link rel="canonical" href="{address}">
<meta property="og:title" content="{escape(release.title)}"><meta property="og:type" content="article">
<meta property="og:site_name" content="{escape(release.organisation)}">
<meta property="article:published_time" content="{release.date}T09:30:00+08:00">
<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script>
<style>{_STYLE}</style><script>window.dataLayer = [];</script></head>
<body>
<div id="cookie-banner" class="cookie-consent" role="dialog">
<p>本網站使用 Cookie
以改善你的瀏覽體驗。</p><p>We use cookies.</p>
<button>接受 Accept</button></div>
<header class="site-header"><a href="/">{escape(release.organisation)}</a>
<nav class="menu"><ul><li><a href="/about">關於我們 About</a></li><li><a href="/news">最新消息 News</a></li>
<li><a href="/tenants">租戶 Tenants</a></li><li><a href="/contact">聯絡我們 Contact</a></li></ul></nav></header>
<div class="breadcrumb"><a href="/">主頁</a> › <a href="/news">新聞稿</a></div>
<main><article class="press-release">
{body}
</article>
<div class="share-buttons"><a href="#">分享至 Facebook</a><a href="#">分享至 X</a><button>列印 Print</button></div>
<aside class="sidebar"><h3>相關新聞 Related news</h3><ul>{articles}</ul></aside></main>
<footer class="site-footer"><p>© 2026 版權所有 All rights reserved. 私隱政策 Privacy policy</p>
<p>訂閱電子通訊 Subscribe to our newsletter</p></footer>
</body></html>
"""


_RELATED = (
    ("1", "創新港與三所大學簽署合作備忘錄", "2026-01-05"),
    ("2", "The Harbour opens its new visitor centre", "2026-01-19"),
    ("3", "園區開放日報名現已開始", "2026-02-02"),
)
_TAGS = {PieceKind.TITLE: "h1", PieceKind.HEADING: "h2"}


def _element(piece: Piece) -> str:
    if piece.kind is not PieceKind.TABLE:
        tag = _TAGS.get(piece.kind, "p")
        return f"<{tag}>{escape(piece.text)}</{tag}>"
    head, *rest = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in piece.rows)
    rows = "".join(f"<tr>{row}</tr>" for row in rest)
    return f"<table><thead><tr>{head.replace('td>', 'th>')}</tr></thead><tbody>{rows}</tbody></table>"
