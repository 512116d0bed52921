#include "myolens/phantom/label.h"

#include <string>

#include "myolens/base/error.h"

namespace myolens {
namespace {

constexpr double kMimicShare = .4;  // readers see through most mimics
constexpr double kReaderDeviation = 2.0;

}  // namespace

std::string_view label_mode_name(LabelMode mode) {
  return mode == LabelMode::kExpert ? "expert" : "angiography";
}

LabelMode find_label_mode(std::string_view name) {
  for (const LabelMode mode : {LabelMode::kExpert, LabelMode::kAngiography}) {
    if (label_mode_name(mode) == name) return mode;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "the label mode is \"expert\" or \"angiography\", not \"" + std::string(name) + "\"" +
                  nearest_name_hint(name, {"expert", "angiography"}));
}

double reader_score(const VirtualPatient& patient, const UptakeImage& image) {
  return image.lesion_score + kMimicShare * image.mimic_score +
         patient.key.stream("reader").normal(0, kReaderDeviation);
}

bool is_cad(LabelMode mode, const VirtualPatient& patient, const UptakeImage& image) {
  if (mode == LabelMode::kAngiography) return patient.disease.latent;
  return reader_score(patient, image) >= kReaderLimit;
}

}  // namespace myolens
