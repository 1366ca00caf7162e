"""English sentences as subject, auxiliary and rest, so that a question can be made of them by turning the first two.

Only plain clauses are taken: a subject without a comma, then an auxiliary or one of the verbs that releases use. What
the subject is part of is added where it doesn't say it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .draft import Subject
from .english_verbs import verb_forms

UNCLEAR = re.compile(
    r"^(?:it|they|he|she|this|these|those|each|there|we|i|both|that|you|one|another|some|such|here|who|which|its|his|her"
    r"|their|our|my|half|most|all|but|and|or|so|if|when|while|although|as|after|before|since|until|once|to|in|on|at|for"
    r"|from|with|by|of|during|under|among|out|up|two|three|four|five|six|seven|eight|nine|ten|no|not|other|others|every"
    r"|more|about|any|beside|near|inside|behind|above|below|outside|around|without|despite|following|across|within)\b"
    r"|\b(?:it|they|them|he|him|she|her|we|us|you|i|their|its|his|our|your|today|(?:this|next|last) (?:year|month|week)"
    r"|tomorrow|yesterday"
    r"|the (?:purpose|same|former|latter|two|three|four|five|six|ten|twelve)(?! [a-z])|these|those|such|other)\b",
    re.IGNORECASE,
)
"""A phrase that begins so, or that has such a word, says nothing without the text around it."""

_TAIL = re.compile(r"(?:, | – | — |; |: | \().*$")
_ADVERBS = "also|now|currently|already|then|still|formally|therefore|usually|typically"
_ADVERB = re.compile(rf"^(?:{_ADVERBS}) | (?:{_ADVERBS})$")


@dataclass(frozen=True)
class Statement:
    """`subject verb rest`, the verb as an auxiliary and what follows it: will + open on 2 May, did + open on 2 May."""

    subject: str
    auxiliary: str
    rest: str
    rank: int

    def asked(self, rest: str) -> str:
        """With the auxiliary before the subject."""
        return f"{self.auxiliary} {self.subject} {rest}".strip()


def ended(sentence: str) -> str:
    """The sentence up to what is only added to it."""
    return _TAIL.sub("", sentence.rstrip(". ")).strip()


def statement(text: str, subject: Subject) -> Statement | None:
    """The clause as subject, auxiliary and rest; None where it is not of that form or can't stand alone."""
    words = text.split()
    for n in range(1, min(len(words) - 1, 12)):
        word, following = words[n].lower(), words[n + 1].lower()
        form = verb_forms(word, following, plural=_is_plural(words[:n]))
        if form is None:
            continue
        auxiliary, base = form
        named = _resolved(_ADVERB.sub("", re.sub(r"\b\d+-[a-z]+ ", "", " ".join(words[:n]))), subject)
        rest = _ADVERB.sub("", " ".join(words[n + 1 :]))
        if named is None or re.search(r"\b(?:who|which|that)\b", named[0]) or UNCLEAR.search(f"x {rest}"):
            return None
        rest = with_names(rest, subject)
        joined = re.split(r"(?: and| but| with| so that| where| which| who) (?=[a-z])", rest)
        return Statement(named[0], auxiliary, f"{base} {joined[0]}".strip(), named[1])
    return None


def statements(text: str, subject: Subject) -> Iterator[Statement]:
    """The clause, and those of its subject's further verbs: "The hall has 20 rooms and cost HK$3 million"."""
    first = statement(text, subject)
    if first is None:
        return
    yield first
    for match in re.finditer(r"(?: and| but) (?=(?P<verb>[a-z]+) (?P<next>\S+))", text):
        form = verb_forms(match["verb"], match["next"].lower(), plural=False)
        if form and (form[0] in ("does", "did") or match["verb"] == "will"):
            rest = with_names(text[match.end("verb") :].strip(), subject)
            if not UNCLEAR.search(f"x {rest}"):
                yield Statement(
                    first.subject, form[0], f"{form[1]} {re.split(r' and (?=[a-z])', rest)[0]}".strip(), first.rank
                )


def _is_plural(words: Sequence[str]) -> bool:
    head = re.split(r" (?:of|for|in|on|at|from|with|to|by) ", " ".join(words))[0].split()
    many = bool(head) and head[-1].endswith("s") and not head[-1].endswith(("ss", "us", "is"))
    return many or " and " in " ".join(words)


def _resolved(phrase: str, subject: Subject) -> tuple[str, int] | None:
    """A subject that can be understood alone, with its rank; None where it can't be made so."""
    if UNCLEAR.search(phrase) or re.search(r"\d", phrase):
        return None
    lower = phrase[0].lower() + phrase[1:] if phrase.split()[0] in ("The", "A", "An") else phrase
    if lower in subject.short:
        return subject.short[lower], 0
    topic = subject.topic
    if topic and lower.removeprefix("the ") == topic.removeprefix("the "):
        return topic, 0
    if any(name.removeprefix("the ") in phrase for name in (topic, *subject.names) if name):
        return with_names(_lowered(lower, subject), subject), 1
    if re.search(r" [A-Z]", phrase):
        return _lowered(lower, subject), 1
    if not topic:
        owner = next((name for name in subject.names if name.startswith("the ")), "")
        return (f"{owner}’s {lower[4:]}", 3) if owner and lower.startswith("the ") else None
    if lower.startswith("the "):
        return (f"{lower} of {topic}", 2) if " of " not in lower else None
    if re.match(r"(?:Applications?|Registration|Tickets|Bookings|Admission|Work)\b", phrase):
        return f"{lower[0].lower()}{lower[1:]} {'on' if phrase.startswith('Work') else 'for'} {topic}", 2
    return None


def _lowered(phrase: str, subject: Subject) -> str:
    """Without the capital that only the sentence's beginning gave it."""
    ordinary = re.match(r"[A-Z][a-z]+ [a-z]", phrase) and not phrase.startswith((subject.topic or " ", *subject.names))
    return phrase[0].lower() + phrase[1:] if ordinary else phrase


def with_names(text: str, subject: Subject) -> str:
    for short, full in subject.short.items():
        if full not in text:
            text = re.sub(rf"\b{re.escape(short)}\b(?! [A-Z])", full, text)
    return text
