"""A reranker for those who have one: any sentence-transformers cross-encoder."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressdesk.ingest.embed import hub_is_away
from pressdesk.ingest.errors import ModelUnavailable

from .judgement import Judgement, Readable
from .marks import Sought

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReranker:
    """A cross-encoder that gives one number for a question and a text."""

    weight = 1.0

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model

    @classmethod
    def load(cls, name: str) -> "CrossEncoderReranker":
        """From a folder or a hub name. Raises `ModelUnavailable`, also where it gives more than one number."""
        from sentence_transformers import CrossEncoder

        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        folder = Path(name).expanduser()
        where, local = (str(folder), True) if folder.is_dir() else (name, hub_is_away(name))
        try:
            model = CrossEncoder(where, device="cpu", local_files_only=local)
        except Exception as error:
            # The loader raises anything from OSError to KeyError, by what is wrong with the folder or the network.
            raise ModelUnavailable(name, str(error).strip().split("\n")[0] or type(error).__name__, _REMEDY) from error
        if model.num_labels != 1:
            raise ModelUnavailable(name, f"it gives {model.num_labels} numbers for a pair and not one", _REMEDY)
        return cls(model)

    def judge(self, question: str, said: Sought, passages: Sequence[Readable]) -> list[Judgement]:
        """The model's own number before its last activation: for one trained by binary cross-entropy a log odds."""
        from torch.nn import Identity

        del said
        if not passages:
            return []
        texts = [(question, passage.text) for passage in passages]
        scores: Any = self._model.predict(texts, activation_fn=Identity(), show_progress_bar=False)
        return [Judgement(float(score), {}, {}) for score in scores]


_REMEDY = "Set PRESSDESK_RERANKER to reader, to none, or to a sentence-transformers cross-encoder."
