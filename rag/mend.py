"""What a sentence that was not proved can be replaced by: the sentence of a cited passage that was clearly meant."""

from collections.abc import Iterable

from pressdesk.ingest.quantity import Quantity, quantities
from pressdesk.ingest.store import StoredSentence

from .lexical import shared_terms
from .verdict import Finding, Verdict

_MEANT = 0.6
"""Part of the terms of what was written, without its wrong pieces, that the sentence quoted instead must have at
least: most of the words. Of 182 errors planted within one language 180 are then mended by the sentence that they
were planted in."""


def meant(verdict: Verdict, sentences: Iterable[StoredSentence]) -> StoredSentence | None:
    """The sentence that shares most with what was written, where it shares most of it and has a figure of the same kind
    for each wrong one; else None.

    Words of one language are compared; a sentence meant in another is for what compares meanings.
    """
    rest = _without_findings(verdict)
    if not rest.strip():
        return None
    wanted = {quantity.kind for finding in verdict.findings for quantity in _figures(finding)}
    able = [s for s in sentences if wanted <= {quantity.kind for quantity in quantities(s.reading)}]
    shared = [(shared_terms(rest, sentence.reading), -sentence.start, sentence) for sentence in able]
    share, _, best = max(shared, key=lambda found: found[:2], default=(0.0, 0, None))
    return best if share >= _MEANT else None


def _figures(finding: Finding) -> list[Quantity]:
    return quantities(finding.text) if finding.kind in ("figure", "counted", "date", "phone") else []


def _without_findings(verdict: Verdict) -> str:
    pieces, at = [], 0
    for finding in verdict.findings:
        if finding.kind != "citation":
            pieces.append(verdict.sentence[at : finding.start])
            at = finding.end
    return " ".join([*pieces, verdict.sentence[at:]])
