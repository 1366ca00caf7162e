"""How much a request may ask for."""

from pressdesk.ingest.read import MAX_BYTES, MAX_TEXT_BYTES

MAX_PASSAGES = 100
"""Passages of an answer or a search."""

MAX_CITED = 50
"""Releases, and places, that a text is held to at once."""

MAX_HISTORY = 20
"""Earlier turns, or messages, that a question may carry."""

MAX_BODY = 1_000_000
"""Bytes of a request's body, but for an upload's."""

MAX_UPLOAD = max(2 * MAX_TEXT_BYTES, MAX_BYTES) + MAX_BODY
"""Bytes of an upload's body: JSON may write a character of three bytes in six."""

MAX_NAME = 120
"""Characters of an uploaded file's name."""

BODY_SECONDS, BODY_RATE = 10, 1000
"""Seconds that a body may take to arrive, and the bytes that give it one second more (as Apache's mod_reqtimeout has
it: 20 and 500)."""

HEADER_SECONDS = 10
"""Seconds that the headers of a request may take."""
