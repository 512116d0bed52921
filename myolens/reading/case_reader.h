// One new case from the bytes of a screen to an answer with its explanation, the same way as in
// training.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "myolens/classifier/classifier.h"
#include "myolens/explain/explanation.h"
#include "myolens/polarmap/screen_preparation.h"

namespace myolens {

struct CaseReading {
  // Why the case must not be assessed, in words: no polar map, faulty, or unlike the training maps.
  // Without a map the rest is empty; with one it is there for a look at what went wrong.
  std::vector<std::string> refusals;
  PreparedMap map;
  double probability = 0;  // of the positive class
  bool positive = false;
  std::string label;        // the call, one of the bundle's labels
  Explanation explanation;  // evidence for the positive class, at the map's size
};

// Why a prepared map must not be assessed, in words: its faults, and what makes it unlike the
// training maps. Empty when nothing speaks against it.
std::vector<std::string> refusal_reasons(const PreparedMap& map, const TrainingDomain& domain);

// One object serves one thread at a time.
class CaseReader {
 public:
  CaseReader(ModelBundle bundle, int threads) : classifier_(std::move(bundle), threads) {}

  const ModelBundle& bundle() const { return classifier_.bundle(); }

  // A vendor screen or a prepared map, colours handled as in training. Errors: of decode_screen; of
  // prepare_screen, except that kBadData becomes a refusal.
  CaseReading read(std::span<const uint8_t> bytes, const std::string& origin,
                   const DiscChoice& choice = {}, std::optional<int> frame = {});

  // A map that is prepared already.
  CaseReading read(PreparedMap map);

 private:
  Classifier classifier_;
};

}  // namespace myolens
