// Variants of a prepared map that the same heart could have given: a little turned, moved, larger,
// displayed otherwise, or noisier. Never mirrored, which would swap septum and lateral wall; no
// other hues, and nothing erased, which would be a defect. Thread-safe (values only).
#pragma once

#include <cstdint>

#include "myolens/base/random.h"
#include "myolens/polarmap/cleaning.h"

namespace myolens {

// How far a variant may go, either way; 0 turns a change off. Turns, moves and sizes are within
// what two persons who align the same heart differ by. Noise is as smooth as camera and filter
// leave it (a tenth of a wall of some 17 cm), and far below a loss of 10 %, the least that is read
// as a defect.
struct AugmentationLimits {
  double rotation_degrees = 10;   // 0 to 45
  double shift = 0.03;            // 0 to 0.2 of the disc's diameter, in any direction
  double scale = 0.04;            // 0 to 0.2
  double window = 0.05;           // 0 to 0.5 of the display's upper end
  double gamma = 0.1;             // 0 to 0.5
  double noise_deviation = 0.02;  // 0 to 0.2 of the display's upper end: of every variant
  double noise_length = 0.1;      // 0.01 to 1 of the disc's diameter
};

// Errors: kInvalidArgument, naming the setting and its range.
void validate(const AugmentationLimits& limits);

// One variant. The default changes nothing.
struct Augmentation {
  double rotation_degrees = 0;  // counter-clockwise, as angles of polarmap/aha.h
  double shift_right = 0;       // of the disc's diameter
  double shift_down = 0;        // of the disc's diameter
  double scale = 1;             // above 1: larger
  double window = 1;            // new upper end of the display over the old: above 1 darkens
  double gamma = 1;             // exponent of the uptake: above 1 darkens
  double noise_deviation = 0;   // of the display's upper end
  double noise_length = 0.1;    // of the disc's diameter; see smooth_noise.h
};

// Evenly within the limits; shifts evenly over a disc. Always takes as many numbers from `random`.
// Errors: as validate.
Augmentation draw_augmentation(const AugmentationLimits& limits, RandomStream& random);

// Whether the intensities of a map can be changed: it is relative uptake or grey of full depth, or
// has the colours of one known scale. Errors: as recognise_scale.
bool has_known_uptake(const PreparedMap& map);

// The variant, of the same size, depth, circle and flags. Its uptake u becomes
// min((u + noise) / window, 1) ^ gamma, and is shown in the map's own colours; what a pixel differs
// from its scale stays. Maps without has_known_uptake are only turned, moved and scaled, about the
// centre of the circle, which cuts off what leaves it. What comes in from outside has the value at
// the rim next to it (2.5 pixels or 1 % of the radius within, where no ground shines through), for
// black would be a defect. `noise_seed` chooses the noise and nothing else.
// Errors: kInvalidArgument (the picture is not RGB; scale, window, gamma or noise length not above
// 0; a value that is not finite).
PreparedMap augmented(const PreparedMap& map, const Augmentation& augmentation,
                      uint64_t noise_seed);

}  // namespace myolens
