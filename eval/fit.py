"""`make fit`: fits `rag/calibration.json` on CMRC 2018 dev and on the project's own fit questions (`fit_rows.py`)."""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pressdesk.rag.calibration import Calibration, Chances, Logistic
from pressdesk.rag.sentences import answerable_names, answerable_values, names_of

from .datasets import ROOT
from .fit_rows import START, Row, Rows, ranked
from .indexes import default_encoder

SEED = 20261125
_CASES = {"own": (False, False), "crossing": (True, False), "own_read": (False, True), "crossing_read": (True, True)}
"""The calibration's cases: whether the sentence is in another language than the question, whether it was read."""


def main() -> None:
    """Gather evidence, fit the models, write them, print what they reach on what they were fitted on.

    The models of what was not read are fitted without the reader, those of what was read with it.
    """
    encoder = default_encoder()
    unread = Rows(encoder, SEED, read=False).all()
    read = Rows(encoder, SEED, read=True).all()
    fitted = START
    for case, (crossing, was_read) in _CASES.items():
        names = names_of(read=was_read)
        sentence = _fit_sentences(case, read if was_read else unread, names, crossing=crossing, was_read=was_read)
        fitted = fitted.model_copy(update={case: Chances(sentence=sentence, answerable=sentence)})
    orders = {False: ranked(unread, fitted), True: ranked(read, fitted)}
    chances: dict[str, Chances] = {}
    for case, (crossing, was_read) in _CASES.items():
        rows = [
            row
            for row in orders[was_read]
            if row.found and row.found[0][0].crossing == crossing and row.found[0][0].evidence.read == was_read
        ]
        answerable = _fit_answerable(case, rows, answerable_names(read=was_read))
        chances[case] = fitted.chances(crossing=crossing, read=was_read).model_copy(update={"answerable": answerable})
    whole = Calibration(**chances)
    (ROOT / "rag" / "calibration.json").write_text(whole.model_dump_json(indent=1) + "\n")


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


def _fit_sentences(
    case: str, rows: Sequence[Row], names: tuple[str, ...], *, crossing: bool, was_read: bool
) -> Logistic:
    x, y, w = [], [], []
    for row in rows:
        for candidate, right in row.found:
            if candidate.crossing == crossing and candidate.evidence.read == was_read:
                x.append(candidate.evidence.values())
                y.append(right)
                w.append(row.weight)
    print(f"sentences, {case}: {len(x)}, {sum(y)} right")
    return _fit(names, np.array(x), np.array(y), np.array(w), 1.0)


def _fit_answerable(case: str, rows: Sequence[Row], names: tuple[str, ...]) -> Logistic:
    x = np.array([answerable_values([candidate for candidate, _ in row.found]) for row in rows])
    y = np.array([row.answerable for row in rows])
    weights = np.array([row.weight for row in rows])
    model = _fit(names, x, y, weights, 0.1)
    logits = np.array([model.logit(values) for values in x])
    first = np.mean([row.found[0][1] for row in rows if row.answerable])
    three = np.mean([any(right for _, right in row.found[:3]) for row in rows if row.answerable])
    print(
        f"answerable, {case}: {y.sum()} of {len(y)}; AUROC {roc_auc_score(y, logits):.3f}"
        f" ({roc_auc_score(y[weights <= 1], logits[weights <= 1]):.3f} on CMRC alone);"
        f" first sentence right {first:.3f}, one of three {three:.3f}"
    )
    for threshold in (0.2, 0.3, 0.4, 0.5):
        said = 1 / (1 + np.exp(-logits)) >= threshold
        print(
            f"  at {threshold}: refused though answerable {1 - said[y].mean():.3f},"
            f" answered though not {said[~y].mean():.3f}"
        )
    return model


if __name__ == "__main__":
    main()
