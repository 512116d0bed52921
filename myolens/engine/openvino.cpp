#include <algorithm>
#include <openvino/openvino.hpp>

#include "myolens/base/error.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/openvino_model.h"

namespace myolens {

std::string forward_engine_name() {
  try {
    ov::Core core;
    std::string name = std::string("OpenVINO ") + ov::get_openvino_version().buildNumber +
                       " f32 on " + core.get_property("CPU", ov::device::full_name);
    for (const auto& ability : core.get_property("CPU", ov::device::capabilities)) {
      name += " " + ability;
    }
    return name;
  } catch (const ov::Exception& error) {
    throw Error(ErrorCode::kUnavailable, std::string("OpenVINO does not start: ") + error.what());
  }
}

struct ForwardEngine::Impl {
  size_t batch;
  std::vector<size_t> input_sizes;  // values per sample
  std::vector<size_t> output_sizes;
  ov::Core core;
  ov::CompiledModel model;
  ov::InferRequest request;

  void copy_in(const std::vector<std::span<const float>>& inputs, size_t first, size_t count) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      float* target = request.get_input_tensor(i).data<float>();
      const size_t size = input_sizes[i];
      std::ranges::copy(inputs[i].subspan(first * size, count * size), target);
      std::fill(target + count * size, target + batch * size, 0.0f);
    }
  }

  void infer() {
    try {
      request.infer();
    } catch (const ov::Exception& error) {
      throw Error(ErrorCode::kUnavailable,
                  std::string("OpenVINO cannot run this network: ") + error.what());
    }
  }

  void copy_out(std::vector<SampleValues>& outputs, size_t first, size_t count) {
    for (size_t i = 0; i < outputs.size(); ++i) {
      const float* source = request.get_output_tensor(i).data<float>();
      std::copy(source, source + count * output_sizes[i],
                outputs[i].data() + first * output_sizes[i]);
    }
  }
};

ForwardEngine::ForwardEngine(const Graph& graph, const Subgraph& part, const WeightSet& weights,
                             const ForwardOptions& options)
    : impl_(std::make_unique<Impl>()) {
  const auto sizes = [&](const std::vector<LayerId>& ids) {
    std::vector<size_t> result;
    for (const LayerId id : ids)
      result.push_back(static_cast<size_t>(element_count(graph.layer(id).output)));
    return result;
  };
  impl_->batch = static_cast<size_t>(std::max(1, options.batch));
  impl_->input_sizes = sizes(part.inputs);
  impl_->output_sizes = sizes(part.outputs);
  try {
    impl_->model = impl_->core.compile_model(
        make_openvino_model(graph, part, weights, impl_->batch), "CPU",
        ov::hint::inference_precision(ov::element::f32), ov::inference_num_threads(options.threads),
        ov::num_streams(1), ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
    impl_->request = impl_->model.create_infer_request();
  } catch (const ov::Exception& error) {
    throw Error(ErrorCode::kUnavailable,
                std::string("OpenVINO cannot run this network: ") + error.what());
  }
}

ForwardEngine::~ForwardEngine() = default;
ForwardEngine::ForwardEngine(ForwardEngine&&) noexcept = default;
ForwardEngine& ForwardEngine::operator=(ForwardEngine&&) noexcept = default;

std::vector<SampleValues> ForwardEngine::run(const std::vector<std::span<const float>>& inputs,
                                             size_t samples) {
  if (inputs.size() != impl_->input_sizes.size()) {
    throw Error(ErrorCode::kInvalidArgument, std::to_string(impl_->input_sizes.size()) +
                                                 " inputs expected, " +
                                                 std::to_string(inputs.size()) + " given");
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].size() != samples * impl_->input_sizes[i]) {
      throw Error(ErrorCode::kInvalidArgument, "input " + std::to_string(i) + " holds " +
                                                   std::to_string(inputs[i].size()) +
                                                   " values, not " + std::to_string(samples) +
                                                   " x " + std::to_string(impl_->input_sizes[i]));
    }
  }
  std::vector<SampleValues> outputs;
  for (const size_t size : impl_->output_sizes) outputs.emplace_back(samples * size);
  for (size_t first = 0; first < samples; first += impl_->batch) {
    const size_t count = std::min(impl_->batch, samples - first);
    impl_->copy_in(inputs, first, count);
    impl_->infer();
    impl_->copy_out(outputs, first, count);
  }
  return outputs;
}

std::string ForwardEngine::inference_precision() const {
  return impl_->model.get_property(ov::hint::inference_precision).to_string();
}

}  // namespace myolens
