"""How much a request may ask for."""

from pressdesk.ingest.read import MAX_BYTES

MAX_PASSAGES = 100
"""Passages of an answer or a search."""

MAX_CITED = 50
"""Releases, and places, that a text is held to at once."""

MAX_HISTORY = 20
"""Earlier turns, or messages, that a question may carry."""

MAX_BODY = 1_000_000
"""Bytes of a request's body, but for an upload's."""

MAX_UPLOAD = 2 * MAX_BYTES + MAX_BODY
"""Bytes of an upload's body: JSON may write a character of three bytes in six."""

MAX_NAME = 120
"""Characters of an uploaded file's name."""

BODY_SECONDS = 30
"""Seconds that a body may take to arrive."""

HEADER_SECONDS = 15
"""Seconds that a connection may take for the headers of its first request."""
