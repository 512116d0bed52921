#include "myolens/reading/case_reader.h"

#include "myolens/dicom/picture_file.h"

namespace myolens {

CaseReading CaseReader::read(std::span<const uint8_t> bytes, const std::string& origin,
                             const DiscChoice& choice, std::optional<int> frame) {
  return read(
      prepare_screen(decode_screen(bytes, origin, frame), origin, choice, bundle().colours));
}

CaseReading CaseReader::read(PreparedMap map) {
  const Prediction prediction = classifier_.predict({map.image, map.deep});
  const ModelBundle& model = classifier_.bundle();
  const FloatImage cells = grad_cam(classifier_.network(), model.weights, prediction.features);
  CaseReading reading;
  reading.probability = prediction.probability;
  reading.positive = prediction.positive;
  reading.label = model.labels[prediction.positive ? 0 : 1];
  reading.explanation = explain_map(cells, map.image.width, map.image.height, map.disc);
  reading.map = std::move(map);
  return reading;
}

}  // namespace myolens
