"""How do people and programs ask?

settings   the one settings object
desk       model, index and chain, built once
contract   the documents that go in and out
api        the HTTP endpoint
problems   errors as problem details
chat       the Gradio page; message: a turn of it; words: its texts
reader     a release with the quoted characters marked
cli        the command; ingesting, terminal, serving, doctor: what it does and prints
"""
