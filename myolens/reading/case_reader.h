// One new case from the bytes of a screen to an answer, the same way as in training, and what
// explains the answer when it is asked for.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "myolens/classifier/classifier.h"
#include "myolens/classifier/ensemble.h"
#include "myolens/explain/explanation.h"
#include "myolens/explain/layer_responder.h"
#include "myolens/polarmap/deficit.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {

// Of one network: the model's only one, or a member of an ensemble.
struct MemberAnswer {
  double logit = 0;             // of the positive class less the other's, without temperature
  std::vector<float> features;  // last feature map, for the explanation

  bool operator==(const MemberAnswer&) const = default;
};

struct CaseReading {
  // Why the case must not be assessed, in words: no polar map, faulty, or unlike the training maps.
  // Without a map the rest is empty; with one it is there for a look at what went wrong.
  std::vector<std::string> refusals;
  PreparedMap map;
  double probability = 0;  // of the positive class
  bool positive = false;
  std::string label;  // the call, one of the model's labels
  std::vector<MemberAnswer> members;
  std::vector<float> clinical;  // encoded, of a model that reads clinical values: see add_clinical

  bool has_map() const { return !map.image.samples.empty(); }
};

// Why a prepared map must not be assessed, in words: its faults, and what makes it unlike the
// training maps. Empty when nothing speaks against it.
std::vector<std::string> refusal_reasons(const PreparedMap& map, const TrainingDomain& domain);

// The patient's clinical values, which the network reads beside the map. What training gives no
// ground for is a refusal.
void add_clinical(CaseReading& reading, const ClinicalEncoding& encoding,
                  const ClinicalValues& patient);

// Why a map of this view and state must not be assessed although its pixels may look right: the
// model was not trained on any such. Nothing where either is not known.
std::optional<std::string> view_refusal(const NormalGroup& group, const ModelBundle& model);

// The uptake against normal maps, segment i at index i - 1. Nothing where there are fewer than two
// of those, or the disc is too small or cut off. Errors: of recover_uptake.
std::vector<SegmentDeviation> segment_deviations(const PreparedMap& map, const NormalFile& normal);

// What is explained, and how.
struct ExplanationChoice {
  CamMethod method = CamMethod::kGradCam;
  std::string layer{};  // a spatial layer; empty: the last one, which needs no training library
  std::string class_name{};  // one class's logit; empty: evidence for the positive class
  bool occlusion = false;    // in place of the method: cells of the last layer's size are covered
};

struct CaseExplanation {
  Explanation map;             // at the size of the polar map
  std::string segment_remark;  // to be shown beside the shares of segments
};

// What a model says of itself, one network or several.
struct ModelSummary {
  std::vector<std::string> labels;  // labels[0] is the positive class
  double threshold = 0.5;
  bool synthetic_data = false;
  std::string name{};                           // the backbone's, or those of the members
  std::optional<double> training_prevalence{};  // of the positive class
};

// One object serves one thread at a time, except for `prepare`, which may run beside all others.
class CaseReader {
 public:
  // Errors: of LayerResponder; kInvalidArgument (no such class; occlusion of a layer).
  // The precision is that of `answer`, see Classifier.
  CaseReader(ModelBundle bundle, int threads, const ExplanationChoice& choice = {},
             Precision precision = Precision::kFloat32);

  // An ensemble assesses what each of its members would, calls by its own threshold, and explains
  // by combined_map. With a layer, each member must have one of that name.
  CaseReader(ModelEnsemble ensemble, int threads, const ExplanationChoice& choice = {},
             Precision precision = Precision::kFloat32);

  const ModelSummary& summary() const { return summary_; }
  size_t members() const { return members_.size(); }
  const ModelBundle& bundle(size_t member = 0) const {
    return members_.at(member).classifier.bundle();
  }

  // Everything but the network: refusals and map. A vendor screen or a prepared map, colours
  // handled as in training. Errors: of decode_screen; of
  // prepare_screen, except that kBadData becomes a refusal.
  CaseReading prepare(std::span<const uint8_t> bytes, const std::string& origin,
                      const DiscChoice& choice = {}, std::optional<int> frame = {}) const;
  CaseReading prepare(PreparedMap map) const;  // one that is prepared already

  // What the first `answer` of so many readings would have to wait for. Errors: kUnavailable.
  void make_ready(size_t readings);

  // Adds the network's answers to readings that have a map; the same numbers as one by one. Errors:
  // kInvalidArgument when the model reads clinical values and a reading has none,
  // kBadData when the weights lead to no number.
  void answer(std::span<CaseReading> readings);

  // Both steps, and clinical values between them where the model reads some.
  CaseReading read(std::span<const uint8_t> bytes, const std::string& origin,
                   const DiscChoice& choice = {}, std::optional<int> frame = {});
  CaseReading read(PreparedMap map, const ClinicalValues& patient = {});

  // Of an answered reading that has a map.
  LayerResponse respond(const CaseReading& reading, size_t member = 0);

  // True where no network is asked again: then `explain` too may run beside all others.
  bool explains_side_by_side() const;

  // Occlusion covers a cell with the mean of the model's normal maps that are nearest to the group.
  // Errors: kInvalidArgument (occlusion, and the model has no normal maps); of occlusion_map.
  CaseExplanation explain(const CaseReading& reading, const NormalGroup& group = {});

 private:
  struct Member {
    Classifier classifier;
    std::unique_ptr<LayerResponder> responder{};  // of a layer below the last
  };

  CaseReader(ModelSummary summary, const ExplanationChoice& choice);
  void add_member(ModelBundle bundle, int threads, Precision precision, const std::string& layer);
  void call(CaseReading& reading) const;
  std::vector<double> calibrated_logits(const CaseReading& reading) const;
  FloatImage cells(const CaseReading& reading, const NormalGroup& group, size_t member);
  CaseExplanation explain_together(const CaseReading& reading, const NormalGroup& group);

  ModelSummary summary_;
  CamMethod method_;
  bool occlusion_;
  std::vector<double> target_;  // a weight per logit
  std::vector<Member> members_;
  std::optional<Combination> combination_;  // of an ensemble
};

}  // namespace myolens
