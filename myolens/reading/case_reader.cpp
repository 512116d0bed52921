#include "myolens/reading/case_reader.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/classifier/network_input.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/explain/evidence.h"

namespace myolens {
namespace {

// Flags of the preparation with which a map is not what the patient's heart looked like.
struct Fault {
  std::string_view flag;
  const char* reason;
};
constexpr std::array<Fault, 4> kFaults{
    {{"unusual texture", "so much stands out on it that it may be no polar map"},
     {"text left", "letters or lines remain on it"},
     {"much filled", "too much of it was under letters or lines"},
     {"uncertain scale", "its colours can be read along two scales"}}};

}  // namespace

std::vector<std::string> refusal_reasons(const PreparedMap& map, const TrainingDomain& domain) {
  std::vector<std::string> reasons;
  for (const Fault& fault : kFaults) {
    if (std::ranges::find(map.flags, fault.flag) != map.flags.end())
      reasons.push_back(fault.reason);
  }
  const DomainJudgement judgement = domain.judge(map_signature(map.image));
  reasons.insert(reasons.end(), judgement.reasons.begin(), judgement.reasons.end());
  return reasons;
}

CaseReading CaseReader::read(std::span<const uint8_t> bytes, const std::string& origin,
                             const DiscChoice& choice, std::optional<int> frame) {
  const Picture screen = decode_screen(bytes, origin, frame);
  try {
    return read(prepare_screen(screen, origin, choice, bundle().colours));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kBadData) throw;
    CaseReading reading;
    const std::string reason = error.what();
    const std::string prefix = origin + ": ";
    reading.refusals.push_back(reason.starts_with(prefix) ? reason.substr(prefix.size()) : reason);
    return reading;
  }
}

CaseReader::CaseReader(ModelBundle model, int threads, const ExplanationChoice& choice)
    : classifier_(std::move(model), threads),
      method_(choice.method),
      target_(choice.class_name.empty()
                  ? std::vector(kPositiveEvidence.begin(), kPositiveEvidence.end())
                  : logit_of_class(bundle().labels, choice.class_name)) {
  if (!choice.layer.empty()) {
    responder_ = std::make_unique<LayerResponder>(classifier_.network(), bundle().weights,
                                                  choice.layer, ResponderOptions{threads});
  }
}

LayerResponse CaseReader::response_to(const Picture& picture, const Prediction& prediction) {
  const ModelBundle& model = bundle();
  if (!responder_) {
    return last_layer_response(classifier_.network(), model.weights, prediction.features, target_);
  }
  return responder_->respond(network_input(picture, model.input_size, model.preprocessing),
                             target_);
}

CaseReading CaseReader::read(PreparedMap map) {
  const Picture picture{map.image, map.deep};
  const Prediction prediction = classifier_.predict(picture);
  CaseReading reading;
  reading.response = response_to(picture, prediction);
  const FloatImage cells = activation_map(method_, reading.response);
  reading.refusals = refusal_reasons(map, bundle().domain);
  reading.probability = prediction.probability;
  reading.positive = prediction.positive;
  reading.label = bundle().labels[prediction.positive ? 0 : 1];
  reading.explanation = explain_map(cells, map.image.width, map.image.height, map.disc);
  reading.segment_remark = segment_remark(cells, map.image.width, map.disc);
  reading.map = std::move(map);
  return reading;
}

}  // namespace myolens
