"""Vectors of the texts embedded last: every release repeats its organisation's "about" paragraphs and contacts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 4096
"""Texts remembered, with 384 numbers each 6 MB."""


class KnownVectors:
    """Embeds what it does not know; safe to use from several threads."""

    def __init__(self, embed: Callable[[Sequence[str]], NDArray[np.float32]], most: int = MOST) -> None:
        self._embed = embed
        self._most = most
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text; those that are equal are embedded once."""
        with self._lock:
            rows = {text: self._known.get(text) for text in texts}
        new = [text for text, row in rows.items() if row is None]
        # Rows of their own: as views, one that is kept would keep all that were made with it.
        made = {text: row.copy() for text, row in zip(new, self._embed(new), strict=True)}
        rows |= made
        with self._lock:
            for text, row in made.items():
                self._known[text] = row
            for text in rows:
                if text in self._known:
                    self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.stack([row for text in texts if (row := rows[text]) is not None])
