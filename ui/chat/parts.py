"""The chat's parts that are HTML of our own: masthead, suggestions, what stands below the box, the reader's head."""

from collections.abc import Sequence

from markupsafe import Markup

from ..words import Words

READER = '<iframe name="reader" id="reader" aria-labelledby="reader-name"></iframe>'


def masthead(held: str, words: Words) -> str:
    """Name, what it is, what it holds; and what the script says, in the interface's language."""
    return Markup(
        '<div data-copied="{copied}" data-not-copied="{not_copied}" data-thanks="{thanks}" data-not-kept="{not_kept}"'
        ' data-away="{away}" data-back="{back}" id="spoken">'
        '<h1>Pressdesk</h1><p><span class="tagline">{tagline}</span> <span class="counts">{held}</span></p>'
        '<h2 id="conversation-name">{conversation}</h2><p id="away" role="alert"></p></div>'
    ).format(
        copied=words.copied,
        not_copied=words.not_copied,
        thanks=words.thanks,
        not_kept=words.not_kept,
        away=words.away,
        back=words.back,
        tagline=words.tagline,
        held=held,
        conversation=words.conversation,
    )


def follow_ups(questions: Sequence[str], words: Words) -> str:
    """Questions to ask next, a button each; nothing where there are none."""
    if not questions:
        return ""
    buttons = Markup("").join(Markup('<li><button type="button">{}</button></li>').format(q) for q in questions)
    name = words.follow_ups
    return Markup('<section aria-label="{}"><h3>{}</h3><ul>{}</ul></section>').format(name, name, buttons)


def below(conversation_id: str, words: Words) -> str:
    """What can be done with a conversation besides asking: downloads, the releases, the staff's page."""
    downloads = Markup("").join(
        Markup('<li><a href="/conversations/{}.{}" download>{}</a></li>').format(conversation_id, ending, name)
        for ending, name in words.formats
    )
    return Markup(
        '<details id="downloads"><summary>{}</summary><ul>{}</ul></details>'
        '<a id="to-releases" href="/releases" target="reader">{}</a><a id="to-staff" href="/staff">{}</a>'
    ).format(words.download, downloads, words.reader, words.staff)


def reader_head(words: Words) -> str:
    """The head of the side where releases are read."""
    return Markup(
        '<div><h2 id="reader-name">{}</h2><a href="/releases" target="reader">{}</a>'
        '<a id="apart" href="/releases" target="_blank" rel="noopener">{}</a>'
        '<button type="button" id="close-reader">{}</button></div>'
    ).format(words.reader, words.all_releases, words.new_tab, words.close)
