#include "myolens/weights/foreign_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "myolens/base/error.h"
#include "myolens/weights/protobuf_wire.h"

namespace myolens {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kTextBytes = 512;  // where a page or a pointer file says what it is

struct Signature {
  size_t position;
  std::string_view bytes;
  std::string_view what;
};

constexpr std::array kSignatures{
    Signature{0, "\x1f\x8b"sv, "is compressed by gzip; unpack it and give the weight file inside"},
    Signature{0, "BZh"sv, "is compressed by bzip2; unpack it and give the weight file inside"},
    Signature{0, "\xfd\x37zXZ\0"sv,
              "is compressed by xz; unpack it and give the weight file inside"},
    Signature{257, "ustar"sv, "is a tar archive; unpack it and give the weight file inside"},
    Signature{0, "\x93NUMPY"sv, "is a NumPy array, not a set of weights; give the file of Keras"},
    Signature{4, "TFL3"sv,
              "is a TensorFlow Lite model, whose weights are changed for inference; "
              "give the file of Keras that it was made from"},
    Signature{0, "GGUF"sv, "is a GGUF file of a language model; give the weights of a backbone"},
    Signature{0, "\x89PNG"sv, "is a picture; give a weight file"},
    Signature{0, "\xff\xd8\xff"sv, "is a picture; give a weight file"},
    Signature{0, "%PDF"sv, "is a PDF document; give a weight file"},
};

// Text signatures, in lower case, at the first character that is not blank.
constexpr std::array kTexts{
    Signature{0, "<!doctype"sv,
              "is an HTML page, as servers send in place of a file; fetch it again "
              "and look at the address in a browser"},
    Signature{0, "<html"sv,
              "is an HTML page, as servers send in place of a file; fetch it again and "
              "look at the address in a browser"},
    Signature{0, "<"sv,
              "is an XML or HTML text, as servers send in place of a file; fetch it again"},
    Signature{0, "version https://git-lfs"sv,
              "is a Git LFS pointer, not the file itself; run `git lfs pull` or fetch the file"},
    Signature{0, "model_checkpoint_path:"sv,
              "belongs to a TensorFlow checkpoint; load it in Keras and save the model as .keras"},
    Signature{0, "{"sv,
              "is a JSON text without a weights manifest; give the file that has the "
              "weights, such as a TF.js model.json with its shards or a .h5 file"},
};

std::string_view text_of(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool has(std::string_view text, size_t position, std::string_view signature) {
  return text.size() >= position && text.substr(position).starts_with(signature);
}

std::string beginning_in_lower_case(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // byte order mark
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  std::string beginning(text.substr(0, kTextBytes));
  std::ranges::transform(beginning, beginning.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return beginning;
}

// The footer of a LevelDB table, in which TensorFlow keeps the index of a checkpoint.
bool is_checkpoint_index(std::string_view text) {
  return text.ends_with("\x57\xfb\x80\x8b\x24\x75\x47\xdb"sv);
}

// schema version 1, then meta graphs
// (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/saved_model.proto).
bool is_saved_model(std::span<const uint8_t> bytes) {
  static const std::string kOrigin = "file";
  WireReader reader(bytes, kOrigin);
  try {
    const auto version = reader.next();
    const auto graph = reader.next();
    return version && graph && version->number == 1 && version->value == 1 && graph->number == 2 &&
           graph->type == WireType::kBytes && !graph->bytes.empty() && graph->bytes[0] == 0x0a;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::string describe_foreign_file(std::span<const uint8_t> bytes,
                                  const std::filesystem::path& path) {
  const std::string_view text = text_of(bytes);
  if (text.empty()) return "is empty; fetch it again";
  for (const Signature& known : kSignatures) {
    if (has(text, known.position, known.bytes)) return std::string(known.what);
  }
  const std::string beginning = beginning_in_lower_case(text);
  for (const Signature& known : kTexts) {
    if (beginning.starts_with(known.bytes)) return std::string(known.what);
  }
  const std::string name = path.filename().string();
  if (is_checkpoint_index(text) || name.find(".ckpt.") != name.npos ||
      name.find(".data-0") != name.npos) {
    return "belongs to a TensorFlow checkpoint; load it in Keras and save the model as .keras";
  }
  if (is_saved_model(bytes) || name == "saved_model.pb")
    return "is a TensorFlow SavedModel; load it in Keras and save the model as .keras";
  if (has(text, 0, "\x80"))
    return "is a Python pickle, which could run anything; save the weights as safetensors";
  return "is none of the weight formats that can be read: HDF5 and .keras of Keras, TF.js layers, "
         "ONNX, the PyTorch stream of EfficientNet-Lite, safetensors; give one of them";
}

}  // namespace myolens
