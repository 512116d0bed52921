// Reproducible random numbers: the same stream on every compiler and machine, unlike <random>'s
// distributions. A stream is named, so that adding a draw to one effect does not move the draws of
// another. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace myolens {

// One step of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) as a hash of its argument.
uint64_t splitmix64(uint64_t value);

// 64-bit FNV-1a over the bytes of `text`.
uint64_t fnv1a64(std::string_view text);

// xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64 from a seed and a name.
class RandomStream {
 public:
  RandomStream(uint64_t seed, std::string_view name);

  uint64_t next();
  double uniform();                         // [0, 1)
  double uniform(double low, double high);  // [low, high)
  size_t below(size_t count);               // 0 .. count - 1, unbiased; count > 0
  bool chance(double probability);
  double normal();  // mean 0, standard deviation 1
  double normal(double mean, double standard_deviation);
  double gamma(double shape);       // scale 1, shape > 0 (Marsaglia and Tsang 2000)
  double beta(double a, double b);  // a, b > 0

  template <typename Value>
  void shuffle(std::vector<Value>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::array<uint64_t, 4> state_;
};

}  // namespace myolens
