#include "myolens/phantom/truth_table.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "myolens/base/number_text.h"

namespace myolens {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDecimals = 4;

double rounded(double value) { return std::stod(fixed_text(value, kDecimals)); }

Json lesion_list(const std::vector<Lesion>& lesions) {
  Json list = Json::array();
  for (const Lesion& lesion : lesions) {
    list.push_back({{"vessel", vessel_name(lesion.vessel)},
                    {"kind", lesion_kind_name(lesion.kind)},
                    {"theta_degrees", rounded(lesion.patch.centre.theta)},
                    {"level", rounded(lesion.patch.centre.level)},
                    {"half_size_around_mm", rounded(lesion.patch.around_millimetres)},
                    {"half_size_along_mm", rounded(lesion.patch.along_millimetres)},
                    {"depth", rounded(lesion.stress_depth)},
                    {"rest_share", rounded(lesion.rest_share)}});
  }
  return list;
}

Json mimic_list(const VirtualPatient& patient, const UptakeImage& image) {
  Json list = Json::array();
  for (const auto* mimics : {&patient.heart.anatomy, &image.mimics}) {
    for (const Mimic& mimic : *mimics) {
      list.push_back({{"kind", mimic_name(mimic.kind)}, {"depth", rounded(mimic.depth)}});
    }
  }
  return list;
}

std::string vessel_list(const std::vector<Vessel>& vessels) {
  std::string text;
  for (const Vessel vessel : vessels)
    text += (text.empty() ? "" : ";") + std::string(vessel_name(vessel));
  return text;
}

std::string yes_no(bool value) { return value ? "yes" : "no"; }

}  // namespace

std::vector<std::string> clinical_columns() {
  return {"sex", "age", "diabetes", "chest_pain", "dyspnoea"};
}

std::vector<std::string> clinical_fields(const ClinicalFeatures& clinical) {
  return {clinical.male ? "M" : "F", std::to_string(clinical.age_years), yes_no(clinical.diabetes),
          std::string(chest_pain_name(clinical.chest_pain)), yes_no(clinical.dyspnoea)};
}

std::vector<std::string> truth_columns() {
  std::vector<std::string> columns{
      "patient",     "view",           "state",      "label",
      "label_mode",  "latent_disease", "dominance",  "stenosed_vessels",
      "sss",         "mimic_score",    "lesions",    "mimics",
      "small_heart", "turn_degrees",   "level_scale"};
  std::ranges::move(clinical_columns(), std::back_inserter(columns));
  for (const char* name : {"blur_mm", "noise_sd", "lesion_mask"}) columns.emplace_back(name);
  for (const char* name : {"uptake_", "ratio_"}) {
    for (int segment = 1; segment <= kSegments; ++segment)
      columns.push_back(name + std::to_string(segment));
  }
  return columns;
}

std::vector<std::string> truth_fields(const TruthRow& row, const VirtualPatient& patient,
                                      const UptakeImage& image) {
  const Alignment& alignment = patient.heart.alignment;
  std::vector<std::string> fields{row.patient,
                                  std::string(view_name(row.image.view)),
                                  std::string(state_name(row.image.state)),
                                  row.cad ? kCadLabel : kOtherLabel,
                                  std::string(label_mode_name(row.label_mode)),
                                  yes_no(patient.disease.latent),
                                  std::string(dominance_name(patient.disease.dominance)),
                                  vessel_list(patient.disease.stenosed_vessels),
                                  std::to_string(image.lesion_score),
                                  std::to_string(image.mimic_score),
                                  lesion_list(patient.disease.lesions).dump(),
                                  mimic_list(patient, image).dump(),
                                  yes_no(patient.heart.small),
                                  fixed_text(alignment.turn_degrees, kDecimals),
                                  fixed_text(alignment.level_scale, kDecimals)};
  std::ranges::move(clinical_fields(patient.clinical), std::back_inserter(fields));
  fields.push_back(fixed_text(image.blur_millimetres, kDecimals));
  fields.push_back(fixed_text(image.noise_deviation, kDecimals));
  fields.push_back(row.mask_file);
  for (const SegmentValues* values : {&image.segment_uptake, &image.segment_share}) {
    for (const double value : *values) fields.push_back(fixed_text(value, kDecimals));
  }
  return fields;
}

}  // namespace myolens
