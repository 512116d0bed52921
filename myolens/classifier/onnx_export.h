// A trained classifier as one ONNX file for other programs.
#pragma once

#include <filesystem>

#include "myolens/classifier/bundle.h"
#include "myolens/weights/onnx_writer.h"

namespace myolens {

inline constexpr const char* kOnnxInput = "maps";
inline constexpr const char* kOnnxClinicalInput = "clinical";
inline constexpr const char* kOnnxOutput = "probabilities";

// A graph that turns `maps`, float32 N x size x size x 3 (RGB, 0 to 255, of the bundle's input
// size), into `probabilities`, float32 N x 2, in the order of the labels: preprocessing, backbone,
// head, temperature and softmax are inside. A model that reads clinical values has the further
// input `clinical`, float32 N x places, in the order of ClinicalEncoding::places: a number as it is
// (where it is missing, the column's mean), 1 or 0 in the other places; scaling is inside. Its
// metadata hold the notice, labels, threshold, origin and clinical columns; nothing about single
// patients. Shares the values of the bundle's weights.
OnnxModel onnx_model(const ModelBundle& bundle);

// Writes it. Errors: as write_onnx.
void export_onnx(const ModelBundle& bundle, const std::filesystem::path& file);

}  // namespace myolens
