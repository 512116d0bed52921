// The table of what Hyperband chooses from.
#pragma once

#include <cstdint>
#include <vector>

#include "myolens/base/random.h"
#include "myolens/classifier/head.h"

namespace myolens {

struct SearchSpace {
  std::vector<int> hidden_layers{0, 1, 2};
  std::vector<int64_t> units{32, 64, 128, 256};  // of each hidden layer
  double least_dropout = 0.0;
  double most_dropout = 0.6;
  double least_a = 3.0;  // of the learning-rate rule; the paper tunes it between 3 and 4
  double most_a = 4.0;
  std::vector<double> l2{0.0, 1e-5, 1e-4, 1e-3};  // of the head's kernels
  std::vector<size_t> batch_sizes{16, 32, 64};
};

// Errors: kInvalidArgument, naming the row and its range.
void validate(const SearchSpace& space);

struct HeadConfiguration {
  HeadSpec head;
  double a = 0;
  double l2 = 0;
  size_t batch_size = 0;
};

// Rows are drawn one after the other, each uniformly; ranges to two decimals.
HeadConfiguration draw_configuration(const SearchSpace& space, RandomStream& random);

}  // namespace myolens
