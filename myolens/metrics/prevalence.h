// Probabilities for a place where the condition is more or less frequent than in the training data.
#pragma once

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

}  // namespace myolens
