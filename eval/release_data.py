"""What the reader is trained on second: press releases, as an index has them, and questions in three languages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.store import Store, StoredSentence
from pressdesk.rag.judgement import Readable, composed
from pressdesk.rag.marks import sought
from pressdesk.rag.question import read_question
from pressdesk.rag.question_encoder import load_question_encoder
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.rag.reader import sentence_tokens
from pressdesk.rag.rerank import readable
from pressdesk.rag.tokens import LowerLayers

from .organisations import Organisation, OrganisationQuestion, Said, index_organisation
from .train_data import Answer, Example, Text, in_batches

_CANDIDATES = 20


@dataclass(frozen=True)
class OwnPassage:
    """A passage of an index: its number among the texts, its release's file and text, what is read of it."""

    number: int
    source: str
    original: str
    read: Readable


def release_data(encoder: SentenceEncoder, organisation: Organisation) -> tuple[list[Text], list[Example]]:
    """An organisation's passages, as the reader is given them, and its questions with what is found for them in an
    index of its releases alone. A question that only a title or what lies beyond the encoder's 512 tokens answers is
    left out."""
    lower = LowerLayers(encoder)
    questions = load_question_encoder(lower) or PlainQuestions(encoder)
    store, retriever = index_organisation(encoder, questions, organisation)
    passages = own_passages(store)
    texts = _texts(lower, passages)
    numbers = {passage.read.passage_id: passage.number for passage in passages}
    read = [read_question(asked.question) for asked in organisation.questions]
    tokens = in_batches(lower, [question.text for question in read], "query: ")
    examples: list[Example] = []
    for asked, question, token in zip(organisation.questions, read, tokens, strict=True):
        right = answers(passages, asked)
        if asked.said and not right:
            continue
        found = retriever.retrieve(question, _CANDIDATES)
        candidates = [(numbers[scored.passage.id], scored.score) for scored in found.passages]
        examples.append(
            Example(
                asked=token,
                said=sought(found.lexical, found.bridged),
                language=language_group(question.language),
                own=True,
                held_out=organisation.held_out,
                candidates=candidates,
                answers=right,
                near=None if right else candidates[0][0],
            )
        )
    return texts, examples


def own_passages(store: Store) -> list[OwnPassage]:
    """All passages of an index, by id."""
    releases = {release.id: release for release in store.releases()}
    owners = store.release_ids()
    owned = store.sentences(owners)
    stored = store.passages(owners)
    return [
        OwnPassage(
            number,
            releases[owners[i]].source,
            releases[owners[i]].text,
            readable(stored[i], releases[owners[i]], owned.get(i, [])),
        )
        for number, i in enumerate(sorted(stored))
    ]


def _texts(lower: LowerLayers, passages: Sequence[OwnPassage]) -> list[Text]:
    """The context is part of what is read in the product, so that with and without a title they are the same."""
    composed_texts = [composed(passage.read) for passage in passages]
    tokens = in_batches(lower, [text for text, _ in composed_texts], "passage: ")
    found: list[Text] = []
    for passage, token, (_, spans) in zip(passages, tokens, composed_texts, strict=True):
        sentences = sentence_tokens(token, spans)
        group = language_group(passage.read.language)
        found.append(Text(token, token, sentences, sentences, spans, spans, group))
    return found


def answers(passages: Sequence[OwnPassage], asked: OrganisationQuestion) -> tuple[Answer, ...]:
    """The sentences of passages that answer a question: those that its places lie in, and every one that is the same to
    the letter, as boilerplate is."""
    return tuple(dict.fromkeys(answer for said in asked.said for answer in _answers(passages, said)))


def _answers(passages: Sequence[OwnPassage], said: Said) -> Iterator[Answer]:
    place = next((found for p in passages if p.source.endswith(said.release) for found in _at(p, said)), None)
    if place is None:
        return
    for passage in passages:
        for number, sentence in enumerate(passage.read.sentences):
            if sentence.reading == place.reading and said.answer in sentence.reading:
                yield Answer(passage.number, said.answer, number)


def _at(passage: OwnPassage, said: Said) -> Iterator[StoredSentence]:
    start = passage.original.find(said.sentence) + said.sentence.find(said.answer)
    yield from (s for s in passage.read.sentences if s.start <= start < s.end)
