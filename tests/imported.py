"""What a process of Pressdesk's imports on its way to be ready: for the process that others are forked from. Not the
command line: it looks at its environment when it is imported."""

import os

# As `load_encoder` sets it for the default model: it is read at the import.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import faiss  # noqa: F401
import sentence_transformers  # noqa: F401

import pressdesk.ui.serving  # noqa: F401
