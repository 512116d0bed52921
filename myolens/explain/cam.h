// Class activation maps: how much of the evidence each cell of a feature layer carries. Thread-safe
// (values only).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "myolens/graph/layer.h"
#include "myolens/imaging/image.h"

namespace myolens {

// With A the features of a layer and G the gradient of the evidence with respect to them, both
// height x width x channels; a cell of the map is
enum class CamMethod {
  // sum over c of mean(G_c) * A_c, the mean over all cells (Selvaraju et al., ICCV 2017).
  kGradCam,
  // sum over c of w_c * A_c, with w the weights of a linear head on the mean over the cells (Zhou
  // et
  // al., CVPR 2016). Its mean over the cells is the evidence less the bias: exact, and Grad-CAM
  // times the number of cells.
  kCam,
  // sum over c of w_c * A_c, with w_c the sum over cells of max(G, 0) * G^2 / (2 G^2 + sum(A_c)
  // G^3)
  // (Chattopadhay et al., WACV 2018, equation 19; the factor exp(evidence), common to all cells, is
  // left out).
  kGradCamPlusPlus,
  // sum over c of G * A (Draelos and Carin, 2020, arXiv:2011.08891). Behind a head that starts with
  // the mean over all cells G is the same in all of them, and the map is that of Grad-CAM.
  kHiResCam,
  // sum over c of max(G, 0) * A (Jiang et al., IEEE TIP 2021): what speaks for the class only.
  kLayerCam
};

inline constexpr std::array<CamMethod, 5> kCamMethods{CamMethod::kGradCam, CamMethod::kCam,
                                                      CamMethod::kGradCamPlusPlus,
                                                      CamMethod::kHiResCam, CamMethod::kLayerCam};

// "grad-cam", "cam", "grad-cam++", "hirescam", "layercam".
std::string_view cam_method_name(CamMethod method);

// Errors: kInvalidArgument with the nearest name.
CamMethod find_cam_method(std::string_view name);

// A layer's values for one picture, and what they mean for the evidence.
struct LayerResponse {
  Shape shape;                  // height, width, channels
  std::vector<float> features;  // row by row, channels last
  std::vector<float> gradient;  // of the evidence with respect to the features, as these
  std::string cam_obstacle;     // why kCam does not exist here; empty where it does
};

// The signed map: above zero for the evidence, below against it; one channel, height x width. The
// methods' last step, which drops what lies below zero, is explain_map's. Errors: kInvalidArgument
// (sizes that do not fit the shape; kCam where the response says why not), kBadData (Grad-CAM++ of
// a channel whose negative features leave its weights undefined).
FloatImage activation_map(CamMethod method, const LayerResponse& response);

}  // namespace myolens
