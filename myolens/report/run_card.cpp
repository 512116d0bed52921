#include "myolens/report/run_card.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/cohort/manifest.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

nlohmann::json read_json(const fs::path& file) {
  const auto json = nlohmann::json::parse(read_text_file(file), nullptr, false);
  if (json.is_discarded() || !json.is_object())
    throw Error(ErrorCode::kBadFormat, file.string() + ": not a JSON object");
  return json;
}

std::optional<FlowFacts> flow_facts(const fs::path& cohort) {
  const fs::path file = cohort / "preparation.json";
  if (!fs::exists(file)) return std::nullopt;
  const nlohmann::json json = read_json(file);
  const auto count = [&](const char* key) -> int64_t {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_integer())
      throw Error(ErrorCode::kBadFormat, file.string() + ": \"" + key + "\" must be a count");
    return found->get<int64_t>();
  };
  FlowFacts flow;
  flow.refused = count("refused");
  flow.received = count("images") + flow.refused;
  return flow;
}

std::vector<Fact> preparation_facts(const ModelBundle& bundle) {
  const ColourHandling& colours = bundle.colours;
  std::string handling = "kept as they are on the screen";
  if (colours.uptake) {
    handling = "read as relative uptake along the scale " +
               (colours.colour_scale.empty() ? "recognised on every screen" : colours.colour_scale);
  }
  const std::string side = std::to_string(bundle.input_size);
  return {{"Map", "found on the screen by its circle, cut out, surroundings and text removed"},
          {"Colours", handling},
          {"Input", side + " x " + side + " pixels, scaled by an antialiased bilinear filter"},
          {"Scaling of the values", std::string(name_of(bundle.preprocessing))}};
}

std::string spaced(std::string key) {
  std::ranges::replace(key, '_', ' ');
  if (!key.empty()) key[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(key[0])));
  return key;
}

std::vector<Fact> version_facts(const RunFolder& run, const ModelBundle& bundle) {
  std::vector<Fact> versions{{"Myolens", bundle.program_version}};
  if (!fs::exists(run.environment())) return versions;
  const nlohmann::json environment = read_json(run.environment());
  for (const auto& [key, value] : environment.items()) {
    if (key == "program") continue;
    versions.push_back({spaced(key), value.is_string() ? value.get<std::string>() : value.dump()});
  }
  return versions;
}

std::vector<Fact> checksum_facts(const RunFolder& run, const ModelBundle& bundle) {
  std::vector<Fact> checksums;
  for (const char* name : {"bundle.json", "weights.safetensors"}) {
    const fs::path file = run.bundle() / name;
    checksums.push_back({std::string("Model, ") + name, sha256_hex_of_file(file)});
  }
  if (!bundle.weights_sha256.empty())
    checksums.push_back({"Starting weights", bundle.weights_sha256});
  if (!bundle.cohort_fingerprint.empty())
    checksums.push_back({"Prepared cohort", bundle.cohort_fingerprint});
  return checksums;
}

}  // namespace

ModelCardFacts card_facts(const RunFolder& run, const RunFacts& facts, const ModelBundle& bundle) {
  ModelCardFacts card;
  card.flow = flow_facts(facts.cohort);
  card.reference_standard = bundle.reference_standard;
  card.preparation = preparation_facts(bundle);
  card.versions = version_facts(run, bundle);
  card.checksums = checksum_facts(run, bundle);
  return card;
}

CaseColumns::CaseColumns(const fs::path& cohort) {
  if (!fs::exists(cohort / kManifestName)) return;
  const Cohort read = scan_cohort(cohort, {.label_use = LabelUse::kNone}).cohort;
  columns_ = read.attribute_columns;
  for (const CohortEntry& entry : read.entries)
    values_[path_within(entry.file, read.folder)] = entry.attributes;
}

std::vector<Fact> CaseColumns::facts_of(const std::string& file) const {
  std::vector<Fact> facts;
  const auto found = values_.find(file);
  if (found == values_.end()) return facts;
  for (const std::string& column : columns_) {
    const auto value = found->second.find(column);
    if (value != found->second.end() && !value->second.empty())
      facts.push_back({column, value->second});
  }
  return facts;
}

std::vector<SubgroupTable> CaseColumns::subgroup_tables(const std::vector<ScoredCase>& cases,
                                                        const CallRule& rule) const {
  std::vector<SubgroupTable> tables;
  for (const std::string& column : columns_) {
    std::vector<std::string> values;
    for (const ScoredCase& item : cases) {
      const auto found = values_.find(item.file);
      const auto* attributes = found == values_.end() ? nullptr : &found->second;
      values.push_back(
          attributes != nullptr && attributes->contains(column) ? attributes->at(column) : "");
    }
    const Grouping grouping = grouped_by_column(values);
    if (grouping.names.size() < 2 || grouping.names.size() > kMostGroups) continue;
    tables.push_back({column, subgroups(cases, grouping, rule)});
  }
  return tables;
}

}  // namespace myolens
