// Who counts as CAD: by the reading of the image, or by angiography.
#pragma once

#include <string_view>

#include "myolens/phantom/uptake.h"

namespace myolens {

enum class LabelMode {
  kExpert,       // a reader's summed score of the image, with the reader's error
  kAngiography,  // obstructive coronary disease, seen on the image or not
};
std::string_view label_mode_name(LabelMode mode);  // "expert", "angiography"

// Errors: kInvalidArgument with the nearest name.
LabelMode find_label_mode(std::string_view name);

// Summed score that a reader gives: the lesions, a part of the mimics, and a random error. From 3.5
// on the reader says CAD. Readers agree in 65 to 89 % of patients (Golub, J Nucl Cardiol; 138
// studies, 6 readers).
double reader_score(const VirtualPatient& patient, const UptakeImage& image);
inline constexpr double kReaderLimit = 3.5;

bool is_cad(LabelMode mode, const VirtualPatient& patient, const UptakeImage& image);

}  // namespace myolens
