"""What text is in a file that is no plain text?

extracted  the text with its structure: what each of these gives (blocks: paragraphs, headings and tables become it)
pdf        pages, read by PDFium (pdf_page) in a process with bounds (bounded): tables (pdf_grid), lines without those
           that run over every page (pdf_lines), columns (pdf_columns), paragraphs and headings (pdf_paragraphs);
           scanned: pages without text
word       Word documents (word_blocks: what stands in one, in order)
html       pages of sites: page, its elements; page_main, what of them is the release; page_blocks, what they say
           (page_table: row by row); page_facts, what the page says of itself
mail       mails (mail_lines: what in one is no part of the release)
archive    files in archives and attached to mails (archive_names: what they are called)
"""
