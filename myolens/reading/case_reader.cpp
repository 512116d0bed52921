#include "myolens/reading/case_reader.h"

#include <algorithm>

#include "myolens/base/error.h"
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

CaseReading CaseReader::read(PreparedMap map) {
  const Prediction prediction = classifier_.predict({map.image, map.deep});
  const ModelBundle& model = classifier_.bundle();
  const FloatImage cells = activation_map(
      CamMethod::kGradCam,
      last_layer_response(classifier_.network(), model.weights, prediction.features));
  CaseReading reading;
  reading.refusals = refusal_reasons(map, model.domain);
  reading.probability = prediction.probability;
  reading.positive = prediction.positive;
  reading.label = model.labels[prediction.positive ? 0 : 1];
  reading.explanation = explain_map(cells, map.image.width, map.image.height, map.disc);
  reading.map = std::move(map);
  return reading;
}

}  // namespace myolens
