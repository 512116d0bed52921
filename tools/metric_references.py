#!/usr/bin/env python3
"""Computes tests/data/metrics.json: metrics and intervals of random and degenerate cases by other programs.

    tools/metric_references.py [--out tests/data/metrics.json]

Values come from scikit-learn, Wilson and MOVER intervals, logistic recalibration and McNemar's test from
statsmodels, roots and quantiles from SciPy and NumPy. DeLong's variance is summed here over all pairs, as the
paper defines it. The bootstrap and the simulation draw with Myolens's generator, written again here, and
measure every resample by scikit-learn. Needs numpy, scipy, scikit-learn and statsmodels.
"""

import argparse
import functools
import json
import math
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.optimize import brentq
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

SEED = 7
REPLICATES = 2000
BINS = 5
MOST_CERTAIN = 1 - 1e-7
Z = scipy.stats.norm.ppf(0.975)
MASK = 2**64 - 1


class Stream:
    """xoshiro256** seeded by SplitMix64 from a seed and the FNV-1a hash of a name."""

    def __init__(self, seed, name):
        value = self.splitmix(seed) ^ self.fnv(name)
        self.state = []
        for _ in range(4):
            value = self.splitmix(value)
            self.state.append(value)

    @staticmethod
    def splitmix(z):
        z = (z + 0x9E3779B97F4A7C15) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    @staticmethod
    def fnv(text):
        value = 0xCBF29CE484222325
        for byte in text.encode():
            value = ((value ^ byte) * 0x100000001B3) & MASK
        return value

    def next(self):
        s = self.state
        rotated = (s[1] * 5) & MASK
        result = (((rotated << 7) | (rotated >> 57)) * 9) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = ((s[3] << 45) | (s[3] >> 19)) & MASK
        return result

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def below(self, count):
        limit = MASK - MASK % count
        value = self.next()
        while value >= limit:
            value = self.next()
        return value % count


def number(value):
    """JSON has no NaN: an undefined value is null."""
    return None if value is None or math.isnan(value) else float(value)


def estimate(value, interval=None, degenerate=False):
    low, high = interval if interval is not None else (None, None)
    return {"value": number(value), "low": number(low), "high": number(high), "degenerate": degenerate}


UNDEFINED = estimate(None)


def proportion(count, total):
    if total == 0:
        return UNDEFINED
    low, high = proportion_confint(count, total, method="wilson")
    return estimate(count / total, (max(low, 0) if count else 0, high if count < total else 1))


def percentile(value, resampled):
    """Percentile interval; None among `resampled` is a resample that leaves the measure undefined."""
    if value is None or math.isnan(value):
        return UNDEFINED
    defined = [one for one in resampled if one is not None and not math.isnan(one)]
    spread = max(defined) - min(defined)
    if spread < 1e-12:
        return estimate(value, degenerate=True)
    if len(defined) < 0.95 * len(resampled):
        return estimate(value)
    return estimate(value, np.percentile(defined, [2.5, 97.5]))


class Case:
    def __init__(self, truth, score, threshold=0.5):
        self.truth = np.asarray(truth, dtype=int)
        self.score = np.asarray(score, dtype=float)
        self.threshold = threshold
        self.called = (self.score >= threshold).astype(int)
        self.tn, self.fp, self.fn, self.tp = metrics.confusion_matrix(
            self.truth, self.called, labels=[0, 1]).ravel().tolist()
        self.positives = self.tp + self.fn
        self.negatives = self.tn + self.fp

    @property
    def both_classes(self):
        return self.positives > 0 and self.negatives > 0

    @property
    def are_probabilities(self):
        return self.score.min() >= 0 and self.score.max() <= 1


@functools.lru_cache(maxsize=None)
def resampled_measures(tp, fn, fp, tn):
    truth = [1] * (tp + fn) + [0] * (fp + tn)
    called = [1] * tp + [0] * fn + [1] * fp + [0] * tn
    precision, _, f1, _ = metrics.precision_recall_fscore_support(
        truth, called, labels=[0, 1], zero_division=np.nan)
    marginals = (tp + fn) * (fp + tn) * (tp + fp) * (fn + tn)
    return {"f1": f1[1], "macro_f1": f1.mean(), "macro_precision": precision.mean(),
            "mcc": metrics.matthews_corrcoef(truth, called) if marginals else math.nan}


