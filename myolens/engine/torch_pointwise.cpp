#include "myolens/engine/torch_pointwise.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace myolens {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Pixels x channels; a view of maps that lie channels last.
at::Tensor by_pixel(const at::Tensor& maps) {
  return maps.permute({0, 2, 3, 1}).reshape({-1, maps.size(1)});
}

class PointwiseConvolution : public torch::autograd::Function<PointwiseConvolution> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& kernel,
                            const std::optional<at::Tensor>& bias,
                            const std::vector<int64_t>& strides) {
    context->save_for_backward({x, kernel});
    context->saved_data["strides"] = strides;
    context->saved_data["biased"] = bias.has_value();
    return at::conv2d(x, kernel, bias, strides);
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const at::Tensor& gradient = gradients.at(0);
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& x = saved.at(0);
    const at::Tensor& kernel = saved.at(1);
    const std::vector<int64_t> strides = context->saved_data["strides"].toIntVector();
    variable_list found(4);
    if (context->needs_input_grad(0)) {
      found[0] = std::get<0>(at::convolution_backward(gradient, x, kernel, {}, strides, {0, 0},
                                                      {1, 1}, /*transposed=*/false, {0, 0},
                                                      /*groups=*/1, {true, false, false}));
    }
    const at::Tensor rows = by_pixel(gradient);
    if (context->needs_input_grad(1)) {
      const at::Tensor read =
          x.slice(2, 0, x.size(2), strides[0]).slice(3, 0, x.size(3), strides[1]);
      found[1] = at::mm(rows.t(), by_pixel(read)).view(kernel.sizes());
    }
    if (context->saved_data["biased"].toBool() && context->needs_input_grad(2))
      found[2] = rows.sum(0);
    return found;
  }
};

}  // namespace

at::Tensor pointwise_convolution(const at::Tensor& x, const at::Tensor& kernel,
                                 const std::optional<at::Tensor>& bias,
                                 const std::vector<int64_t>& strides) {
  return PointwiseConvolution::apply(x, kernel, bias, strides);
}

}  // namespace myolens
