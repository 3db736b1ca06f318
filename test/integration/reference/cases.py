"""Random cases with what scikit-learn and scipy say of them, as JSON lines. Usage: cases.py SEED COUNT"""

import json
import sys
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics as sk

warnings.simplefilter("ignore")
random = np.random.default_rng(int(sys.argv[1]))
count = int(sys.argv[2])


def grid(values, step):
    """Rounded, so that ties are common."""
    return np.round(values / step) * step


def labels_of(truth, predicted, weight, names):
    shared = {"sample_weight": weight}
    found = {
        "accuracy": sk.accuracy_score(truth, predicted, **shared),
        "mcc": sk.matthews_corrcoef(truth, predicted, **shared),
        "cohen_kappa": sk.cohen_kappa_score(truth, predicted, **shared),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, predicted, **shared),
    }
    for average in ("macro", "micro", "weighted"):
        values = sk.precision_recall_fscore_support(
            truth, predicted, average=average, labels=names, zero_division=np.nan, **shared
        )
        found |= {f"{name}_{average}": value for name, value in zip(("precision", "recall", "f1"), values)}
    return found


def binary(weighted):
    n = int(random.integers(40, 400))
    truth = (random.random(n) < random.uniform(0.2, 0.8)).astype(int)
    truth[:2] = [0, 1]
    score = np.clip(grid(random.beta(2, 3, n) + 0.25 * truth, 0.02), 0, 1)
    predicted = (score >= 0.5).astype(int)
    predicted[:2] = [0, 1]
    weight = random.integers(1, 6, n).astype(float) / 2 if weighted else None
    shared = {"sample_weight": weight}
    expected = labels_of(truth, predicted, weight, [0, 1]) | {
        "precision": sk.precision_score(truth, predicted, **shared),
        "recall": sk.recall_score(truth, predicted, **shared),
        "f1": sk.f1_score(truth, predicted, **shared),
        "fbeta_2": sk.fbeta_score(truth, predicted, beta=2, **shared),
        "jaccard": sk.jaccard_score(truth, predicted, **shared),
        "roc_auc": sk.roc_auc_score(truth, score, **shared),
        "roc_auc_max_fpr_0.2": sk.roc_auc_score(truth, score, max_fpr=0.2, **shared),
        "average_precision": sk.average_precision_score(truth, score, **shared),
        "log_loss": sk.log_loss(truth, score, **shared),
        "brier": sk.brier_score_loss(truth, score, **shared),
    }
    columns = {"truth": truth, "score": score, "predicted": predicted, "weight": weight}
    return {"task": "binary", "columns": columns, "expected": expected}


def multiclass(weighted):
    n, k = int(random.integers(60, 300)), int(random.integers(3, 6))
    truth = np.concatenate([np.arange(k), random.integers(0, k, n - k)])
    logits = random.normal(size=(n, k)) + 1.5 * np.eye(k)[truth]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    predicted = probabilities.argmax(axis=1)
    names = list(range(k))
    weight = random.integers(1, 6, n).astype(float) / 2 if weighted else None
    shared = {"sample_weight": weight}
    ovr = {"multi_class": "ovr", "labels": names} | shared
    expected = labels_of(truth, predicted, weight, names) | {
        "log_loss": sk.log_loss(truth, probabilities, labels=names, **shared),
        "top_2_accuracy": sk.top_k_accuracy_score(truth, probabilities, k=2, labels=names, **shared),
        "roc_auc_ovr_macro": sk.roc_auc_score(truth, probabilities, **ovr),
        "roc_auc_ovr_weighted": sk.roc_auc_score(truth, probabilities, average="weighted", **ovr),
        "jaccard_weighted": sk.jaccard_score(truth, predicted, average="weighted", **shared),
        "fbeta_2_macro": sk.fbeta_score(truth, predicted, beta=2, average="macro", zero_division=np.nan, **shared),
        "jaccard[1]": sk.jaccard_score(truth, predicted, labels=[1], average="macro", **shared),
    }
    if not weighted:
        expected["roc_auc_ovo_macro"] = sk.roc_auc_score(truth, probabilities, multi_class="ovo", labels=names)
    columns = {"truth": truth, "probabilities": probabilities.T, "weight": weight}
    return {"task": "multiclass", "columns": columns, "expected": expected}


