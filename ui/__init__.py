"""How do people and programs ask?

settings   the one settings object
opening    models loaded once, a revision of the index opened with them
desk       whatever asks, asks here
workers    model work in threads, with a queue that has an end
answering  questions on their way to the desk: by the workers, or remembered
bounds     how much a request may ask for
contract   the documents that go in and out; release_documents: those of releases;
           link_documents: what they are linked to, and their former versions
api        the HTTP endpoint; filtering: its filters and pages; problems: errors as problem details; openapi: what it
           says of itself
keys, guard        who may call, and how often
bodies, slow_headers, security_headers, cross_origin, heads    what is not waited for; what a browser may do; HEAD
watching, metrics, logs, traces    what is seen from outside
asking     questions, searches, texts to check; events, event_stream: an answer as it grows
release_routes     releases and passages
uploads/   releases that come over HTTP, are previewed, amended and withdrawn
chat_completions   OpenAI's API; chat_documents: its documents; answer_text: an answer as text
mcp_server         the Model Context Protocol
chat/      the Gradio page; words, words_zh_hant, words_zh_hans, words_en: its texts; interface: in which language;
           addresses: what answers point at
conversations/     the chat's turns, kept, held to the releases, downloaded, copied, rated
pages/     the pages beside the chat: releases, the reader, an answer, the staff's
cli        the command; ingesting, terminal, serving, doctor, key_commands, amending: what it does and prints
client, langchain_retriever    for programs that talk to a server (client_problems: what it does not do)
"""
