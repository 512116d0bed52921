#include "tests/unit/layers/layer_table.h"

#include <algorithm>
#include <array>

namespace myolens {
namespace {

struct ThirdParty {
  std::string_view header;  // a whole header, or the start of one that ends with /
  std::string_view folder;  // empty: any
};

constexpr std::array kThirdParties{
    ThirdParty{"openssl/", "base"},     ThirdParty{"jpeglib.h", "imaging"},
    ThirdParty{"png.h", "imaging"},     ThirdParty{"libdeflate.h", "imaging"},
    ThirdParty{"toml++/", "polarmap"},  ThirdParty{"tiffio.h", "imaging"},
    ThirdParty{"cairo.h", "imaging"},   ThirdParty{"cairo/", "imaging"},
    ThirdParty{"charls/", "dicom"},     ThirdParty{"dcmtk/", "dicom"},
    ThirdParty{"openjpeg.h", "dicom"},  ThirdParty{"zlib.h", "dicom"},
    ThirdParty{"archive.h", "weights"}, ThirdParty{"archive_entry.h", "weights"},
    ThirdParty{"curl/", "weights"},     ThirdParty{"hdf5.h", "weights"},
    ThirdParty{"openvino/", "engine"},  ThirdParty{"torch/", "engine"},
    ThirdParty{"ATen/", "engine"},      ThirdParty{"c10/", "engine"},
    ThirdParty{"CLI/", "apps"},         ThirdParty{"nlohmann/", ""},
};

// C and POSIX headers; the C++ ones have no dot and no slash.
constexpr std::array<std::string_view, 12> kPosix{"dlfcn.h", "fcntl.h",  "malloc.h", "poll.h",
                                                  "sched.h", "setjmp.h", "signal.h", "spawn.h",
                                                  "stdio.h", "stdlib.h", "time.h",   "unistd.h"};

}  // namespace

const std::vector<std::vector<std::string>>& tiers() {
  static const std::vector<std::vector<std::string>> kTiers{
      {"base"},
      {"imaging", "metrics", "graph"},
      {"dicom", "polarmap", "backbones", "weights"},
      {"cohort", "phantom", "engine"},
      {"classifier"},
      {"training", "explain"},
      {"search", "reading"},
      {"experiment"},
      {"report"},
      {"apps"},
  };
  return kTiers;
}

std::optional<size_t> tier_of(const std::string& folder) {
  for (size_t tier = 0; tier < tiers().size(); ++tier) {
    if (std::ranges::find(tiers()[tier], folder) != tiers()[tier].end()) return tier;
  }
  return std::nullopt;
}

Owner owner_of(std::string_view header) {
  for (const ThirdParty& library : kThirdParties) {
    const bool ours = library.header.ends_with('/') ? header.starts_with(library.header)
                                                    : header == library.header;
    if (!ours) continue;
    if (library.folder.empty()) return {Origin::kAnyFolder, ""};
    return {Origin::kOneFolder, std::string(library.folder)};
  }
  const bool system = header.find_first_of("./") == std::string_view::npos ||
                      header.starts_with("sys/") ||
                      std::ranges::find(kPosix, header) != kPosix.end();
  return {system ? Origin::kSystem : Origin::kUnknown, ""};
}

}  // namespace myolens
