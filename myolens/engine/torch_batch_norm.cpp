#include "myolens/engine/torch_batch_norm.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

#include "myolens/engine/batch_norm_rows.h"

namespace myolens {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kChunkValues = 1 << 15;  // fit into a near cache, with their gradients

at::Tensor in_rows(const at::Tensor& x) {
  return x.contiguous(x.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

// One batch in chunks of rows, which depend on nothing but its shape.
template <typename Map, typename Value>
class Batch {
 public:
  explicit Batch(const at::Tensor& x)
      : x_(x),
        channels_(x.size(1)),
        rows_(x.numel() / channels_),
        chunk_(std::max<int64_t>(kChunkValues / channels_, 1)),
        chunks_((rows_ + chunk_ - 1) / chunk_) {}

  int64_t channels() const { return channels_; }
  int64_t chunks() const { return chunks_; }
  int64_t rows() const { return rows_; }
  int64_t rows_of(int64_t chunk) const { return std::min(chunk_, rows_ - chunk * chunk_); }

  // `count` values per channel.
  at::Tensor values(int64_t count) const {
    return at::empty({count, channels_}, at::CppTypeToScalarType<Value>::value);
  }

  // Runs `pass` over every chunk; set(rows, chunk, offset) gives it the arrays that it needs.
  template <typename Set>
  void run(NormPass pass, bool relu, const Set& set) const {
    const Map* x = x_.const_data_ptr<Map>();
    at::parallel_for(0, chunks_, 1, [&](int64_t begin, int64_t end) {
      for (int64_t chunk = begin; chunk < end; ++chunk) {
        const int64_t offset = chunk * chunk_ * channels_;
        NormRows<Map, Value> rows{.pass = pass, .relu = relu};
        rows.rows = rows_of(chunk);
        rows.channels = channels_;
        rows.x = x + offset;
        set(rows, chunk, offset);
        run_norm_pass(rows);
      }
    });
  }

 private:
  const at::Tensor x_;
  int64_t channels_;
  int64_t rows_;
  int64_t chunk_;
  int64_t chunks_;
};

// add(sum, part, chunk) over the chunks' values of each channel, in double.
template <typename Value, typename Add>
std::vector<double> total(const at::Tensor& parts, const Add& add) {
  std::vector<double> sums(static_cast<size_t>(parts.size(1)));
  const Value* part = parts.const_data_ptr<Value>();
  for (int64_t chunk = 0; chunk < parts.size(0); ++chunk) {
    for (size_t c = 0; c < sums.size(); ++c, ++part) sums[c] += add(double{*part}, c, chunk);
  }
  return sums;
}

template <typename Value>
std::vector<double> total(const at::Tensor& parts) {
  return total<Value>(parts, [](double part, size_t, int64_t) { return part; });
}

// What backward needs of each channel beside the maps.
enum Known : int64_t { kMean, kInverseDeviation, kScale, kShift, kKnown };

template <typename Map, typename Value>
struct Normalization {
  static variable_list forward(const at::Tensor& x, const std::optional<at::Tensor>& gamma,
                               const at::Tensor& beta, double epsilon, bool relu,
                               at::Tensor& known) {
    const Batch<Map, Value> batch(x);
    const int64_t channels = batch.channels();
    at::Tensor means = batch.values(batch.chunks());
    at::Tensor squares = batch.values(batch.chunks());
    batch.run(NormPass::kMoments, false, [&](auto& rows, int64_t chunk, int64_t) {
      rows.mean = means.mutable_data_ptr<Value>() + chunk * channels;
      rows.sum = squares.mutable_data_ptr<Value>() + chunk * channels;
    });
    const auto count = static_cast<double>(batch.rows());
    const std::vector<double> mean = total<Value>(means, [&](double part, size_t, int64_t chunk) {
      return part * static_cast<double>(batch.rows_of(chunk)) / count;
    });
    // Within the chunks, and between them.
    const std::vector<double> within = total<Value>(squares);
    const std::vector<double> between =
        total<Value>(means, [&](double part, size_t c, int64_t chunk) {
          return static_cast<double>(batch.rows_of(chunk)) * (part - mean[c]) * (part - mean[c]);
        });

    known = batch.values(kKnown);
    at::Tensor variance = batch.values(1)[0];
    Value* kept = known.mutable_data_ptr<Value>();
    for (int64_t c = 0; c < channels; ++c) {
      const auto i = static_cast<size_t>(c);
      const double spread = (within[i] + between[i]) / count;
      const double inverse = 1.0 / std::sqrt(spread + epsilon);
      const double scale = (gamma ? double{gamma->const_data_ptr<Value>()[c]} : 1.0) * inverse;
      variance.mutable_data_ptr<Value>()[c] = static_cast<Value>(spread);
      kept[kMean * channels + c] = static_cast<Value>(mean[i]);
      kept[kInverseDeviation * channels + c] = static_cast<Value>(inverse);
      kept[kScale * channels + c] = static_cast<Value>(scale);
      kept[kShift * channels + c] =
          static_cast<Value>(double{beta.const_data_ptr<Value>()[c]} - mean[i] * scale);
    }
    at::Tensor output = at::empty_like(x);
    batch.run(NormPass::kOutput, relu, [&](auto& rows, int64_t, int64_t offset) {
      rows.result = output.mutable_data_ptr<Map>() + offset;
      rows.scale = kept + kScale * channels;
      rows.shift = kept + kShift * channels;
    });
    return {output, known[kMean].clone(), variance};
  }

  // Of input, gamma and beta.
  static variable_list backward(const at::Tensor& gradient, const at::Tensor& x,
                                const at::Tensor& known, bool relu) {
    const Batch<Map, Value> batch(x);
    const int64_t channels = batch.channels();
    Value* kept = known.mutable_data_ptr<Value>();
    const auto set_known = [&](auto& rows, int64_t offset) {
      rows.gradient = gradient.const_data_ptr<Map>() + offset;
      rows.mean = kept + kMean * channels;
      rows.scale = kept + kScale * channels;
      rows.shift = kept + kShift * channels;
    };
    at::Tensor sums = batch.values(batch.chunks());
    at::Tensor products = batch.values(batch.chunks());
    batch.run(NormPass::kGradientSums, relu, [&](auto& rows, int64_t chunk, int64_t offset) {
      set_known(rows, offset);
      rows.sum = sums.mutable_data_ptr<Value>() + chunk * channels;
      rows.product = products.mutable_data_ptr<Value>() + chunk * channels;
    });
    const std::vector<double> sum = total<Value>(sums);
    const std::vector<double> product = total<Value>(products);

    at::Tensor factors = batch.values(4);
    Value* slope = factors.mutable_data_ptr<Value>();
    Value* constant = slope + channels;
    Value* of_gamma = constant + channels;
    Value* of_beta = of_gamma + channels;
    const auto count = static_cast<double>(batch.rows());
    for (int64_t c = 0; c < channels; ++c) {
      const auto i = static_cast<size_t>(c);
      const double inverse = kept[kInverseDeviation * channels + c];
      const double scale = kept[kScale * channels + c];
      slope[c] = static_cast<Value>(-scale * inverse * inverse * product[i] / count);
      constant[c] = static_cast<Value>(-scale * sum[i] / count);
      of_gamma[c] = static_cast<Value>(inverse * product[i]);
      of_beta[c] = static_cast<Value>(sum[i]);
    }
    at::Tensor result = at::empty_like(x);
    batch.run(NormPass::kInputGradient, relu, [&](auto& rows, int64_t, int64_t offset) {
      set_known(rows, offset);
      rows.slope = slope;
      rows.constant = constant;
      rows.result = result.mutable_data_ptr<Map>() + offset;
    });
    return {result, factors[2], factors[3]};
  }
};

// visit(Normalization) for maps of the given type.
template <typename Visit>
variable_list for_type(at::ScalarType maps, const Visit& visit) {
  switch (maps) {
    case at::kDouble:
      return visit(Normalization<double, double>{});
    case at::kBFloat16:
      return visit(Normalization<at::BFloat16, float>{});
    default:
      return visit(Normalization<float, float>{});
  }
}

class NormalizationByBatch : public torch::autograd::Function<NormalizationByBatch> {
 public:
  static variable_list forward(AutogradContext* context, const at::Tensor& x,
                               const std::optional<at::Tensor>& gamma, const at::Tensor& beta,
                               double epsilon, bool relu) {
    at::Tensor known;
    const at::Tensor rows = in_rows(x);
    variable_list results = for_type(x.scalar_type(), [&](auto norm) {
      return norm.forward(rows, gamma, beta, epsilon, relu, known);
    });
    context->save_for_backward({rows, known});
    context->saved_data["relu"] = relu;
    context->saved_data["gamma"] = gamma.has_value();
    context->mark_non_differentiable({results.at(1), results.at(2)});
    return results;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const bool relu = context->saved_data["relu"].toBool();
    const at::Tensor gradient = in_rows(gradients.at(0));
    variable_list found = for_type(gradient.scalar_type(), [&](auto norm) {
      return norm.backward(gradient, saved.at(0), saved.at(1), relu);
    });
    if (!context->saved_data["gamma"].toBool()) found[1] = at::Tensor();
    found.resize(5);
    return found;
  }
};

}  // namespace

NormalizedBatch normalize_by_batch(const at::Tensor& x, const std::optional<at::Tensor>& gamma,
                                   const at::Tensor& beta, double epsilon, bool relu) {
  const variable_list results = NormalizationByBatch::apply(x, gamma, beta, epsilon, relu);
  return {results.at(0), results.at(1), results.at(2)};
}

}  // namespace myolens
