"""The screens' words in English."""

from .words import Words

_QUARTERS = (
    ("January", "February", "March"),
    ("April", "May", "June"),
    ("July", "August", "September"),
    ("October", "November", "December"),
)

EN = Words(
    language="en",
    date_form="{day} {month} {year}",
    months=tuple(month for quarter in _QUARTERS for month in quarter),
    date_unknown="no date",
    languages={
        "zh-Hant": "Traditional Chinese",
        "zh-Hans": "Simplified Chinese",
        "en": "English",
        "und": "not recognised",
    },
    tagline="Ask the press releases; every sentence has its source",
    counts="{releases} releases, {passages} passages",
    interface="Interface language",
    conversation="Conversation",
    welcome="What would you like to know from the releases? Every sentence of an answer has its source; "
    "click a number to see the original.",
    question="Question",
    question_hint="Type a question, then Enter",
    send="Send",
    clear="Clear the conversation",
    searching="Searching the releases…",
    asked_as="Understood as: ",
    citations="Sources",
    refused="No answer",
    nearest="Nearest passages ({count}), not an answer",
    struck="Sentences struck out ({count}): the language model wrote them, but no release proves them",
    empty_question="Please type a question first.",
    apology="Sorry, something went wrong and there is no answer. Please try again; if it happens again, "
    "tell whoever runs this service.",
    problems={},
    reader="Original release",
    reader_hint="Click a number in an answer: the release opens here, with the quoted words marked.",
    date="Date",
    organisation="Organisation",
    written_in="Language",
    source="File",
    public_page="Public page",
    contact="Media enquiries",
    correction="This is a correction",
    to_quote="Go to the quotation",
    no_such_place="The link points outside this release, so no quotation is marked. The release may have changed "
    "since the link was made.",
)
