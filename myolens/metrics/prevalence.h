// Probabilities for a place where the condition is more or less frequent than in the training data.
#pragma once

#include "myolens/metrics/confusion.h"
#include "myolens/metrics/intervals.h"

namespace myolens {

struct PrevalenceShift {
  double from = 0.5;  // share of positives that the probabilities were made for
  double to = 0.5;    // share of positives where they are used
};

// By Bayes' rule the odds change by the ratio of the prior odds, when cases of each class look the
// same in both places (Elkan, IJCAI 2001, theorem 2). 0 and 1 stay; the order of cases stays. A
// threshold that is moved in the same way makes the same calls.
// Errors: kInvalidArgument for a probability outside [0, 1] or a share outside (0, 1).
double at_prevalence(double probability, PrevalenceShift shift);

struct PredictiveValues {
  Estimate positive;  // share of the positive class among cases called positive
  Estimate negative;  // of the negative class among those called negative
};

// What sensitivity and specificity make of a place with this share of positives. Intervals by the
// logit method for a known prevalence (Mercaldo, Lau, Zhou, Stat Med 2007;26:2170); none where a
// rate is 0 or 1. Without value where a class has no cases, or nobody would be called so.
// Errors: kInvalidArgument for a share outside (0, 1).
PredictiveValues predictive_values_at(const Confusion& confusion, double prevalence);

}  // namespace myolens