def bootstrap_of_counts(case):
    value = resampled_measures(case.tp, case.fn, case.fp, case.tn)
    stream = Stream(SEED, "metrics/bootstrap")
    drawn = []
    for _ in range(REPLICATES):
        tp = sum(stream.below(case.positives) < case.tp for _ in range(case.positives))
        tn = sum(stream.below(case.negatives) < case.tn for _ in range(case.negatives))
        drawn.append(resampled_measures(tp, case.positives - tp, case.negatives - tn, tn))
    return {name: percentile(value[name], [one[name] for one in drawn]) for name in value}


def bootstrap_of_scores(case, measure):
    positives = np.sort(case.score[case.truth == 1])[::-1]
    negatives = np.sort(case.score[case.truth == 0])[::-1]
    truth = [1] * len(positives) + [0] * len(negatives)
    stream = Stream(SEED, "metrics/bootstrap of scores")
    drawn = []
    for _ in range(REPLICATES):
        score = [positives[stream.below(len(positives))] for _ in positives]
        score += [negatives[stream.below(len(negatives))] for _ in negatives]
        drawn.append(measure(truth, score))
    return percentile(measure(case.truth, case.score), drawn)


def balanced_accuracy(case):
    if not case.both_classes:
        return UNDEFINED
    # sensitivity + specificity = 1 + (sensitivity - false positive rate)
    low, high = confint_proportions_2indep(case.tp, case.positives, case.fp, case.negatives,
                                           compare="diff", method="newcomb")
    return estimate(metrics.balanced_accuracy_score(case.truth, case.called), ((1 + low) / 2, (1 + high) / 2))


def pair_matrix(case):
    positives = case.score[case.truth == 1][:, None]
    negatives = case.score[case.truth == 0][None, :]
    return (positives > negatives) + 0.5 * (positives == negatives)


def delong_variance(pairs):
    if min(pairs.shape) < 2:
        return 0.0
    return pairs.mean(axis=1).var(ddof=1) / pairs.shape[0] + pairs.mean(axis=0).var(ddof=1) / pairs.shape[1]


def newcombe_lower(area, positives, negatives):
    def excess(candidate):
        n = (positives + negatives) / 2 - 1
        variance = candidate * (1 - candidate) * (
            1 + n * ((1 - candidate) / (2 - candidate) + candidate / (1 + candidate))) / (positives * negatives)
        return (area - candidate) ** 2 - Z * Z * variance
    if area == 0:
        return 0.0
    return brentq(excess, 1e-300, area - 1e-12 if area == 1 else area, xtol=1e-16, rtol=1e-15, maxiter=500)


def auc(case):
    if not case.both_classes:
        return UNDEFINED
    area = metrics.roc_auc_score(case.truth, case.score)
    variance = delong_variance(pair_matrix(case))
    if variance < 1e-18 or not 0.05 <= area <= 0.95:
        sizes = (case.positives, case.negatives)
        return estimate(area, (newcombe_lower(area, *sizes), 1 - newcombe_lower(1 - area, *sizes)))
    centre = scipy.special.logit(area)
    half_width = Z * math.sqrt(variance) / (area * (1 - area))
    return estimate(area, scipy.special.expit([centre - half_width, centre + half_width]))


def summary(case):
    counts = bootstrap_of_counts(case)
    balanced = balanced_accuracy(case)
    both = {"accuracy": proportion(case.tp + case.tn, len(case.truth)), "auc": auc(case),
            "balanced_accuracy": balanced, "matthews_correlation": counts["mcc"]}
    result = {
        "confusion": {"true_positive": case.tp, "false_negative": case.fn, "false_positive": case.fp,
                      "true_negative": case.tn},
        "binary": both | {
            "sensitivity": proportion(case.tp, case.positives),
            "specificity": proportion(case.tn, case.negatives),
            "precision": proportion(case.tp, case.tp + case.fp),
            "negative_predictive_value": proportion(case.tn, case.tn + case.fn), "f1": counts["f1"]},
        "macro": both | {
            "sensitivity": balanced, "specificity": balanced, "precision": counts["macro_precision"],
            "negative_predictive_value": counts["macro_precision"], "f1": counts["macro_f1"]},
        "average_precision": bootstrap_of_scores(case, metrics.average_precision_score)
        if case.both_classes else UNDEFINED}
    if case.are_probabilities:
        result["brier_score"] = bootstrap_of_scores(
            case, lambda truth, score: metrics.brier_score_loss(truth, score, labels=[0, 1], pos_label=1))
    return result


