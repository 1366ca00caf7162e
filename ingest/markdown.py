"""What Markdown says of its lines: front matter, headings, tables. markdown-it-py reads it."""

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from .structure import Structure


def read_markdown(text: str) -> Structure:
    """The structure of a Markdown text. Front matter that is no YAML mapping counts as text without fields."""
    headings: dict[int, int] = {}
    tables: dict[int, int] = {}
    front: set[int] = set()
    fields: dict[str, str] = {}
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
    return Structure(headings, tables, frozenset(front), fields)


def _yaml_fields(content: str) -> dict[str, str]:
    try:
        loaded = yaml.safe_load(content)
    except yaml.YAMLError:
        return {}
    return (
        {str(key): str(value) for key, value in loaded.items() if value is not None} if isinstance(loaded, dict) else {}
    )
