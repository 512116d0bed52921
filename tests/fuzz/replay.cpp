// Runs the stored inputs through the fuzz targets: seeds, and every input that ever found a fault.
// Usage: fuzz_replay FOLDER, with a folder for each target inside.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "myolens/base/file.h"

using Target = int(const uint8_t*, size_t);
extern "C" {
Target fuzz_bmp, fuzz_csv, fuzz_dicom, fuzz_exif, fuzz_feature_index, fuzz_foreign_file,
    fuzz_hdf5_table, fuzz_jpeg, fuzz_keras_config, fuzz_layout, fuzz_onnx, fuzz_package, fuzz_png,
    fuzz_safetensors, fuzz_tfjs, fuzz_tiff, fuzz_torch_legacy;
}

namespace {

struct NamedTarget {
  const char* name;
  Target* run;
};
constexpr NamedTarget kTargets[]{{"bmp", fuzz_bmp},
                                 {"csv", fuzz_csv},
                                 {"dicom", fuzz_dicom},
                                 {"exif", fuzz_exif},
                                 {"feature_index", fuzz_feature_index},
                                 {"foreign_file", fuzz_foreign_file},
                                 {"hdf5_table", fuzz_hdf5_table},
                                 {"jpeg", fuzz_jpeg},
                                 {"keras_config", fuzz_keras_config},
                                 {"layout", fuzz_layout},
                                 {"onnx", fuzz_onnx},
                                 {"package", fuzz_package},
                                 {"png", fuzz_png},
                                 {"safetensors", fuzz_safetensors},
                                 {"tfjs", fuzz_tfjs},
                                 {"tiff", fuzz_tiff},
                                 {"torch_legacy", fuzz_torch_legacy}};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: fuzz_replay FOLDER\n", stderr);
    return 2;
  }
  for (const auto& [name, run] : kTargets) {
    const auto files = myolens::list_files(std::filesystem::path(arguments[1]) / name);
    for (const auto& file : files) {
      std::printf("%s\n", file.c_str());
      std::fflush(stdout);  // the last line names the input that ends the program
      const myolens::Bytes bytes = myolens::read_file(file);
      run(bytes.data(), bytes.size());
    }
    if (files.empty()) {
      std::fprintf(stderr, "%s has no inputs\n", name);
      return 1;
    }
  }
  return 0;
}
