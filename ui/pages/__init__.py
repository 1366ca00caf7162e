"""The pages beside the chat, made on the server: they open by their address, print, and work without a script.

rendering     templates (`*.html`) and what all of them have: words, language, style sheets; site_words: those words
browse        the releases by month, or what a search finds (browse_form: what is asked for; timeline;
              shared_words: what a passage has of the question; browse_words)
reader        a release with its headings and the quoted characters marked (marked_text; reader_words), and what it is
              linked to (linked_rows)
version       what it said before its file changed, with what changed (changes)
release_words     what both say of a release
staff         releases are brought in, corrected, withdrawn; staff_list, staff_heard: what it lists;
              staff_words: its words
"""
