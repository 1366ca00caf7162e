"""The pages beside the chat, made on the server: they open by their address, print, and work without a script.

rendering     templates (`*.html`) and what all of them have: words, language, style sheets; site_words: those words
reader        a release with the quoted characters marked
"""
