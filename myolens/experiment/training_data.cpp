#include "myolens/experiment/training_data.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/parallel.h"
#include "myolens/base/random.h"
#include "myolens/experiment/baselines.h"

namespace myolens {
namespace {

std::vector<std::string> checksums_of(const Cohort& cohort, const std::vector<size_t>& entries,
                                      size_t threads) {
  std::vector<std::string> sums(entries.size());
  parallel_for(entries.size(), threads,
               [&](size_t i) { sums[i] = sha256_hex_of_file(cohort.entries[entries[i]].file); });
  return sums;
}

}  // namespace

TrainingData training_data(const Cohort& cohort, std::vector<size_t> entries, size_t threads,
                           std::vector<std::string> clinical_columns) {
  TrainingData data;
  data.clinical_columns = std::move(clinical_columns);
  data.entries = std::move(entries);
  std::ranges::sort(data.entries);
  const std::vector<std::string> sums = checksums_of(cohort, data.entries, threads);
  for (size_t i = 0; i < data.entries.size(); ++i) {
    const CohortEntry& entry = cohort.entries[data.entries[i]];
    data.labels.push_back(entry.label == cohort.positive_label ? 0 : 1);
    data.checksums.push_back({entry.patient, entry.file.filename().string(), sums[i]});
    if (data.clinical_columns.empty()) continue;
    ClinicalValues& values = data.clinical.emplace_back();
    for (const std::string& column : data.clinical_columns)
      values[column] = entry.attribute(column);
  }
  return data;
}

ClinicalEncoding learn_clinical(const TrainingData& data, const std::vector<size_t>& samples) {
  if (data.clinical_columns.empty()) return {};
  std::vector<const ClinicalValues*> patients;
  std::set<std::string_view> seen;
  for (const size_t sample : samples) {
    if (seen.insert(data.checksums[sample].patient).second)
      patients.push_back(&data.clinical[sample]);
  }
  ClinicalEncoding encoding = ClinicalEncoding::fit(data.clinical_columns, patients);
  if (encoding.empty()) {
    throw Error(ErrorCode::kBadData,
                "every clinical column has one value only among the training patients");
  }
  return encoding;
}

std::vector<float> encoded_clinical(const TrainingData& data, const ClinicalEncoding& encoding) {
  std::vector<float> values;
  for (const ClinicalValues& patient : data.clinical) {
    const std::vector<float> encoded = encoding.encode(patient).values;
    values.insert(values.end(), encoded.begin(), encoded.end());
  }
  return values;
}

std::vector<size_t> samples_of(const TrainingData& data, const Cohort& cohort,
                               const std::vector<std::string>& patients) {
  std::vector<size_t> samples;
  for (size_t i = 0; i < data.entries.size(); ++i) {
    if (std::ranges::binary_search(patients, cohort.entries[data.entries[i]].patient))
      samples.push_back(i);
  }
  return samples;
}

std::vector<Fold> folds_of(const TrainingData& data, const Cohort& cohort,
                           const std::vector<std::vector<std::string>>& patients) {
  std::vector<Fold> folds(patients.size());
  for (size_t f = 0; f < patients.size(); ++f) {
    folds[f].validation = samples_of(data, cohort, patients[f]);
    for (size_t other = 0; other < patients.size(); ++other) {
      if (other != f)
        folds[other].training.insert(folds[other].training.end(), folds[f].validation.begin(),
                                     folds[f].validation.end());
    }
  }
  for (Fold& fold : folds) std::ranges::sort(fold.training);
  return folds;
}

void check_part(const TrainingData& data, const std::vector<size_t>& samples,
                const std::string& name) {
  const auto positives =
      std::ranges::count_if(samples, [&](size_t sample) { return data.labels[sample] == 0; });
  if (positives != 0 && positives != static_cast<std::ptrdiff_t>(samples.size())) return;
  throw Error(ErrorCode::kBadData, "the " + name + " part holds " + std::to_string(samples.size()) +
                                       " images of one class only; training needs both");
}

TrainingDomain training_domain(const PreparedCohort& prepared, const TrainingData& data,
                               const std::vector<size_t>& samples, size_t threads,
                               Progress& progress) {
  const size_t count = std::min(samples.size(), kMostDomainMaps);
  std::vector<MapSignature> maps(count);
  std::vector<size_t> folds(count);
  progress.begin("describing the training maps", count);
  parallel_for(count, threads, [&](size_t i) {
    const size_t sample = samples[i * samples.size() / count];
    maps[i] = map_signature(load_map(prepared, data.entries[sample]).image);
    folds[i] = fnv1a64(data.checksums[sample].patient) % kDomainFolds;
    progress.advance();
  });
  progress.end();
  return TrainingDomain::learn(maps, folds);
}

std::string cohort_fingerprint(const Cohort& cohort, size_t threads,
                               const std::vector<std::string>& clinical_columns) {
  std::vector<size_t> entries(cohort.entries.size());
  for (size_t i = 0; i < entries.size(); ++i) entries[i] = i;
  const std::vector<std::string> sums = checksums_of(cohort, entries, threads);
  std::vector<std::string> lines;
  for (size_t i = 0; i < entries.size(); ++i) {
    const CohortEntry& entry = cohort.entries[i];
    std::string line =
        entry.patient + '\0' + entry.label + '\0' + entry.attribute("sex") + '\0' + sums[i];
    for (const std::string& column : clinical_columns)
      line += '\0' + column + '\0' + entry.attribute(column);
    lines.push_back(std::move(line));
  }
  std::ranges::sort(lines);
  std::string text = cohort.positive_label;
  for (const std::string& line : lines) text += '\n' + line;
  return sha256_hex({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

}  // namespace myolens