def coefficient(value, interval):
    return {"value": float(value), "low": float(interval[0]), "high": float(interval[1])}


def fitted(model):
    """Fitted again from the solution, as the variance that statsmodels reports is one step behind."""
    settings = {"tol": 1e-15, "maxiter": 200}
    return model.fit(start_params=model.fit(**settings).params, **settings)


def recalibration(case):
    result = {"intercept": None, "slope": None, "in_the_large": None}
    if not case.both_classes:
        return result
    logit = scipy.special.logit(np.clip(case.score, 1 - MOST_CERTAIN, MOST_CERTAIN))
    family = sm.families.Binomial()
    level = fitted(sm.GLM(case.truth, np.ones_like(logit), family=family, offset=logit))
    result["in_the_large"] = coefficient(level.params[0], level.conf_int()[0])
    ones, zeros = logit[case.truth == 1], logit[case.truth == 0]
    if ones.min() >= zeros.max() or zeros.min() >= ones.max():
        return result
    line = fitted(sm.GLM(case.truth, sm.add_constant(logit), family=family))
    result["intercept"] = coefficient(line.params[0], line.conf_int()[0])
    result["slope"] = coefficient(line.params[1], line.conf_int()[1])
    return result


def calibration_bins(truth, score):
    """Bins of scikit-learn with their sizes."""
    observed, predicted = calibration_curve(truth, score, n_bins=BINS, strategy="quantile", pos_label=1)
    edges = np.percentile(score, np.linspace(0, 1, BINS + 1) * 100)
    members = np.searchsorted(edges[1:-1], score)
    sizes = [count for count in np.bincount(members, minlength=BINS) if count]
    return [{"cases": int(size), "mean_probability": float(p), "observed_rate": proportion(round(o * size), size)}
            for size, p, o in zip(sizes, predicted, observed, strict=True)]


def expected_error(truth, score):
    return sum(one["cases"] * abs(one["mean_probability"] - one["observed_rate"]["value"])
               for one in calibration_bins(truth, score)) / len(truth)


def chance_error(score, replicates=REPLICATES):
    score = np.sort(score)
    stream = Stream(SEED, "metrics/calibration by chance")
    errors = []
    for _ in range(replicates):
        errors.append(expected_error(np.array([int(stream.uniform() < p) for p in score]), score))
    return {"mean": float(np.mean(errors)), "quantile95": float(np.percentile(errors, 95))}


def calibration(case, with_chance):
    result = {"recalibration": recalibration(case), "bins": calibration_bins(case.truth, case.score),
              "expected_error": float(expected_error(case.truth, case.score))}
    if with_chance:
        result["chance_error"] = chance_error(case.score)
    return result


def columns(*arrays):
    return [[float(value) for value in array] for array in arrays]


def curves(case):
    false_positive, sensitivity, thresholds = metrics.roc_curve(case.truth, case.score, drop_intermediate=False)
    precision, recall, cuts = metrics.precision_recall_curve(case.truth, case.score)
    result = {"roc": columns(thresholds[1:], false_positive[1:], sensitivity[1:]),
              "precision_recall": columns(cuts[::-1], recall[:-1][::-1], precision[:-1][::-1])}
    if case.are_probabilities:
        odds = [t / 100 / (1 - t / 100) for t in range(1, 100)]
        called = [metrics.confusion_matrix(case.truth, case.score >= t / 100, labels=[0, 1]).ravel()
                  for t in range(1, 100)]
        size = len(case.truth)
        result["decision"] = columns([(tp - fp * w) / size for (_, fp, _, tp), w in zip(called, odds)],
                                     [(case.positives - case.negatives * w) / size for w in odds])
    return result


def comparison(first, second):
    """Both models on the same cases."""
    pairs, others = pair_matrix(first), pair_matrix(second)
    difference = pairs.mean() - others.mean()
    error = math.sqrt(delong_variance(pairs - others))
    right = [(one.called == one.truth) for one in (first, second)]
    table = [[int(np.sum(right[0] & right[1])), int(np.sum(right[0] & ~right[1]))],
             [int(np.sum(~right[0] & right[1])), int(np.sum(~right[0] & ~right[1]))]]
    return {"difference": float(difference), "standard_error": error,
            "low": float(difference - Z * error), "high": float(difference + Z * error),
            "p_value": float(2 * scipy.stats.norm.sf(abs(difference) / error)),
            "only_first_correct": table[0][1], "only_second_correct": table[1][0],
            "mcnemar_p_value": float(mcnemar(table, exact=True).pvalue)}


