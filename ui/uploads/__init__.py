"""Releases that come over HTTP: looked at, taken in, corrected, withdrawn.

routes         the endpoints; sent_release: the bodies that they take
documents, override_documents    what goes in and out
uploads        one after the other, answers going on meanwhile; progress: how far it is
"""
