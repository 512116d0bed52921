// A model of the catalogue's smallest network with filled weights: quick, and its answers depend on
// the picture.
#pragma once

#include "myolens/classifier/bundle.h"
#include "myolens/imaging/image.h"
#include "tests/support/reference_fill.h"

namespace myolens {

inline constexpr int kSmallInputSize = 64;

inline ModelBundle make_small_bundle() {
  ModelBundle bundle;
  bundle.backbone = "resnet50v2";
  bundle.input_size = kSmallInputSize;
  bundle.preprocessing = Preprocessing::kMinusOneOne;
  bundle.head = {{8}, 0.5};
  bundle.labels = {"CAD", "non-CAD"};
  bundle.weights_origin = "filled";
  bundle.synthetic_data = true;
  bundle.program_version = "test";
  bundle.weights = filled_weights(build_classifier_graph(bundle).graph, {1, 3});
  return bundle;
}

// A copy; copies share the values of the weights.
inline ModelBundle small_bundle() {
  static const ModelBundle kBundle = make_small_bundle();
  return kBundle;
}

// The same with clinical values beside the picture: an age, which may be missing, and a sex.
inline ModelBundle clinical_bundle() {
  ClinicalColumn age;
  age.name = "age";
  age.mean = 60;
  age.deviation = 12.5;
  age.may_be_missing = true;
  ClinicalColumn sex;
  sex.name = "sex";
  sex.texts = {"F", "M"};
  ModelBundle bundle = small_bundle();
  bundle.head.clinical_units = 3;
  bundle.clinical = ClinicalEncoding::from({age, sex});
  bundle.weights = filled_weights(build_classifier_graph(bundle).graph, {1, 3});
  return bundle;
}

// A smooth picture that differs with `variant`.
inline Picture small_picture(int variant, int side = 80) {
  Image image(side, side, 3);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      uint8_t* pixel = image.pixel(x, y);
      pixel[0] = static_cast<uint8_t>(x * 255 / side);
      pixel[1] = static_cast<uint8_t>(y * 255 / side);
      pixel[2] = static_cast<uint8_t>((x * (variant + 1) + y * variant) % 256);
    }
  }
  return {std::move(image)};
}

}  // namespace myolens
