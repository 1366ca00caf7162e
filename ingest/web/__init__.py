"""How do releases come from an address: a page, a feed, a sitemap?"""