def subgroup(name, case):
    return {"name": name, "cases": len(case.truth), "too_few": len(case.truth) < 10,
            "accuracy": proportion(case.tp + case.tn, len(case.truth)),
            "sensitivity": proportion(case.tp, case.positives),
            "specificity": proportion(case.tn, case.negatives), "auc": auc(case)}


def text(value):
    return f"{value:g}"


def subgroups_by_tercile(case, ages):
    low, high = np.quantile(ages, [1 / 3, 2 / 3], method="inverted_cdf")
    parts = [(f"up to {text(low)}", ages <= low),
             (f"over {text(low)}, up to {text(high)}", (ages > low) & (ages <= high)),
             (f"over {text(high)}", ages > high)]
    return [subgroup(name, Case(case.truth[part], case.score[part], case.threshold)) for name, part in parts]


def random_case(generator, positives, negatives, decimals, spread=1.5):
    truth = np.array([1] * positives + [0] * negatives)
    logit = generator.normal(loc=1.2 * (2 * truth - 1), scale=spread)
    return Case(truth, np.round(scipy.special.expit(logit), decimals))


def all_cases():
    generator = np.random.default_rng(20260)
    return {
        "26 and 18": random_case(generator, 26, 18, 3),
        "many ties": random_case(generator, 30, 30, 1),
        "few positives": random_case(generator, 5, 45, 3),
        "130 and 88": random_case(generator, 130, 88, 4, spread=2.5),
        "close to perfect": random_case(generator, 20, 15, 4, spread=0.7),
        "worse than chance": Case([1, 1, 1, 0, 0, 0, 0], [.2, .45, .6, .55, .7, .8, .9]),
        "no probabilities": Case([1, 0, 1, 0, 1, 1, 0, 0], [3.5, 1.25, 2, 2, -1, 7, -4, .5], 1.5),
        "probabilities of 0 and 1": Case([1, 1, 1, 1, 0, 0, 0, 0], [1, 1, .9, 0, 0, 0, .3, 1]),
        "perfect": Case([1] * 12 + [0] * 9, [.6 + .03 * i for i in range(12)] + [.1 + .04 * i for i in range(9)]),
        "all wrong": Case([1] * 4 + [0] * 5, [.1, .2, .3, .4, .6, .7, .8, .9, .95]),
        "one score for all": Case([1, 1, 1, 0, 0], [.625] * 5),
        "one positive": Case([1, 0, 0, 0, 0, 0], [.6, .1, .2, .7, .3, .4]),
        "never called positive": Case([1, 1, 1, 0, 0, 0], [.1, .2, .4, .3, .15, .05]),
        "positives only": Case([1, 1, 1], [.9, .4, .7]),
        "negatives only": Case([0, 0, 0, 0], [.9, .4, .2, .1]),
        "one of each": Case([1, 0], [.7, .3]),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=pathlib.Path, default=root / "tests/data/metrics.json")
    out = parser.parse_args().out
    warnings.simplefilter("ignore")  # scikit-learn's about undefined measures, statsmodels's about separation
    cases = all_cases()
    result = {"made_with": {"numpy": np.__version__, "scipy": scipy.__version__,
                            "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__},
              "seed": SEED, "cases": []}
    for name, case in cases.items():
        entry = {"name": name, "threshold": case.threshold, "truth": case.truth.tolist(),
                 "score": case.score.tolist(), "summary": summary(case)}
        if case.are_probabilities:
            entry["calibration"] = calibration(case, with_chance=len(case.truth) <= 60)
        if case.both_classes and len(case.truth) <= 60:
            entry["curves"] = curves(case)
        result["cases"].append(entry)
    generator = np.random.default_rng(11)
    large = cases["130 and 88"]
    other = Case(large.truth, np.round(np.clip(large.score + generator.normal(scale=0.25, size=218), 0, 1), 4))
    ages = generator.integers(35, 88, size=218)
    result["second_scores"] = other.score.tolist()
    result["comparison"] = comparison(large, other)
    result["ages"] = ages.tolist()
    result["subgroups"] = subgroups_by_tercile(large, ages)
    entries = [json.dumps(entry, separators=(",", ":")) for entry in result.pop("cases")]
    head = json.dumps(result, separators=(",", ":"))
    out.write_text(head[:-1] + ',"cases":[\n' + ",\n".join(entries) + "\n]}\n")


if __name__ == "__main__":
    main()
