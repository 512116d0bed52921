// Weights out of an ONNX file: the float initialisers of its graph, named after the Keras layers
// they came from. The graph itself is not run: our own graph is, and must fit.
#pragma once

#include "myolens/weights/file_bytes.h"
#include "myolens/weights/weight_file.h"

namespace myolens {

// Layers in the order in which the graph uses them. An initialiser is attributed to a layer when
// its name ends as tf2onnx and keras2onnx write it (".../conv1/Conv2D/ReadVariableOp:0") and when
// the graph uses it so (as the kernel of a Conv): then it comes in Keras's layout. Every other
// float initialiser is a layer of its own with a variable "constant", so that nothing is lost
// without a word; integer constants are no weights. Scope suffixes of Keras 3 ("conv1_1" for conv1)
// are taken off when every layer has one. Errors: kBadFormat (damaged, values in other files, other
// float types than float32), kBadData (no weights).
WeightFile read_onnx(const FileBytes& file);

// Whether the bytes begin as an ONNX model, sound or not.
bool looks_like_onnx(std::span<const uint8_t> bytes);

}  // namespace myolens
