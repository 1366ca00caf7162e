"""What was asked in the chat, kept and taken away.

store          turns, ratings, questions that were not answered
still_said     what of a kept answer the releases still say
copies         an answer as quotations or Markdown; quotation: one with its attribution; markdown_text: text as it is
download       a conversation as Markdown, JSON or Word (word_document, word_styles)
routes         the same over HTTP, and what readers say of answers
words          the texts of copies and downloads
"""
