"""How do releases come from an address: a page, a file, a feed, a sitemap?

fetch       all of it, on one page (outcomes: what is told of it)
addresses   one address for one page, and a name for its file
visit       robots.txt, redirects, another attempt where the site asks for one (pace: how fast)
transfer    one request and what comes back, within bounds (guarded: only where connections may go; gunzip)
recognised  what it is that came (kinds), in a file that says its encoding (charset)
feed        the entries of RSS and Atom; sitemap: the pages of a site (listed: what either gives; feed_links: which
            feeds a page names)
kept        the files, and what is known of each, so that nothing is fetched twice
"""
