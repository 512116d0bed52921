// From logits to probabilities and losses.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace myolens {

// Softmax over each row of `classes` logits.
std::vector<float> softmax_rows(std::span<const float> logits, size_t classes);

// Mean of -log softmax(row)[label], computed in double without overflow.
double mean_cross_entropy(std::span<const float> logits, std::span<const int> labels,
                          size_t classes);

// Share of the rows whose largest logit, of equal ones the first, is their label's.
double share_correct(std::span<const float> logits, std::span<const int> labels, size_t classes);

}  // namespace myolens
