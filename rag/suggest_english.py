"""Questions from English sentences: a clause's figure, date or reason is asked for by the form of its verb.

Only clauses of a plain form are taken: a subject without a comma, an auxiliary or one of the verbs that releases use,
and the figure right behind it or at its beginning. What the subject is part of is added where it does not say it.
"""

import re
from collections.abc import Iterator, Sequence

from pressdesk.ingest.quantity import Quantity, quantities
from pressdesk.ingest.release import Release

from .draft import Draft, Kind, Line, Made, Subject, of_lines, organisation_names, table_cells
from .statement import UNCLEAR, Statement, ended, statement, statements, with_names

_FEWEST, _MOST = 5, 24
"""Words of a question."""

_ABOUT = (
    r"(?:(?:about|around|some|nearly|almost|roughly|over|more than|up to|as many as|approximately|only|just|another"
    r"|the remaining|at least|at most|no more than|a total of|an additional|the first|all) )*"
)
_NOUN = re.compile(
    r"^[\s-]*(?P<noun>(?:(?!(?:in|on|at|to|for|from|by|with|that|which|who|of|and|or|as|is|are|was|were|will|can|have|has|had|may|must|than|under|over|per|a|an|the|between|within|when|while|each|across|during|whose|where|not|should|could|into|after|before|against|only|this|last|next)\b)[A-Za-z][\w'’-]*\s?){1,4})"
)
_AT_DATE = re.compile(
    r"\b(?:on|in|from|until|by|since|at|before)(?: (?:the (?:end|beginning|start|middle) of|early|late|mid"
    r"|the \w+ quarter of|the (?:first|second) half of|\w+day,?|\d[\d.:]* ?[ap]m on|noon on))*(?: \w+day,?)?\s?$"
)
_SIZED = re.compile(
    r"(?:have|get|receive) an? (?P<noun>(?:[a-z-]+ )*(?:area|capacity|budget|workforce|population|length|height|cost"
    r"|value|depth|weight|grant|rent|allowance|output|turnover)) of (?:about |around |up to |more than )?$"
)
_SAID = re.compile(
    r"(?P<name>(?:Dr |Professor |Mr |Ms )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3}), (?P<role>[^,“”.]{4,80}?),? said\b"
)
_BECAUSE = re.compile(r"^(?:Because|Since|As) (?P<cause>[^,]+), (?P<effect>.+)$")
_PURPOSE = re.compile(r"^To (?P<cause>[^,]{8,90}), (?P<effect>.+)$")
_TIME = re.compile(r"^(?:years?|months?|weeks?|days?|hours?|minutes?)$")
_LASTING = frozenset(("take", "last"))


def english_drafts(release: Release, lines: Sequence[Line], subject: Subject) -> Iterator[Draft]:
    """Questions on the sentences, rows and press contact of an English release."""
    made = of_lines(
        lines,
        row=lambda line: _of_row(release, line),
        contact=lambda _: _of_contact(release),
        sentence=lambda line: _of_sentence(line.reading, subject),
    )
    for line, (question, answer, kind, rank) in made:
        asked = re.sub(r"\s+", " ", question).replace(" ?", "?")
        if _FEWEST <= len(asked.split()) <= _MOST:
            yield Draft(asked[0].upper() + asked[1:], release.id, line.start, line.end, answer, kind, rank)


def _of_sentence(sentence: str, subject: Subject) -> Iterator[Made]:
    if said := _SAID.search(sentence):
        if subject.topic and "“" in sentence:
            yield f"What did {said['name']}, {said['role']}, say about {subject.topic}?", "", "said", 1
        return
    if re.search(r"[“”‘]", sentence):
        return
    for pattern in (_BECAUSE, _PURPOSE):
        if (why := pattern.match(sentence)) and (clause := statement(ended(why["effect"]), subject)):
            yield f"Why {clause.asked(clause.rest)}?", why["cause"], "why", clause.rank
    plain = ended(re.sub(r"^(?:In|From|By|Since|Between|Of|At|Under|For|During|After|As|With) [^,]+, ", "", sentence))
    if len(plain) != len(ended(sentence)) and not UNCLEAR.search(sentence.split(", ")[0].split(" ", 1)[-1]):
        plain = plain[:1].upper() + plain[1:]
    for clause in statements(plain, subject):
        yield from _of_clause(clause)
    yield from _of_part(sentence, subject)
    yield from _as_subject(plain, subject)


def _of_part(sentence: str, subject: Subject) -> Iterator[Made]:
    """ "Of the HK$380 million, about HK$290 million will go on equipment": how much of it does."""
    part = re.match(rf"^Of the (?P<whole>[^,]{{4,40}}), {_ABOUT}(?P<rest>.+)$", sentence)
    found = quantities(part["rest"]) if part else []
    if not part or not found or found[0].start or not subject.topic or not quantities(part["whole"]):
        return
    after = ended(re.split(r" and |, ", part["rest"][found[0].end :])[0]).strip()
    if not re.match(r"(?:will|is|are|was|were|goes|go|went|has|have) ", after) or UNCLEAR.search(f"x {after}"):
        return
    how = "much" if found[0].kind == "money" else "many"
    whole = part["whole"]
    question = f"How {how} of the {whole} for {subject.topic} {after}?"
    yield question, part["rest"][: found[0].end], "amount" if how == "much" else "number", 1


