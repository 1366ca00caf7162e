"""The Gradio page, where people ask.

page           the page and its events; chat.css, chat.js: its looks, and what the browser does beyond Gradio
actions        what a visitor does; parts: masthead, suggestions, what stands below the box
open_conversations    the conversations of the pages that are open
turns          a turn with all that belongs to it; message: the same as HTML
"""
