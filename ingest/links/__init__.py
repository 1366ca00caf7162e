"""What are releases to one another?

link           a translation, a duplicate, a correction, a new version; each seen from both
linking        after an ingest: what is new is held to the rest
translations   by day, figures and sentences (own_vectors); aligned: which sentences say the same
duplicates     by what a text says (own_text), however it came, and what is a new version
corrected      what a correction names
organisations  which releases are of one
stored         where links are kept
"""
