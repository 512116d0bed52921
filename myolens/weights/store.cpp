#include "myolens/weights/store.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/json_fault.h"
#include "myolens/weights/safetensors.h"
#include "myolens/weights/source.h"

namespace myolens {
namespace fs = std::filesystem;
using Json = nlohmann::json;

void to_json(Json& json, const Provenance& provenance) { json = name_of(provenance); }
void from_json(const Json& json, Provenance& provenance) {
  provenance = find_provenance(json.get<std::string>());
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StoreEntry, name, backbone, origin, origin_sha256, origin_md5,
                                   licence, provenance, format, fitted, has_top, class_list,
                                   imagenet_rescaling, preprocessing, input_size, warnings, note,
                                   sha256, bytes)

namespace {

constexpr int kFormatVersion = 2;  // the first had no number
constexpr const char* kEntryFile = "entry.json";
constexpr const char* kWeightsFile = "weights.safetensors";
constexpr size_t kNameLimit = 64;

constexpr std::array<std::string_view, 3> kProvenances{"imagenet", "random", "user"};

std::optional<StoreEntry> read_entry(const fs::path& file, const std::string& name) {
  const auto damaged = [&](const std::string& what) {
    return Error(ErrorCode::kBadFormat, file.string() + " is damaged (" + what +
                                            "); run `myolens "
                                            "weights fetch` or `import` with --replace");
  };
  try {
    const Json json = Json::parse(read_text_file(file));
    const int version = json.value("format_version", 1);
    if (version < kFormatVersion && json.contains("sha256")) return std::nullopt;
    if (version != kFormatVersion) throw damaged("format version " + std::to_string(version));
    auto entry = json.get<StoreEntry>();
    if (entry.name != name) throw damaged("it is the entry of " + entry.name);
    return entry;
  } catch (const Json::exception& error) {
    throw damaged(json_fault(error));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInvalidArgument) throw;
    throw damaged(error.what());
  }
}

[[noreturn]] void fail_check(const fs::path& file, const std::string& what) {
  throw Error(ErrorCode::kChecksumMismatch,
              file.string() + " " + what +
                  "; run `myolens weights fetch` or `import` again with --replace");
}

// Puts the complete folder `fresh` in the place of `target`; a reader sees the old one or the new.
void put_in_place(const fs::path& fresh, const fs::path& target) {
  std::error_code error;
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
    fs::remove_all(fresh, error);
    return;
  }
  fs::remove_all(target, error);  // not there, or a file system that cannot exchange
  fs::rename(fresh, target, error);
  if (error)
    throw Error(ErrorCode::kWriteFailed,
                "cannot write " + target.string() + ": " + error.message());
}

}  // namespace

std::string_view name_of(Provenance provenance) {
  return kProvenances[static_cast<size_t>(provenance)];
}

Provenance find_provenance(std::string_view name) {
  const auto found = std::ranges::find(kProvenances, name);
  if (found == kProvenances.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "weights are trained on imagenet, random or user, not \"" + std::string(name) +
                    "\"" + nearest_name_hint(name, {kProvenances.begin(), kProvenances.end()}));
  }
  return static_cast<Provenance>(found - kProvenances.begin());
}

WeightStore WeightStore::of_user() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache) {
    return WeightStore(fs::path(cache) / "myolens");
  }
  if (const char* home = std::getenv("HOME"); home && *home) {
    return WeightStore(fs::path(home) / ".cache" / "myolens");
  }
  throw Error(ErrorCode::kNotFound,
              "no weight store: neither XDG_CACHE_HOME nor HOME is set; set one of them");
}

fs::path WeightStore::entry_folder(const std::string& name) const {
  const bool sound = !name.empty() && name.size() <= kNameLimit && name[0] != '.' &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == name.npos;
  if (!sound || name == name_of(Provenance::kImageNet) || name == name_of(Provenance::kRandom)) {
    throw Error(ErrorCode::kInvalidArgument,
                "\"" + name +
                    "\" cannot name weights in the store: up to 64 lower-case letters, digits, "
                    "\"-\", \"_\" and \".\" can, but not imagenet or random");
  }
  return folder_ / "weights" / name;
}

std::vector<std::string> WeightStore::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(folder_ / "weights", error)) {
    const std::string name = folder.path().filename();
    if (!name.starts_with('.') && fs::is_directory(folder.path(), error)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::optional<StoreEntry> WeightStore::find(const std::string& name) const {
  const fs::path file = entry_folder(name) / kEntryFile;
  if (!fs::exists(file)) return std::nullopt;
  return read_entry(file, name);
}

StoreEntry WeightStore::require(const std::string& name) const {
  if (auto entry = find(name)) return *entry;
  const bool is_backbone = std::ranges::find(official_sources(), name, &WeightSource::backbone) !=
                               official_sources().end() ||
                           std::ranges::find(package_sources(), name, &WeightSource::backbone) !=
                               package_sources().end();
  const std::string what =
      fs::exists(entry_folder(name))
          ? " has the weights " + name + " only as an earlier version kept them"
          : " has no weights called " + name + nearest_name_hint(name, names());
  throw Error(ErrorCode::kNotFound,
              "the weight store " + folder_.string() + what + "; run `myolens weights " +
                  (is_backbone ? "fetch " + name + "`" : "list` to see what is there") +
                  ", or `myolens weights import` for a file of your own");
}

StoreEntry WeightStore::verify_size(const std::string& name) const {
  StoreEntry entry = require(name);
  const fs::path file = entry_folder(name) / kWeightsFile;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size != entry.bytes)
    fail_check(file, "should have " + std::to_string(entry.bytes) + " bytes");
  return entry;
}

StoreEntry WeightStore::verify(const std::string& name) const {
  StoreEntry entry = verify_size(name);
  const fs::path file = entry_folder(name) / kWeightsFile;
  const std::string found = sha256_hex_of_file(file);
  if (found != entry.sha256) fail_check(file, "has SHA-256 " + found + ", not " + entry.sha256);
  return entry;
}

WeightSet WeightStore::load(const std::string& name) const {
  verify_size(name);
  return read_safetensors(entry_folder(name) / kWeightsFile).weights;
}

StoreEntry WeightStore::write(StoreEntry entry, const WeightSet& weights) const {
  const fs::path target = entry_folder(entry.name);
  const fs::path fresh = target.parent_path() / ("." + entry.name + ".new");
  std::error_code ignored;
  fs::remove_all(fresh, ignored);
  NewFolder folder(fresh);
  const fs::path file = folder.path() / kWeightsFile;
  write_safetensors(file, weights, {{"origin", entry.origin}});
  entry.sha256 = sha256_hex_of_file(file);
  entry.bytes = fs::file_size(file);
  Json json = entry;
  json["format_version"] = kFormatVersion;
  write_file(folder.path() / kEntryFile, json.dump(2) + "\n");
  folder.commit();
  put_in_place(fresh, target);
  return entry;
}

}  // namespace myolens
