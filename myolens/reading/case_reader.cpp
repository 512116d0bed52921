#include "myolens/reading/case_reader.h"

#include <algorithm>

#include "myolens/base/error.h"
#include "myolens/classifier/network_input.h"
#include "myolens/dicom/picture_file.h"
#include "myolens/explain/combined_map.h"
#include "myolens/explain/evidence.h"
#include "myolens/metrics/logistic.h"
#include "myolens/polarmap/uptake.h"
#include "myolens/reading/case_occlusion.h"

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

ModelSummary summary_of(const ModelBundle& model) {
  return {model.labels, model.threshold, model.synthetic_data, model.backbone,
          model.training_mix.prevalence()};
}

ModelSummary summary_of(const ModelEnsemble& ensemble) {
  const EnsembleDescription& description = ensemble.description;
  std::string name = "ensemble of";
  for (const std::string& member : description.members) name += " " + member;
  return {description.labels, description.threshold, description.synthetic_data, name,
          ensemble.members.at(0).training_mix.prevalence()};
}

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

CaseReader::CaseReader(ModelSummary summary, const ExplanationChoice& choice)
    : summary_(std::move(summary)),
      method_(choice.method),
      occlusion_(choice.occlusion),
      target_(choice.class_name.empty()
                  ? std::vector(kPositiveEvidence.begin(), kPositiveEvidence.end())
                  : logit_of_class(summary_.labels, choice.class_name)) {
  if (occlusion_ && !choice.layer.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "occlusion covers parts of the picture and looks at no layer; leave out \"" +
                    choice.layer + "\"");
  }
}

CaseReader::CaseReader(ModelBundle model, int threads, const ExplanationChoice& choice,
                       Precision precision)
    : CaseReader(summary_of(model), choice) {
  add_member(std::move(model), threads, precision, choice.layer);
}

CaseReader::CaseReader(ModelEnsemble ensemble, int threads, const ExplanationChoice& choice,
                       Precision precision)
    : CaseReader(summary_of(ensemble), choice) {
  combination_ = ensemble.description.combination;
  for (ModelBundle& bundle : ensemble.members)
    add_member(std::move(bundle), threads, precision, choice.layer);
}

void CaseReader::add_member(ModelBundle bundle, int threads, Precision precision,
                            const std::string& layer) {
  Member& member = members_.emplace_back(Classifier(std::move(bundle), threads, precision));
  if (layer.empty()) return;
  member.responder = std::make_unique<LayerResponder>(member.classifier.network(),
                                                      member.classifier.bundle().weights, layer,
                                                      ResponderOptions{threads});
}

void CaseReader::make_ready(size_t readings) {
  for (Member& member : members_) member.classifier.make_ready(readings);
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
  for (const Member& member : members_) {
    for (std::string& reason : refusal_reasons(map, member.classifier.bundle().domain)) {
      if (std::ranges::find(reading.refusals, reason) == reading.refusals.end())
        reading.refusals.push_back(std::move(reason));
    }
  }
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
  for (Member& member : members_) {
    std::vector<Prediction> predictions = member.classifier.predict(pictures, clinical);
    auto next = predictions.begin();
    for (CaseReading& reading : readings) {
      if (!reading.has_map()) continue;
      reading.members.push_back({next->logit, std::move(next->features)});
      reading.probability = next->probability;
      ++next;
    }
  }
  for (CaseReading& reading : readings) {
    if (reading.has_map()) call(reading);
  }
}

std::vector<double> CaseReader::calibrated_logits(const CaseReading& reading) const {
  std::vector<double> logits;
  for (size_t i = 0; i < members_.size(); ++i)
    logits.push_back(reading.members.at(i).logit / bundle(i).temperature);
  return logits;
}

void CaseReader::call(CaseReading& reading) const {
  if (combination_)
    reading.probability = logistic(combined_logit(*combination_, calibrated_logits(reading)));
  reading.positive = reading.probability >= summary_.threshold;
  reading.label = summary_.labels[reading.positive ? 0 : 1];
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

LayerResponse CaseReader::respond(const CaseReading& reading, size_t member) {
  Member& asked = members_.at(member);
  const ModelBundle& model = asked.classifier.bundle();
  if (!asked.responder) {
    return last_layer_response(asked.classifier.network(), model.weights,
                               reading.members.at(member).features, target_, reading.clinical);
  }
  return asked.responder->respond(
      network_input({reading.map.image, reading.map.deep}, model.input_size, model.preprocessing),
      target_, reading.clinical);
}

bool CaseReader::explains_side_by_side() const {
  return !occlusion_ &&
         std::ranges::none_of(members_, [](const Member& member) { return !!member.responder; });
}

FloatImage CaseReader::cells(const CaseReading& reading, const NormalGroup& group, size_t member) {
  if (!occlusion_) return activation_map(method_, respond(reading, member));
  return occlusion_cells(members_.at(member).classifier, reading.map, reading.clinical, group,
                         target_);
}

CaseExplanation CaseReader::explain(const CaseReading& reading, const NormalGroup& group) {
  if (combination_) return explain_together(reading, group);
  const FloatImage map = cells(reading, group, 0);
  const Image& picture = reading.map.image;
  return {explain_map(map, picture.width, picture.height, reading.map.disc),
          segment_remark(map, picture.width, reading.map.disc)};
}

CaseExplanation CaseReader::explain_together(const CaseReading& reading, const NormalGroup& group) {
  const std::vector<double> gradient = combined_gradient(*combination_, calibrated_logits(reading));
  std::vector<MemberMap> maps;
  for (size_t i = 0; i < members_.size(); ++i)
    maps.push_back({cells(reading, group, i), gradient[i] / bundle(i).temperature});
  const auto coarsest =
      std::ranges::min_element(maps, {}, [](const MemberMap& map) { return map.cells.width; });
  const Image& picture = reading.map.image;
  return {explain_map(combined_map(method_, maps, {picture.width, picture.height}), picture.width,
                      picture.height, reading.map.disc),
          segment_remark(coarsest->cells, picture.width, reading.map.disc)};
}

}  // namespace myolens