def regression(weighted):
    n = int(random.integers(30, 300))
    truth = grid(random.gamma(3, 20, n) + 1, 0.5)
    predicted = np.maximum(grid(truth * random.normal(1, 0.2, n), 0.5), 0.5)
    weight = random.integers(1, 6, n).astype(float) if weighted else None
    shared = {"sample_weight": weight}
    expected = {
        "mae": sk.mean_absolute_error(truth, predicted, **shared),
        "mse": sk.mean_squared_error(truth, predicted, **shared),
        "rmse": sk.root_mean_squared_error(truth, predicted, **shared),
        "r2": sk.r2_score(truth, predicted, **shared),
        "explained_variance": sk.explained_variance_score(truth, predicted, **shared),
        "median_ae": sk.median_absolute_error(truth, predicted, **shared),
        "mape": sk.mean_absolute_percentage_error(truth, predicted, **shared),
        "msle": sk.mean_squared_log_error(truth, predicted, **shared),
        "pinball_0.9": sk.mean_pinball_loss(truth, predicted, alpha=0.9, **shared),
        "poisson_deviance": sk.mean_poisson_deviance(truth, predicted, **shared),
        "gamma_deviance": sk.mean_gamma_deviance(truth, predicted, **shared),
    }
    if not weighted:
        expected |= {
            "max_error": sk.max_error(truth, predicted),
            "pearson": stats.pearsonr(truth, predicted).statistic,
            "spearman": stats.spearmanr(truth, predicted).statistic,
            "kendall_tau_b": stats.kendalltau(truth, predicted).statistic,
        }
    columns = {"truth": truth, "predicted": predicted, "weight": weight}
    return {"task": "regression", "columns": columns, "expected": expected}


def ranking():
    truth, score, query, values = [], [], [], {3: [], 10: []}
    for code in range(int(random.integers(5, 20))):
        n = int(random.integers(4, 25))
        relevance = random.integers(0, 4, n).astype(float)
        relevance[0] = 1
        scores = random.permutation(n).astype(float)
        for k, found in values.items():
            found.append(sk.ndcg_score([relevance], [scores], k=k))
        truth += list(relevance)
        score += list(scores)
        query += [code] * n
    expected = {f"ndcg_linear@{k}": float(np.mean(found)) for k, found in values.items()}
    columns = {"truth": truth, "score": score, "cluster": query}
    return {"task": "ranking", "columns": columns, "expected": expected}


def tests():
    """scipy's paired t, Welch's t, and the exact McNemar test as a binomial one."""
    n = int(random.integers(5, 60))
    before, after = random.normal(0.8, 0.1, n), random.normal(0.82, 0.12, n)
    losses, gains = (int(value) for value in random.integers(1, 60, 2))
    paired, welch = stats.ttest_rel(after, before), stats.ttest_ind(after, before, equal_var=False)
    low, high = paired.confidence_interval(0.9)
    welch_low, welch_high = welch.confidence_interval(0.9)
    expected = {
        "paired_p": paired.pvalue,
        "paired_low": low,
        "paired_high": high,
        "welch_p": welch.pvalue,
        "welch_low": welch_low,
        "welch_high": welch_high,
        "mcnemar_two_sided": stats.binomtest(losses, losses + gains).pvalue,
        "mcnemar_worse": stats.binomtest(losses, losses + gains, alternative="greater").pvalue,
    }
    columns = {"before": before, "after": after, "counts": [losses, gains]}
    return {"task": "tests", "columns": columns, "expected": expected}


makers = [
    lambda: binary(False),
    lambda: binary(True),
    lambda: multiclass(False),
    lambda: multiclass(True),
    lambda: regression(False),
    lambda: regression(True),
    ranking,
    tests,
]


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value


for number in range(count):
    print(json.dumps(makers[number % len(makers)](), default=plain))
