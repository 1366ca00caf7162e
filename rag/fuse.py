"""One score from three: the passage's vector, its best sentence's vector, and the words it shares.

    score = z(passage) + z(best sentence) + words + language + R · recency + relevance + prior + precedence
    words = g · (V · top + W · (share - top)) within a language, B · share across languages

z are standard scores within the passage's language (`dense.py`), so that one unit means the same for every question
and language; `share` is the lexical share (`lexical.py`), comparable between questions too, and `top` the largest that
any passage has for this question. Such sums of normalised scores are ahead of rank fusion where the parts' quality
differs by question (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", §4 and §5):
ranks throw away how sure each part is.

g = min(1, top / T) makes the lexical part stand back where it has nothing to say. A question in the passages' own
language shares two fifths of its idf or more with the right passage nearly always (0.96 of CMRC's); one in another
language shares a stray figure or name.

W is how far apart the passages of the question's own language stand by their words, V how high the best of them stands
beside those of the other languages. They are fitted apart, because what is best for the one is bad for the other.
W = 16 and T = 0.4: CMRC 2018 dev cut into halves (1,934 texts, 3,205 questions), Traditional and Simplified, hit@1 at
W = 12 0.886 and 0.886, at 16 0.887 and 0.890, at 20 0.887 and 0.890, at 28 0.886 and 0.886; T from 0.25 to 0.55 moves
them by 0.003 at most. V = 10 by the fit questions over the sample corpus, in which the languages compete; hit@1 for
Chinese on Chinese, English on English, Chinese on English, English on Chinese: at 16 0.82, 1.00, 0.87, 0.42; at 12
0.82, 0.97, 0.87, 0.53; at 10 0.82, 0.97, 0.97, 0.60.

A passage in another language than the question's shares its words by way of a dictionary (`bridge.py`): `share` is
then the part of the question's words that it has in its own language, and B is `BRIDGED_WEIGHT`. It differs by the
passage's language because a Chinese word of two characters or more is met by chance less often than an English stem.
Fitted on the same questions, before V and W were; hit@1 for English on Chinese, Chinese on English, Chinese on
Chinese, English on English: without the bridge 0.20, 0.47, 0.72, 0.87; at 8 and 4 (Chinese and English passages) 0.49,
0.77, 0.69, 0.87; at 9 and 5 0.52, 0.83, 0.69, 0.87; at 9 and 6 0.52, 0.83, 0.67, 0.87; at 12 and 5 0.56, 0.83, 0.69,
0.83. So 9 and 5: as far as the question's own language loses nothing by it.

language is `OWN_LANGUAGE` for a passage in the question's language, so that of a release and its translation, which say
the same, the reader sees his own first. At 0.5 as many fit questions as without it have the release or its translation
first, at 1 two fewer of those in English on Chinese.

recency is 0 for the oldest release and 1 for the newest. relevance is what reading the passage adds (`rerank.py`), for
those that stand first without it. prior and precedence are what the question prefers
(`prefer.py`) and what is corrected or out of date (`precedence.py`).
"""

from typing import NamedTuple

SPREAD = 16.0
LEVEL = 10.0
TRUST = 0.4
"""W, V and T of the formula."""

BRIDGED_WEIGHT = {"zh": 9.0, "en": 5.0}
"""By the passages' language group."""

OTHER_BRIDGED_WEIGHT = 4.0

OWN_LANGUAGE = 0.5

RECENCY_WEIGHT = 0.3
"""What the newest release has before the oldest: it decides between boilerplates and contacts that differ in little
else. Up to 0.6 it moved no hit rate of the fit questions by more than 0.03, up or down."""


def lexical_part(
    share: float, top: float, *, spread: float = SPREAD, level: float = LEVEL, trust: float = TRUST
) -> float:
    """What the words of a passage in the question's own language count for."""
    return min(1.0, top / trust) * (level * top + spread * (share - top))


def bridged_part(share: float, language: str) -> float:
    """What the words of a passage of another language group count for."""
    return BRIDGED_WEIGHT.get(language, OTHER_BRIDGED_WEIGHT) * share


class Components(NamedTuple):
    """The summands of the formula, of one passage for one question."""

    passage: float
    sentence: float
    words: float
    language: float
    recency: float
    relevance: float = 0.0
    prior: float = 0.0
    precedence: float = 0.0

    @property
    def score(self) -> float:
        """Their sum."""
        return sum(self)
