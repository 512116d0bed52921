#!/usr/bin/env python3
"""Prints the reference numbers of tests/unit/experiment/ensemble_fit_test.cpp.

Needs numpy, scipy and scikit-learn. Stacking: LogisticRegression where its coefficients are not
below zero, else L-BFGS-B with bounds. Weights: SLSQP over the simplex.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from sklearn.linear_model import LogisticRegression

# One row per case: the logits of three members, then the truth.
CASES = np.array(
    [
        [2.0, 1.5, -0.5, 1], [0.5, -1.0, 1.0, 1], [1.0, 2.5, 0.25, 1], [-0.75, 0.5, 2.0, 1],
        [3.0, -0.5, 1.5, 1], [0.25, 1.0, -1.5, 1], [-1.0, 2.0, 0.5, 1], [1.5, 0.75, 0.75, 1],
        [-2.0, -0.5, 0.5, 0], [-0.5, 0.25, -1.0, 0], [0.75, -1.5, 1.25, 0], [-1.5, -2.0, -0.25, 0],
        [0.25, -0.75, 2.0, 0], [-1.0, 1.25, -2.0, 0], [-2.5, -1.0, 0.5, 0], [1.25, -0.25, -0.75, 0],
    ]
)
LOGITS, TRUTHS = CASES[:, :3], CASES[:, 3]
SIGNS = 2 * TRUTHS - 1


def show(name, values):
    print(f"{name}: " + ", ".join(f"{value:.16g}" for value in np.atleast_1d(values)))


def stacked(columns):
    """The optimum under the bounds, by another method than the program's."""

    def loss(parameters):
        scores = columns @ parameters[:-1] + parameters[-1]
        gradient = -SIGNS * expit(-SIGNS * scores)
        return (
            -log_expit(SIGNS * scores).sum() + 0.5 * (parameters[:-1] ** 2).sum(),
            np.append(columns.T @ gradient + parameters[:-1], gradient.sum()),
        )

    count = columns.shape[1]
    bounds = [(0, None)] * count + [(None, None)]
    options = {"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10000}
    return minimize(loss, np.zeros(count + 1), jac=True, method="L-BFGS-B", bounds=bounds,
                    options=options).x


def weighted(columns):
    shares = expit(SIGNS[:, None] * columns)

    def loss(weights):
        return -np.log(shares @ weights).mean()

    def slope(weights):
        return -(shares / (shares @ weights)[:, None]).mean(axis=0)

    count = columns.shape[1]
    return minimize(loss, np.full(count, 1 / count), jac=slope, method="SLSQP",
                    bounds=[(0, 1)] * count,
                    constraints={"type": "eq", "fun": lambda w: w.sum() - 1,
                                 "jac": lambda w: np.ones(count)},
                    options={"ftol": 1e-16, "maxiter": 1000}).x


def main():
    model = LogisticRegression(C=1.0, solver="lbfgs", tol=1e-14, max_iter=10000)
    model.fit(LOGITS, TRUTHS)
    show("stacked, scikit-learn", np.append(model.coef_[0], model.intercept_))
    turned = LOGITS * np.array([1, 1, -1])
    model.fit(turned, TRUTHS)
    show("third member turned, any sign", np.append(model.coef_[0], model.intercept_))
    show("third member turned, bounded", stacked(turned))
    model.fit(LOGITS[:, :2], TRUTHS)
    show("without the third member", np.append(model.coef_[0], model.intercept_))
    show("weighted", weighted(LOGITS))


if __name__ == "__main__":
    main()
