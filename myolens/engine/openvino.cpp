#include <algorithm>
#include <openvino/openvino.hpp>

#include "myolens/base/error.h"
#include "myolens/engine/forward.h"
#include "myolens/engine/openvino_model.h"

namespace myolens {

std::string forward_engine_name() {
  try {
    ov::Core core;
    std::string name = std::string("OpenVINO ") + ov::get_openvino_version().buildNumber + " on " +
                       core.get_property("CPU", ov::device::full_name);
    for (const auto& ability : core.get_property("CPU", ov::device::capabilities)) {
      name += " " + ability;
    }
    return name;
  } catch (const ov::Exception& error) {
    throw Error(ErrorCode::kUnavailable, std::string("OpenVINO does not start: ") + error.what());
  }
}

namespace {

ov::element::Type element_type(Precision precision, const ov::Core& core) {
  switch (precision) {
    case Precision::kFloat32:
      return ov::element::f32;
    case Precision::kBfloat16: {
      const auto abilities = core.get_property("CPU", ov::device::capabilities);
      if (std::ranges::find(abilities, ov::device::capability::BF16) != abilities.end())
        return ov::element::bf16;
      throw Error(ErrorCode::kUnavailable,
                  "this processor has no bfloat16; leave out --precision bf16");
    }
    case Precision::kFloat64:
      break;
  }
  throw Error(ErrorCode::kInvalidArgument, "forward passes are not computed in float64");
}

void release_weights(const Graph& graph, const Subgraph& part, const WeightSet& weights) {
  for (const LayerId id : part.layers) {
    const Layer& layer = graph.layer(id);
    for (const WeightSpec& spec : layer.weights) weights.at(layer.name, spec.variable).release();
  }
}

}  // namespace

struct ForwardEngine::Impl {
  size_t batch;
  std::vector<size_t> input_sizes;  // values per sample
  std::vector<size_t> output_sizes;
  ov::Core core;
  ov::CompiledModel model;
  std::vector<ov::InferRequest> requests;  // one per stream

  void copy_in(ov::InferRequest& request, const std::vector<std::span<const float>>& inputs,
               size_t first, size_t count) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      float* target = request.get_input_tensor(i).data<float>();
      const size_t size = input_sizes[i];
      std::ranges::copy(inputs[i].subspan(first * size, count * size), target);
      std::fill(target + count * size, target + batch * size, 0.0f);
    }
  }

  void copy_out(ov::InferRequest& request, std::vector<SampleValues>& outputs, size_t first,
                size_t count) {
    for (size_t i = 0; i < outputs.size(); ++i) {
      const float* source = request.get_output_tensor(i).data<float>();
      std::copy(source, source + count * output_sizes[i],
                outputs[i].data() + first * output_sizes[i]);
    }
  }

  // Passes are handed to the requests in turn; each is fetched before its request is used again.
  void run(const std::vector<std::span<const float>>& inputs, std::vector<SampleValues>& outputs,
           size_t samples) {
    const auto count_from = [&](size_t first) { return std::min(batch, samples - first); };
    const size_t passes = (samples + batch - 1) / batch;
    const auto fetch = [&](size_t pass) {
      ov::InferRequest& request = requests[pass % requests.size()];
      request.wait();
      copy_out(request, outputs, pass * batch, count_from(pass * batch));
    };
    for (size_t pass = 0; pass < passes; ++pass) {
      if (pass >= requests.size()) fetch(pass - requests.size());
      ov::InferRequest& request = requests[pass % requests.size()];
      copy_in(request, inputs, pass * batch, count_from(pass * batch));
      request.start_async();
    }
    for (size_t pass = passes - std::min(passes, requests.size()); pass < passes; ++pass)
      fetch(pass);
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
  const int streams = std::max(1, options.streams);
  try {
    impl_->model = impl_->core.compile_model(
        make_openvino_model(graph, part, weights, impl_->batch), "CPU",
        ov::hint::inference_precision(element_type(options.precision, impl_->core)),
        ov::inference_num_threads(options.threads), ov::num_streams(streams),
        ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
    release_weights(graph, part, weights);
    for (int i = 0; i < streams; ++i)
      impl_->requests.push_back(impl_->model.create_infer_request());
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
  try {
    impl_->run(inputs, outputs, samples);
  } catch (const ov::Exception& error) {
    throw Error(ErrorCode::kUnavailable,
                std::string("OpenVINO cannot run this network: ") + error.what());
  }
  return outputs;
}

std::string ForwardEngine::inference_precision() const {
  return impl_->model.get_property(ov::hint::inference_precision).to_string();
}

}  // namespace myolens
