#include "myolens/reading/case_reader.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/classifier/network_input.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/explain/evidence.h"
#include "myolens/polarmap/uptake.h"

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

void add_clinical(CaseReading& reading, const ClinicalEncoding& encoding,
                  const ClinicalValues& patient) {
  EncodedClinical encoded = encoding.encode(patient);
  reading.clinical = std::move(encoded.values);
  reading.refusals.insert(reading.refusals.end(), encoded.reasons.begin(), encoded.reasons.end());
}

std::optional<std::string> view_refusal(const NormalGroup& group, const ModelBundle& model) {
  const auto may_be = [](const std::string& a, const std::string& b) {
    return a.empty() || b.empty() || a == b;
  };
  const NormalGroup own{group.view, group.state, ""};
  std::string known;
  for (const NormalGroup& view : model.views) {
    if (may_be(own.view, view.view) && may_be(own.state, view.state)) return std::nullopt;
    known += (known.empty() ? "" : ", ") + normal_group_text(view);
  }
  if (model.views.empty()) return std::nullopt;
  return "it is said to be " + normal_group_text(own) + ", and the model learned from " + known;
}

std::vector<SegmentDeviation> segment_deviations(const PreparedMap& map, const NormalFile& normal) {
  if (normal.maps() < 2 || !NormalFile::fits(Size{map.image.width, map.image.height}, map.disc))
    return {};
  const auto segments = normal.segments(recover_uptake(map).uptake, map.disc);
  return {segments.begin(), segments.end()};
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

CaseReading CaseReader::prepare(std::span<const uint8_t> bytes, const std::string& origin,
                                const DiscChoice& choice, std::optional<int> frame) const {
  const Picture screen = decode_screen(bytes, origin, frame);
  try {
    return prepare(prepare_screen(screen, origin, choice, bundle().colours));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kBadData) throw;
    CaseReading reading;
    const std::string reason = error.what();
    const std::string prefix = origin + ": ";
    reading.refusals.push_back(reason.starts_with(prefix) ? reason.substr(prefix.size()) : reason);
    return reading;
  }
}

CaseReading CaseReader::prepare(PreparedMap map) const {
  CaseReading reading;
  reading.refusals = refusal_reasons(map, bundle().domain);
  reading.map = std::move(map);
  return reading;
}

void CaseReader::answer(std::span<CaseReading> readings) {
  std::vector<Picture> pictures;
  std::vector<float> clinical;
  for (const CaseReading& reading : readings) {
    if (!reading.has_map()) continue;
    pictures.push_back({reading.map.image, reading.map.deep});
    clinical.insert(clinical.end(), reading.clinical.begin(), reading.clinical.end());
  }
  std::vector<Prediction> predictions = classifier_.predict(pictures, clinical);
  auto next = predictions.begin();
  for (CaseReading& reading : readings) {
    if (!reading.has_map()) continue;
    reading.probability = next->probability;
    reading.positive = next->positive;
    reading.label = bundle().labels[next->positive ? 0 : 1];
    reading.features = std::move(next->features);
    ++next;
  }
}

CaseReading CaseReader::read(std::span<const uint8_t> bytes, const std::string& origin,
                             const DiscChoice& choice, std::optional<int> frame) {
  CaseReading reading = prepare(bytes, origin, choice, frame);
  answer({&reading, 1});
  return reading;
}

CaseReading CaseReader::read(PreparedMap map, const ClinicalValues& patient) {
  CaseReading reading = prepare(std::move(map));
  add_clinical(reading, bundle().clinical, patient);
  answer({&reading, 1});
  return reading;
}

LayerResponse CaseReader::respond(const CaseReading& reading) {
  const ModelBundle& model = bundle();
  if (!responder_) {
    return last_layer_response(classifier_.network(), model.weights, reading.features, target_,
                               reading.clinical);
  }
  return responder_->respond(
      network_input({reading.map.image, reading.map.deep}, model.input_size, model.preprocessing),
      target_, reading.clinical);
}

CaseExplanation CaseReader::explain(const CaseReading& reading) {
  const FloatImage cells = activation_map(method_, respond(reading));
  const Image& picture = reading.map.image;
  return {explain_map(cells, picture.width, picture.height, reading.map.disc),
          segment_remark(cells, picture.width, reading.map.disc)};
}

}  // namespace myolens
