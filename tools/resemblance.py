#!/usr/bin/env python3
"""How well a random forest tells real polar maps from synthetic ones by their 17 segment means.

The honest measure of resemblance: area under the ROC curve 0.5 means it cannot tell them apart, 1
means it always can. Patients stay whole: both studies of a patient fall into the same fold.

Real maps are yours to provide: square PNG files, the disc touching the edges, grey = relative
uptake, anterior wall up, septum left, named PATIENT_STUDY.png (case07_a.png). Their outer 15 % is
left out because real maps reach into the valve plane there. Synthetic segment means come from
`phantom_check --csv segments.csv`.

    tools/resemblance.py real_maps/ segments.csv

Needs numpy, pillow and scikit-learn. Research use only, not a medical device.
"""

import argparse
import csv
import pathlib

import numpy as np
from PIL import Image
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

SEGMENTS = 17
SHOWN_RADIUS = 0.85


def segment_of_pixels(side, shown_radius):
    """AHA segment 1 to 17 per pixel with the disc shrunk to `shown_radius`; 0 outside."""
    middle = side / 2
    y, x = np.mgrid[0:side, 0:side] + 0.5
    r = np.hypot(x - middle, y - middle) / (middle * shown_radius)
    theta = np.degrees(np.arctan2(middle - y, x - middle)) % 360
    sector4 = ((theta - 45) % 360) // 90
    sector6 = ((theta - 60) % 360) // 60
    segment = np.select(
        [r < 0.25, r < 0.5, r < 0.75, r <= 1], [17, 13 + sector4, 7 + sector6, 1 + sector6], 0
    )
    return segment.astype(int)


def real_means(folder):
    files = sorted(pathlib.Path(folder).glob("*.png"))
    if not files:
        raise SystemExit(f"{folder} holds no PNG maps")
    rows, patients = [], []
    for file in files:
        grey = np.asarray(Image.open(file).convert("L"), dtype=float)
        if grey.shape[0] != grey.shape[1]:
            raise SystemExit(f"{file} is not square: crop it to its disc")
        segment = segment_of_pixels(grey.shape[0], SHOWN_RADIUS)
        uptake = grey / grey[segment > 0].max()
        rows.append([uptake[segment == i].mean() for i in range(1, SEGMENTS + 1)])
        patients.append("real " + file.stem.rsplit("_", 1)[0])
    return np.array(rows), patients


def synthetic_means(path):
    with open(path, newline="") as file:
        table = list(csv.DictReader(file))
    rows = [[float(row[f"segment_{i}"]) for i in range(1, SEGMENTS + 1)] for row in table]
    return np.array(rows), ["synthetic " + row["patient"] for row in table]


def forest_auc(features, is_real, patients, seed):
    scores = np.zeros(len(features))
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    for train, test in folds.split(features, is_real, patients):
        forest = RandomForestClassifier(
            500, min_samples_leaf=2, class_weight="balanced", random_state=seed, n_jobs=-1
        )
        forest.fit(features[train], is_real[train])
        scores[test] = forest.predict_proba(features[test])[:, 1]
    return roc_auc_score(is_real, scores)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("real_maps", help="folder of real maps as PNG")
    parser.add_argument("segments", help="CSV written by phantom_check --csv")
    parser.add_argument("--repeats", type=int, default=10, help="different folds (default 10)")
    parser.add_argument(
        "--patients", type=int, default=218, help="synthetic patients used, from the top (218)"
    )
    options = parser.parse_args()

    real, real_patients = real_means(options.real_maps)
    synthetic, synthetic_patients = synthetic_means(options.segments)
    kept = set(list(dict.fromkeys(synthetic_patients))[: options.patients])
    chosen = [i for i, patient in enumerate(synthetic_patients) if patient in kept]
    features = np.vstack([real, synthetic[chosen]])
    is_real = np.array([1] * len(real) + [0] * len(chosen))
    patients = np.array(real_patients + [synthetic_patients[i] for i in chosen])

    aucs = [forest_auc(features, is_real, patients, seed) for seed in range(options.repeats)]
    print(
        f"{len(real)} real maps of {len(set(real_patients))} patients, "
        f"{len(chosen)} synthetic of {len(kept)}"
    )
    print(f"AUC real against synthetic: {np.mean(aucs):.3f} +- {np.std(aucs):.3f} between folds")


if __name__ == "__main__":
    main()
