#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "apps/myolens/command.h"
#include "myolens/base/number_text.h"
#include "myolens/classifier/onnx_export.h"
#include "myolens/reading/model_folder.h"

namespace myolens {
namespace {

struct Options {
  std::string model;
  std::string onnx;
};

CommandResult run(const Options& options) {
  const ModelBundle bundle = read_model(options.model);
  export_onnx(bundle, options.onnx);
  const uintmax_t bytes = std::filesystem::file_size(options.onnx);
  const std::string size = std::to_string(bundle.input_size);
  CommandResult result;
  result.json = {{"onnx", options.onnx},
                 {"bytes", bytes},
                 {"backbone", bundle.backbone},
                 {"input", kOnnxInput},
                 {"input_size", bundle.input_size},
                 {"output", kOnnxOutput},
                 {"labels", bundle.labels},
                 {"positive_label", bundle.labels[0]},
                 {"threshold", bundle.threshold},
                 {"model_trained_on_synthetic_data", bundle.synthetic_data}};
  result.text = "Exported " + bundle.backbone + " to " + options.onnx + ", " +
                fixed_text(static_cast<double>(bytes) / 1e6, 1) + " MB\n" + "input   " +
                kOnnxInput + ": float32, N x " + size + " x " + size +
                " x 3, RGB from 0 to 255, prepared polar maps\n" + "output  " + kOnnxOutput +
                ": float32, N x 2: " + bundle.labels[0] + ", " + bundle.labels[1] + "\n" +
                "call    " + bundle.labels[0] + " when its probability is at least " +
                exact_text(bundle.threshold) + "\n";
  if (bundle.synthetic_data) result.text += "The model was trained on synthetic patients.\n";
  result.text += std::string(kNotice) + "\n";
  return result;
}

}  // namespace

Command export_command() {
  return {"export", "Models", "Write a trained classifier as an ONNX file",
          "myolens export run/ --onnx model.onnx", [](CLI::App& app) -> Job {
            auto options = std::make_shared<Options>();
            app.add_option("model", options->model, "Run folder or its bundle")->required();
            app.add_option("--onnx", options->onnx, "New file; nothing is overwritten")->required();
            return [options](Context&) { return run(*options); };
          }};
}

}  // namespace myolens
