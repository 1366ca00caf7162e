"""What kind of release a text is, by its title and the lines above the title."""

import re

from .fold import fold
from .release import ReleaseType

_ABOVE = 12
_LABEL_CHARACTERS = 40
"""Lines looked at above the title, and the longest of them that can be a label: a salutation is longer."""

# Folded text is matched: half width, lower case, Simplified characters. The order decides: a corrigendum (更正启事) is a
# notice too, an invitation to a speech no speech.
_PATTERNS = (
    (ReleaseType.CORRECTION, r"更正|勘误|\bcorrections?\b|\bcorrigend(?:um|a)\b|\berrat(?:um|a)\b"),
    (
        ReleaseType.MEDIA_INVITATION,
        r"(?:采访|传媒|媒体|新闻界)(?:活动)?(?:邀请|通知|预告)|邀请(?:各?传媒|媒体|记者)|敬请(?:传媒|媒体|派员)"
        r"|(?:media|press) (?:invit\w+|advisory|call)\b|invitation to (?:the )?(?:media|press)\b|\bphoto ?call\b",
    ),
    (
        ReleaseType.SPEECH,
        r"(?:演[辞词讲说]|致[辞词]|讲[话辞]|谈话|发言)(?:全文|摘要|要点|内容|稿)?(?:\s*\([^)]*\))?$|^(?:演[辞词讲]|致[辞词])"
        r"|^(?:(?:opening|closing|keynote|welcom\w+) )?(?:speech|remarks|address)\b|\b(?:speech|remarks|address) by\b",
    ),
    (
        ReleaseType.STATEMENT,
        r"声明(?:全文)?(?:\s*\([^)]*\))?$|^(?:严正)?声明|^statement\b|(?<!financial )\bstatement (?:on|by|from|about|regarding)\b"
        r"|(?<!financial )\bstatement$",
    ),
    (ReleaseType.NOTICE, r"^(?:重要)?(?:公告|通告|通知|启事)|(?:公告|通告|通知|启事)$|^(?:(?:public|important) )?notice\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def recognise_type(title: str, text: str) -> ReleaseType:
    """The type that the title says, or a label above it in `text` does (「演辭」, "Media invitation"); a press release
    where nothing says otherwise. A title that only speaks of a speech or statement is a press release's."""
    named = fold(title).text
    lines = [fold(line.strip(" \t#*:：")).text for line in text.splitlines()[:_ABOVE]]
    above = lines[: lines.index(named)] if named in lines else []
    for line in [named, *(line for line in above if len(line) <= _LABEL_CHARACTERS)]:
        for kind, pattern in _COMPILED:
            if pattern.search(line):
                return kind
    return ReleaseType.PRESS_RELEASE
