"""One score from three: the passage's vector, its best sentence's vector, and the words it shares.

    score = z(passage) + z(best sentence) + W · g · share + R · recency

z are standard scores within the passage's language (`dense.py`), so that one unit means the same for every question
and language; `share` is the lexical share (`lexical.py`), comparable between questions too. Such sums of normalised
scores are ahead of rank fusion where the parts' quality differs by question (Bruch, Gai and Ingber 2023, "An
Analysis of Fusion Functions for Hybrid Retrieval", §4 and §5): ranks throw away how sure each part is.

g makes the lexical part stand back where it has nothing to say. A question in the passages' own language shares two
fifths of its idf or more with the right passage nearly always (0.96 of CMRC's); one in another language shares a
stray figure or name. So g = min(1, top / T), `top` being the largest share that any passage has for this question.

W = 16 and T = 0.4: on CMRC 2018 dev in both scripts W from 8 to 32 and T from 0.25 to 0.4 gave hit@1 within 0.002
of each other (0.986 to 0.988), so the sample corpus decided, in which the languages compete.
T was 0.25 until single characters were counted: they are met by chance more often than pairs.

A passage in another language than the question's shares its words by way of a dictionary (`bridge.py`): `share` is
then the part of the question's words that it has in its own language, and W · g is `BRIDGED_WEIGHT`. It differs by the
passage's language because a Chinese word of two characters or more is met by chance less often than an English stem.
Fitted on the questions of `eval/questions/fit.jsonl` over the sample corpus, in which the languages compete; hit@1 for
English on Chinese, Chinese on English, Chinese on Chinese, English on English: without the bridge 0.20, 0.47, 0.72,
0.87; at 8 and 4 (Chinese and English passages) 0.49, 0.77, 0.69, 0.87; at 9 and 5 0.52, 0.83, 0.69, 0.87; at 9 and 6
0.52, 0.83, 0.67, 0.87; at 12 and 5 0.56, 0.83, 0.69, 0.83. So 9 and 5: as far as the question's own language loses
nothing by it.

recency is 0 for the oldest release and 1 for the newest.
"""

LEXICAL_WEIGHT = 16.0
LEXICAL_TRUST = 0.4
BRIDGED_WEIGHT = {"zh": 9.0, "en": 5.0}
"""By the passages' language group."""

OTHER_BRIDGED_WEIGHT = 4.0

RECENCY_WEIGHT = 0.3
"""What the newest release has before the oldest: it decides between boilerplates and contacts that differ in little
else. Up to 0.6 it moved no hit rate of the fit questions by more than 0.03, up or down."""


def lexical_trust(top_share: float) -> float:
    """g of the formula, 0 to 1."""
    return min(1.0, top_share / LEXICAL_TRUST)


def fuse(passage: float, sentence: float, share: float, weight: float, recency: float) -> float:
    """The score of the formula; `weight` is what the share counts: W · g or a bridged weight."""
    return passage + sentence + weight * share + RECENCY_WEIGHT * recency
