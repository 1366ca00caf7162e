"""Any text as Markdown that shows it as it is."""

import re

_ACTIVE = re.compile(r"[\\`*_\[\]<>&|~$^#]")
"""What means something to CommonMark, or to an extension that many have, wherever it stands."""

_OPENING = re.compile(r"^(?=[-+=:])|^(\d{1,9})(?=[.)](?:\s|$))")
"""What makes a list, a rule or a heading of a line that begins with it."""

_SPACE = r"[^\S\x1c-\x1f\x85]+"
"""White space that a numeric reference can stand for."""

_OUTER_SPACE = re.compile(f"^{_SPACE}|{_SPACE}$")
_LINE_END = re.compile(r"\r\n|[\r\n\v\f]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NO_ADDRESS = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C", " ": "%20", "\t": "%09", "\r": "", "\n": ""})


def as_it_is(text: str, indent: str = "") -> str:
    """`text` for a paragraph: each line's end in it is a hard break, behind which `indent` begins the next line."""
    return f"\\\n{indent}".join(_line(line) for line in _LINE_END.split(text.strip("\r\n\v\f")))


def on_one_line(text: str) -> str:
    """`text` for a heading or a label."""
    return _line(" ".join(text.split()))


def link(label: str, address: str) -> str:
    """A link with a label that is Markdown already."""
    return f"[{label}](<{_ENTITY.sub('&amp;', address.translate(_NO_ADDRESS))}>)"


def _line(line: str) -> str:
    escaped = _OPENING.sub(r"\1\\", _ACTIVE.sub(r"\\\g<0>", line))
    # White space at the ends of a line is Markdown's; written as a reference it is the text's.
    return _OUTER_SPACE.sub(_references, escaped)


def _references(space: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in space.group())