def _of_clause(clause: Statement) -> Iterator[Made]:
    verb = clause.rest.partition(" ")[0]
    found = quantities(clause.rest)
    if not found or len(found) > 2:
        return
    for quantity in found:
        answer = clause.rest[quantity.start : quantity.end]
        before, after = clause.rest[: quantity.start], clause.rest[quantity.end :]
        if quantity.kind == "date":
            if (at := _AT_DATE.search(before)) and not re.match(r"\s*(?:to|and|or|until)\b", after):
                if at.start() and not quantities(before[: at.start()]):
                    yield f"When {clause.asked(before[: at.start()])}?", answer, "date", clause.rank
            elif (at := re.search(r"\bfrom\s?$", before)) and at.start():
                yield f"When {clause.asked(before[: at.start()])}?", answer, "date", clause.rank
            continue
        if sized := _SIZED.search(before):
            if clause.auxiliary in ("does", "do", "did") and verb in ("have", "get", "receive"):
                yield f"What is the {sized['noun']} of {clause.subject}?", answer, _kind(quantity), clause.rank
            continue
        if (by := re.search(rf"^(?P<verb>[a-z]+(?: [a-z]+)?) by {_ABOUT}$", before)) and quantity.kind != "number":
            yield f"By how much {clause.asked(by['verb'] + after)}?", answer, _kind(quantity), clause.rank
            continue
        lead = re.search(rf"(?:^| )(?P<about>{_ABOUT})$", before)
        if not lead or len(before[: lead.start()].split()) > 2 or re.search(r"[-–]$", before):
            continue
        verbs = before[: lead.start()].strip()
        if re.search(r"\b(?:the|from|to|between|of|than|and)$", verbs):
            continue
        if quantity.kind == "money":
            if not re.match(r"[-\s]*(?:[a-z]+ (?:fund|plan|scheme|budget|grant))", after):
                yield f"How much {clause.asked(verbs + after)}?", answer, "amount", clause.rank
        elif quantity.kind == "percent" and (of := re.match(r" of (?!the total)(?P<noun>[\w’' -]+)$", after)):
            yield f"What percentage of {of['noun']} {clause.asked(verbs)}?", answer, "percent", clause.rank
        elif quantity.kind == "number" and (noun := _NOUN.match(after)) and not after.startswith("-"):
            counted = noun["noun"].strip()
            left = re.split(r"(?:^| )and ", after[noun.end("noun") :].strip())[0]
            if _TIME.match(counted):
                if verb in _LASTING:
                    yield f"How long {clause.asked(f'{verbs} {left}')}?", answer, "number", clause.rank
            elif counted.split()[-1].endswith(("s", "people", "staff", "children")):
                yield f"How many {counted} {clause.asked(f'{verbs} {left}')}?", answer, "number", clause.rank


def _as_subject(text: str, subject: Subject) -> Iterator[Made]:
    """Where the figure begins the clause: "About 300 guests attended X", of which somebody asks how many did."""
    found = quantities(text)
    if not found or not re.fullmatch(_ABOUT, text[: found[0].start].lower()) or found[0].kind != "number":
        return
    after = text[found[0].end :]
    noun = _NOUN.match(after)
    full = with_names(after, subject)
    named = any(name.removeprefix("the ") in full for name in (subject.topic, *subject.names) if name)
    if noun and named and not UNCLEAR.search(f"x {after}") and len(found) == 1 and not after.startswith("-"):
        yield f"How many {full.strip()}?", text[found[0].start : found[0].end], "number", 2


def _kind(quantity: Quantity) -> Kind:
    return {"money": "amount", "percent": "percent"}.get(quantity.kind, "number")  # type: ignore[return-value]


def _of_row(release: Release, line: Line) -> Iterator[Made]:
    cells = table_cells(line.reading)
    if len(cells) < 2 or re.search(r"\d|\b(?:total|all)\b", cells[0][1], re.IGNORECASE):
        return
    for column, value in cells[1:]:
        unit = re.search(r"\s?[(](?P<unit>[^()]+)[)]$", column)
        name = column[: unit.start()] if unit else column
        name = name[0].lower() + name[1:]
        measured = f" in {unit['unit']}" if unit else ""
        yield f"What is the {name} of {_the(release, cells[0][1])}{measured}?", value, "row", 1


def _of_contact(release: Release) -> Iterator[Made]:
    known = organisation_names(release)
    name = next((name for name in known if name.startswith("the ")), known[-1] if known else "")
    if name and release.contact.phone:
        yield (
            f"What is the phone number for media enquiries to {_the(release, name)}?",
            release.contact.phone,
            "contact",
            2,
        )
    if name and release.contact.name:
        yield f"Who is the press contact of {_the(release, name)}?", release.contact.name, "contact", 3


def _the(release: Release, name: str) -> str:
    if name.startswith("the "):
        return name
    return f"the {name}" if re.search(rf"\b[Tt]he {re.escape(name)}\b", release.text) else name


def english_contact_questions() -> tuple[str, ...]:
    """Questions for the press contact that can be asked of any releases."""
    return "What is the phone number for media enquiries?", "Who is the press contact?"
