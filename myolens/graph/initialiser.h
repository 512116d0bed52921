// What a variable of a network holds before training, as Keras's initialisers define it.
#pragma once

namespace myolens {

// Random values have the variance scale / fan, the fans being the numbers of values that one output
// is made of and that one input goes into (Glorot, Bengio, AISTATS 2010; He et al., ICCV 2015):
// Keras's VarianceScaling.
struct Initialiser {
  enum class Kind { kZeros, kOnes, kUniform, kTruncatedNormal };
  enum class Fan { kOut, kMean };  // mean of both

  Kind kind = Kind::kZeros;
  double scale = 1;  // of random values, like `fan`
  Fan fan = Fan::kMean;

  bool operator==(const Initialiser&) const = default;
};

inline constexpr Initialiser kOnes{Initialiser::Kind::kOnes};
inline constexpr Initialiser kGlorotUniform{Initialiser::Kind::kUniform};

}  // namespace myolens
