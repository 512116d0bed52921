// One new case from the bytes of a screen to an answer with its explanation, the same way as in
// training.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "myolens/classifier/classifier.h"
#include "myolens/explain/explanation.h"
#include "myolens/explain/layer_responder.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {

struct CaseReading {
  // Why the case must not be assessed, in words: no polar map, faulty, or unlike the training maps.
  // Without a map the rest is empty; with one it is there for a look at what went wrong.
  std::vector<std::string> refusals;
  PreparedMap map;
  double probability = 0;  // of the positive class
  bool positive = false;
  std::string label;           // the call, one of the bundle's labels
  Explanation explanation;     // by default evidence for the positive class, at the map's size
  std::string segment_remark;  // to be shown beside the shares of segments
  LayerResponse response;      // for maps by further methods
};

// Why a prepared map must not be assessed, in words: its faults, and what makes it unlike the
// training maps. Empty when nothing speaks against it.
std::vector<std::string> refusal_reasons(const PreparedMap& map, const TrainingDomain& domain);

// What is explained, and how.
struct ExplanationChoice {
  CamMethod method = CamMethod::kGradCam;
  std::string layer{};  // a spatial layer; empty: the last one, which needs no training library
  std::string class_name{};  // one class's logit; empty: evidence for the positive class
};

// One object serves one thread at a time.
class CaseReader {
 public:
  // Errors: of LayerResponder; kInvalidArgument (no such class).
  CaseReader(ModelBundle bundle, int threads, const ExplanationChoice& choice = {});

  const ModelBundle& bundle() const { return classifier_.bundle(); }

  // A vendor screen or a prepared map, colours handled as in training. Errors: of decode_screen; of
  // prepare_screen, except that kBadData becomes a refusal.
  CaseReading read(std::span<const uint8_t> bytes, const std::string& origin,
                   const DiscChoice& choice = {}, std::optional<int> frame = {});

  // A map that is prepared already.
  CaseReading read(PreparedMap map);

 private:
  LayerResponse response_to(const Picture& picture, const Prediction& prediction);

  Classifier classifier_;
  CamMethod method_;
  std::vector<double> target_;                 // a weight per logit
  std::unique_ptr<LayerResponder> responder_;  // of a layer below the last
};

}  // namespace myolens
