"""What scikit-learn and numpy take for the same. Usage: statistics.py FOLDER; prints seconds as JSON."""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.stats import rankdata
from sklearn import metrics as sk

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
read = lambda name: np.fromfile(folder / name, dtype=np.float64)
replicates = 20


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def all_metrics(truth, score):
    predicted = (score >= 0.5).astype(np.float64)
    for measure in (
        sk.accuracy_score,
        sk.balanced_accuracy_score,
        sk.precision_score,
        sk.recall_score,
        sk.f1_score,
        sk.jaccard_score,
        sk.matthews_corrcoef,
        sk.cohen_kappa_score,
    ):
        measure(truth, predicted)
    for measure in (sk.roc_auc_score, sk.average_precision_score, sk.log_loss, sk.brier_score_loss):
        measure(truth, score)


def auc(positive, score):
    ranks = rankdata(score)
    positives = positive.sum()
    return (ranks[positive].sum() - positives * (positives + 1) / 2) / (positives * (len(score) - positives))


def bootstrap(truth, before, after):
    random = np.random.default_rng(1)
    for _ in range(replicates):
        rows = random.integers(0, len(truth), len(truth))
        positive = truth[rows] == 1
        auc(positive, after[rows]) - auc(positive, before[rows])


large = [read(name) for name in ("truth-large", "after-large")]
small = [read(name) for name in ("truth-small", "before-small", "after-small")]
print(json.dumps({"metrics": timed(lambda: all_metrics(*large)), "replicate": timed(lambda: bootstrap(*small)) / replicates}))
