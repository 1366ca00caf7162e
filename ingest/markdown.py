"""What Markdown says of its lines: front matter, headings, tables. markdown-it-py reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin


@dataclass(frozen=True)
class Markdown:
    """Line numbers (from 0) of what is not plain text, and the front matter's fields."""

    headings: Mapping[int, int]
    """Line to level, 1 to 6."""
    tables: Mapping[int, int]
    """Line to the line on which its table begins."""
    front_matter: frozenset[int]
    fields: Mapping[str, object]


NO_MARKDOWN = Markdown({}, {}, frozenset(), {})


def read_markdown(text: str) -> Markdown:
    """The structure of a Markdown text. Front matter that is no YAML mapping counts as text without fields."""
    headings: dict[int, int] = {}
    tables: dict[int, int] = {}
    front: set[int] = set()
    fields: dict[str, object] = {}
    for token in MarkdownIt("commonmark").enable("table").use(front_matter_plugin).parse(text):
        if token.map is None:
            continue
        first, after = token.map
        if token.type == "front_matter":
            front.update(range(first, after))
            fields = _yaml_fields(token.content)
        elif token.type == "heading_open":
            headings[first] = int(token.tag[1])
        elif token.type == "table_open":
            tables.update(dict.fromkeys(range(first, after), first))
    return Markdown(headings, tables, frozenset(front), fields)


def _yaml_fields(content: str) -> dict[str, object]:
    try:
        loaded = yaml.safe_load(content)
    except yaml.YAMLError:
        return {}
    return {str(key): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}
