#include "apps/myolens/weights_actions.h"

#include "apps/myolens/text_table.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/classifier/probe.h"
#include "myolens/imaging/codec.h"

namespace myolens {
namespace {

using nlohmann::ordered_json;

constexpr size_t kProbedClasses = 5;

ordered_json to_json(const StoreEntry& entry) {
  return {{"name", entry.name},
          {"backbone", entry.backbone},
          {"trained_on", name_of(entry.provenance)},
          {"has_top", entry.has_top},
          {"class_list", entry.class_list},
          {"origin", entry.origin},
          {"origin_sha256", entry.origin_sha256},
          {"origin_md5", entry.origin_md5},
          {"licence", entry.licence},
          {"format", entry.format},
          {"fitted", entry.fitted},
          {"imagenet_rescaling", entry.imagenet_rescaling},
          {"preprocessing", entry.preprocessing},
          {"input_size", entry.input_size},
          {"sha256", entry.sha256},
          {"bytes", entry.bytes},
          {"warnings", entry.warnings},
          {"note", entry.note}};
}

std::string details(const StoreEntry& entry) {
  std::string text = entry.name + ": " + entry.backbone + ", " +
                     (entry.has_top ? "with" : "without") + " the ImageNet top\n";
  text += "  trained on  " + provenance_text(entry.provenance) + "\n";
  text += "  origin      " + entry.origin + "\n";
  text += "  licence     " + entry.licence + "\n";
  text += "  format      " + entry.format + ", fitted " + entry.fitted + "\n";
  text += "  input       " + std::to_string(entry.input_size) + " pixels, preprocessing " +
          entry.preprocessing + "\n";
  for (const std::string& warning : entry.warnings) text += "  warning     " + warning + "\n";
  if (!entry.note.empty()) text += "  note        " + entry.note + "\n";
  return text;
}

CommandResult entry_result(const StoreEntry& entry) {
  return {to_json(entry), details(entry), kExitDone};
}

struct Listed {
  std::optional<StoreEntry> entry;
  std::string problem;  // when there is no entry to read
};

Listed read_listed(const WeightStore& store, const std::string& name) {
  try {
    Listed listed{store.find(name), ""};
    if (!listed.entry)
      listed.problem = "of an earlier version of Myolens; fetch or import it again";
    return listed;
  } catch (const Error& error) {
    return {std::nullopt, error.what()};
  }
}

ordered_json fetchable() {
  ordered_json files = ordered_json::array();
  for (const auto* sources : {&package_sources(), &official_sources()}) {
    for (const WeightSource& source : *sources) {
      files.push_back({{"backbone", source.backbone},
                       {"origin", origin_of(source)},
                       {"file", source.file_name},
                       {"has_top", source.has_top},
                       {"licence", source.licence},
                       {"md5", source.md5},
                       {"sha256", source.sha256}});
    }
  }
  return files;
}

}  // namespace

std::string provenance_text(Provenance provenance) {
  switch (provenance) {
    case Provenance::kImageNet:
      return "ImageNet";
    case Provenance::kRandom:
      return "nothing: random values";
    case Provenance::kUser:
      return "the user's own data";
  }
  return "";
}

CommandResult list_weights(const WeightStore& store) {
  CommandResult result;
  result.json = {{"store", store.folder().string()},
                 {"weights", ordered_json::array()},
                 {"unreadable", ordered_json::array()},
                 {"fetchable", fetchable()}};
  TextTable table({"name", "backbone", "trained on", "top", "licence", "origin"});
  std::string problems;
  for (const std::string& name : store.names()) {
    const Listed listed = read_listed(store, name);
    if (listed.entry) {
      const StoreEntry& entry = *listed.entry;
      result.json["weights"].push_back(to_json(entry));
      table.add({name, entry.backbone, provenance_text(entry.provenance),
                 entry.has_top ? "yes" : "no", entry.licence, entry.origin});
    } else {
      result.json["unreadable"].push_back({{"name", name}, {"problem", listed.problem}});
      problems += name + ": " + listed.problem + "\n";
    }
  }
  result.text = "Weight store: " + store.folder().string() + "\n" +
                (table.empty() ? "No weights yet.\n" : table.text()) + problems +
                "`myolens weights fetch NAME` knows every backbone of `myolens backbones`; "
                "`myolens weights import` reads files of your own.\n";
  return result;
}

CommandResult fetch_weights_action(const WeightStore& store, const FetchOptions& options,
                                   Context& context) {
  const WeightSource& source = choose_source(options);
  const StoreEntry entry = fetch_weights(store, source, options, context.progress);
  CommandResult result = entry_result(entry);
  const bool other_file = entry.origin != origin_of(source);
  if (other_file && !options.replace)
    result.text += "These were in the store already; --replace fetches " + origin_of(source) + "\n";
  return result;
}

CommandResult import_weights_action(const WeightStore& store, const std::filesystem::path& file,
                                    const ImportOptions& options) {
  return entry_result(import_weights(store, file, options));
}

CommandResult verify_weights(const WeightStore& store, const std::string& name, bool quick) {
  const auto names = name.empty() ? store.names() : std::vector{name};
  CommandResult result;
  result.json = {{"verified", ordered_json::array()}, {"failed", ordered_json::array()}};
  for (const std::string& each : names) {
    try {
      const StoreEntry entry = quick ? store.verify_size(each) : store.verify(each);
      result.json["verified"].push_back(each);
      result.text +=
          each + ": " + (quick ? "size" : "SHA-256") + " as it should be (" + entry.sha256 + ")\n";
    } catch (const Error& error) {
      if (!name.empty()) throw;
      result.json["failed"].push_back({{"name", each}, {"problem", error.what()}});
      result.text += each + ": FAILED: " + error.what() + "\n";
      result.exit_code = kExitBadInput;
    }
  }
  if (names.empty()) result.text = "The weight store is empty.\n";
  return result;
}

CommandResult probe_weights(const WeightStore& store, const std::string& name,
                            const std::filesystem::path& photo, Context& context) {
  const Picture image = decode_picture(read_file(photo), photo.string());
  const StoreEntry entry = store.require(name);
  CommandResult result;
  result.json = {{"name", entry.name},
                 {"trained_on", name_of(entry.provenance)},
                 {"classes", ordered_json::array()}};
  result.text = "ImageNet class  probability\n";
  for (const ClassProbability& c : probe_imagenet(entry, store.load(name), image, kProbedClasses,
                                                  static_cast<int>(context.threads))) {
    const std::string index = std::to_string(c.index);
    result.text +=
        std::string(14 - index.size(), ' ') + index + "  " + fixed_text(c.probability, 4) + "\n";
    result.json["classes"].push_back({{"index", c.index}, {"probability", c.probability}});
  }
  if (entry.provenance != Provenance::kImageNet)
    result.text += "These weights were trained on " + provenance_text(entry.provenance) +
                   "; the classes may mean nothing.\n";
  return result;
}

}  // namespace myolens
