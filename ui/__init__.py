"""How do people and programs ask?

settings   the one settings object
desk       model, index and chain, built once
contract   the documents that go in and out; release_documents: those of releases
api        the HTTP endpoint; filtering: its filters and pages; problems: errors as problem details
asking     questions, searches, texts to check; events, event_stream: an answer as it grows
release_routes     releases and passages
chat_completions   OpenAI's API; chat_documents: its documents; answer_text: an answer as text
mcp_server         the Model Context Protocol
chat       the Gradio page; message: a turn of it; words: its texts
reader     a release with the quoted characters marked
cli        the command; ingesting, terminal, serving, doctor: what it does and prints
"""
