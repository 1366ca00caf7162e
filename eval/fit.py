"""`make fit`: fits `rag/calibration.json` on CMRC 2018 dev and on the project's own fit questions.

Answerable questions are asked as they are. Unanswerable ones are the project's own, CMRC questions whose paragraph is
taken out of what may be found while its article's other paragraphs stay, and CMRC questions asked of the sample corpus.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pressdesk.rag.calibration import Calibration, Chances, Logistic
from pressdesk.rag.evidence import NAMES, READ_NAMES
from pressdesk.rag.sentences import BESIDE, Candidate, answerable_values

from .datasets import ROOT
from .fit_rows import Row, fit_rows
from .indexes import default_encoder

_THRESHOLDS = (0.2, 0.3, 0.4, 0.5)


def main() -> None:
    """Gather evidence, fit the models, write them, print what they reach on what they were fitted on."""
    calibration = fitted(fit_rows(default_encoder()))
    (ROOT / "rag" / "calibration.json").write_text(calibration.model_dump_json(indent=1) + "\n")


def fitted(rows: Sequence[Row]) -> Calibration:
    """All models, by candidates that the reader has judged."""
    sentence = {
        (crossing, read): _sentence_model(rows, crossing=crossing, read=read)
        for crossing in (False, True)
        for read in (False, True)
    }
    ranked = [_ranked(row, sentence) for row in rows if row.found]
    chances: dict[tuple[bool, bool], Chances] = {}
    for crossing in (False, True):
        some = [row for row in ranked if row.found[0][0].crossing == crossing]
        models = _answerable_models(some)
        for read in (False, True):
            chances[crossing, read] = Chances(sentence=sentence[crossing, read], answerable=models[read])
    return Calibration(
        own=chances[False, False],
        crossing=chances[True, False],
        own_read=chances[False, True],
        crossing_read=chances[True, True],
    )


def _fit(names: tuple[str, ...], x: np.ndarray, y: np.ndarray, weights: np.ndarray, c: float) -> Logistic:
    means, deviations = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    model = LogisticRegression(C=c, max_iter=2000).fit((x - means) / deviations, y, sample_weight=weights)
    return Logistic(
        names=names,
        means=tuple(np.round(means, 4)),
        deviations=tuple(np.round(deviations, 4)),
        weights=tuple(np.round(model.coef_[0], 4)),
        intercept=round(float(model.intercept_[0]), 4),
    )


def _sentence_model(rows: Sequence[Row], *, crossing: bool, read: bool) -> Logistic:
    seen = [(c, right, row.weight) for row in rows for c, right in row.found if c.crossing == crossing]
    evidence = [c.evidence if read else c.evidence.without_reader() for c, _, _ in seen]
    x = np.array([one.values() for one in evidence])
    y, weights = np.array([right for _, right, _ in seen]), np.array([weight for _, _, weight in seen])
    print(f"sentences, {'another language' if crossing else 'same language'}: {len(y)}, {y.sum()} right")
    return _fit(READ_NAMES if read else NAMES, x, y, weights, 1.0)


def _ranked(row: Row, sentence: Mapping[tuple[bool, bool], Logistic]) -> Row:
    scored: list[tuple[Candidate, bool]] = []
    for c, right in row.found:
        unread = sentence[c.crossing, False].logit(c.evidence.without_reader().values())
        scored.append((replace(c, logits=(unread, sentence[c.crossing, True].logit(c.evidence.values()))), right))
    return replace(row, found=sorted(scored, key=lambda pair: -pair[0].logit))


def _answerable_models(rows: Sequence[Row]) -> list[Logistic]:
    """Without the reader and with it; what is printed is of the mean of both."""
    values = [answerable_values([candidate for candidate, _ in row.found]) for row in rows]
    y = np.array([row.answerable for row in rows])
    weights = np.array([row.weight for row in rows])
    models: list[Logistic] = []
    for number, names in enumerate((NAMES, READ_NAMES)):
        models.append(_fit((*BESIDE, *names), np.array([each[number] for each in values]), y, weights, 0.1))
    logits = np.array([np.mean([m.logit(v) for m, v in zip(models, each, strict=True)]) for each in values])
    _report("all", rows, y, logits)
    for kind in sorted({row.kind for row in rows}):
        some = np.array([row.kind == kind for row in rows])
        _report(kind, [row for row in rows if row.kind == kind], y[some], logits[some])
    return models


def _report(kind: str, rows: Sequence[Row], y: np.ndarray, logits: np.ndarray) -> None:
    answerable = [row for row in rows if row.answerable]
    first = np.mean([row.found[0][1] for row in answerable]) if answerable else 0
    three = np.mean([any(right for _, right in row.found[:3]) for row in answerable]) if answerable else 0
    auroc = roc_auc_score(y, logits) if 0 < y.sum() < len(y) else 0
    print(
        f"  {kind}: {y.sum()} of {len(y)} answerable; AUROC {auroc:.3f};"
        f" first sentence right {first:.3f}, one of three {three:.3f}"
    )
    for threshold in _THRESHOLDS:
        said = 1 / (1 + np.exp(-logits)) >= threshold
        refused = 1 - said[y].mean() if y.any() else 0
        answered = said[~y].mean() if not y.all() else 0
        print(f"    at {threshold}: refused though answerable {refused:.3f}, answered though not {answered:.3f}")


if __name__ == "__main__":
    main()
