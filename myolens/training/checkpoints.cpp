#include "myolens/training/checkpoints.h"

#include <nlohmann/json.hpp>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/notice.h"
#include "myolens/weights/safetensors.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

// Prefixes of the tensors in a file.
constexpr std::string_view kKept = "kept/";
constexpr std::string_view kCurrent = "current/";
constexpr std::string_view kMoments = "moments/";
constexpr const char* kValidationLogits = "logits/validation";
constexpr const char* kWatchedLogits = "logits/watched";

Json optional_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

std::optional<double> parse_optional(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

void add_all(std::string_view prefix, const WeightSet& from, WeightSet& to) {
  for (const auto& [key, tensor] : from.tensors()) to.set(std::string(prefix) + key, tensor);
}

WeightSet with_prefix(std::string_view prefix, const WeightSet& all) {
  WeightSet found;
  for (const auto& [key, tensor] : all.tensors()) {
    if (key.starts_with(prefix)) found.set(key.substr(prefix.size()), tensor);
  }
  return found;
}

void add_logits(const char* key, std::vector<float> EpochLogits::*part,
                const std::vector<EpochLogits>& logits, WeightSet& to) {
  std::vector<float> values;
  for (const EpochLogits& epoch : logits)
    values.insert(values.end(), (epoch.*part).begin(), (epoch.*part).end());
  if (values.empty()) return;
  const auto count = static_cast<int64_t>(values.size());
  to.set(key, make_tensor({count}, std::move(values)));
}

void read_logits(const char* key, std::vector<float> EpochLogits::*part, const WeightSet& from,
                 std::vector<EpochLogits>& logits) {
  const auto found = from.tensors().find(key);
  if (found == from.tensors().end()) return;
  const std::span<const float> values = found->second.values;
  const size_t size = values.size() / logits.size();
  for (size_t i = 0; i < logits.size(); ++i) {
    const auto epoch = values.subspan(i * size, size);
    (logits[i].*part).assign(epoch.begin(), epoch.end());
  }
}

SavedStage parse(const SafetensorsFile& file) {
  const Json state = Json::parse(file.metadata.at("state"));
  SavedStage saved;
  for (const Json& row : state.at("history")) saved.result.history.push_back(parse_scores(row));
  saved.result.kept = state.at("kept");
  saved.result.seconds = state.at("seconds");
  if (saved.result.kept >= saved.result.history.size()) throw std::out_of_range("kept epoch");
  saved.result.logits.resize(saved.result.history.size());
  read_logits(kValidationLogits, &EpochLogits::validation, file.weights, saved.result.logits);
  read_logits(kWatchedLogits, &EpochLogits::watched, file.weights, saved.result.logits);
  saved.result.weights = with_prefix(kKept, file.weights);
  if (!state.at("finished")) {
    saved.tail = {with_prefix(kCurrent, file.weights), with_prefix(kMoments, file.weights),
                  state.at("steps")};
  }
  return saved;
}

}  // namespace

Json scores_json(const EpochScores& scores) {
  return {scores.epoch, optional_json(scores.training_loss),
          optional_json(scores.training_accuracy), optional_json(scores.validation_loss),
          optional_json(scores.validation_accuracy)};
}

EpochScores parse_scores(const Json& row) {
  return {row.at(0), parse_optional(row.at(1)), parse_optional(row.at(2)),
          parse_optional(row.at(3)), parse_optional(row.at(4))};
}

fs::path Checkpoints::file_of(const std::string& name, const char* extension) const {
  std::string file = name;
  std::ranges::replace(file, ' ', '-');
  std::ranges::replace(file, '/', '_');
  return folder_ / (file + extension);
}

std::optional<SavedStage> Checkpoints::load(const std::string& stage) const {
  const fs::path path = file_of(stage, ".safetensors");
  if (!fs::exists(path)) return std::nullopt;
  try {
    return parse(read_safetensors(path));
  } catch (const std::out_of_range&) {
  } catch (const Json::exception&) {
  }
  throw Error(ErrorCode::kBadFormat, path.string() +
                                         " is not a saved stage of training; remove it, and the "
                                         "stage is trained again");
}

void Checkpoints::save(const std::string& stage, const SavedStage& saved) const {
  WeightSet tensors;
  add_all(kKept, saved.result.weights, tensors);
  add_logits(kValidationLogits, &EpochLogits::validation, saved.result.logits, tensors);
  add_logits(kWatchedLogits, &EpochLogits::watched, saved.result.logits, tensors);
  if (saved.tail) {
    add_all(kCurrent, saved.tail->weights, tensors);
    add_all(kMoments, saved.tail->moments, tensors);
  }
  Json history = Json::array();
  for (const EpochScores& scores : saved.result.history) history.push_back(scores_json(scores));
  const Json state{{"history", history},
                   {"kept", saved.result.kept},
                   {"seconds", saved.result.seconds},
                   {"finished", !saved.tail},
                   {"steps", saved.tail ? saved.tail->steps : 0}};
  write_safetensors(file_of(stage, ".safetensors"), tensors,
                    {{"notice", kNotice}, {"state", state.dump()}});
}

std::optional<std::string> Checkpoints::load_text(const std::string& name) const {
  const fs::path path = file_of(name, ".json");
  if (!fs::exists(path)) return std::nullopt;
  return read_text_file(path);
}

void Checkpoints::save_text(const std::string& name, const std::string& text) const {
  write_file(file_of(name, ".json"), text);
}

}  // namespace myolens
