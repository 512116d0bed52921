// What a report tells: plain data, gathered by the caller. Parts that were not measured stay empty
// and the page says so. Texts may hold any characters; nothing in them is taken for markup.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "myolens/experiment/faithfulness.h"
#include "myolens/imaging/image.h"
#include "myolens/metrics/calibration_assessment.h"
#include "myolens/metrics/compare.h"
#include "myolens/metrics/decision_curve.h"
#include "myolens/metrics/precision_recall.h"
#include "myolens/metrics/resampled_test.h"
#include "myolens/metrics/roc.h"
#include "myolens/metrics/scored_case.h"
#include "myolens/metrics/subgroups.h"
#include "myolens/metrics/summary.h"

namespace myolens {

struct Fact {
  std::string name;
  std::string value;
};

struct SplitSize {
  std::string name;  // such as "training", "validation", "test"
  ClassSizes sizes;
};

struct CohortFacts {
  std::string name;
  bool synthetic = true;     // true claims less: say false for real patients only
  std::string label_origin;  // how it was decided who belongs to the positive class
  ClassSizes sizes;
  std::vector<SplitSize> splits;
};

// Shares in [0, 1]; a value that was not measured, or is not finite, leaves a gap in the curve.
struct EpochRecord {
  std::optional<double> training_accuracy = {};
  std::optional<double> training_loss = {};
  std::optional<double> selection_accuracy = {};
  std::optional<double> selection_loss = {};
};

struct TrainingStage {
  std::string name;                 // such as "Warm-up", "Fine-tuning"
  std::string first_trained_layer;  // the cut: everything below is frozen
  int64_t trained_parameters = 0;
  double learning_rate = 0;
  int chosen_epoch = 0;  // from 1; 0: none
  std::vector<EpochRecord> epochs;
};

// One training of one configuration up to the end of a rung of Hyperband.
struct SearchRun {
  int trial = 0;                      // the configuration
  int epochs = 0;                     // trained for at the end of the rung
  std::vector<int64_t> hidden_units;  // of each hidden layer
  double dropout = 0;                 // behind each hidden layer
  double a = 0;
  double l2 = 0;
  int batch_size = 0;
  int best_epoch = 0;
  std::optional<double> loss = {};  // at the best epoch; nothing when training went astray
  std::optional<double> accuracy = {};
  bool chosen = false;
};

struct SearchRecord {
  bool by_accuracy = false;     // what chose: accuracy instead of loss
  std::vector<SearchRun> runs;  // in the order of the search
  double seconds = 0;
};

// Name of ModelFacts::selection_set where folds chose.
inline constexpr const char* kOutOfFold = "out-of-fold";

struct ModelFacts {
  std::string backbone;
  int64_t parameters = 0;  // backbone and head
  std::string weights_origin;
  bool imagenet_trained = false;
  std::string head;
  std::string learning_rate_rule;
  std::string selection_rule;                // how the epoch was chosen
  std::string selection_set = "validation";  // name of the set the epoch was chosen on
  bool selected_on_test_set = false;         // the paper's protocol: optimistic, said everywhere
  std::optional<SearchRecord> search = {};   // of the head and a
  std::vector<TrainingStage> stages;
  uint64_t seed = 0;
  std::string version;
  std::vector<Fact> further;
};

// A simpler score for the same patients.
struct BaselineRow {
  std::string name;
  bool arithmetic = false;  // computed from the map without learning, such as a deficit score
  Estimate auc;
  std::optional<AucComparison> comparison = {};  // model minus baseline
};

struct BaselineTable {
  std::string set_name;   // such as "test patients", "fresh patients"
  bool synthetic = true;  // the page says so unless the name does
  ClassSizes sizes;
  Estimate model_auc;
  std::vector<BaselineRow> rows;
};

struct TerritoryShare {
  std::string territory;
  double share = 0;       // of the activation
  double area_share = 0;  // of the disc
};

// What one method shows of a case: evidence for TestCase::explained_class. Empty images are left
// out.
struct CaseMap {
  std::string method;  // such as "Grad-CAM"; the page switches between the names
  std::string remark;  // what must be known beside the picture, or empty
  Image heat_map;
  Image overlay;
  bool no_positive_evidence = false;
  std::vector<TerritoryShare> shares;
  std::vector<TerritoryShare> segment_shares;    // finer than the map itself: said so
  std::optional<TerritoryShare> outside_disc{};  // its area beside it
};

// From the uptake itself, against normal maps of the training part.
struct SegmentUptake {
  std::string segment;
  double z_score = 0;
  double deficit = 0;  // missing share of the normal uptake, 0 to 1
};

inline constexpr int kUnknownTruth = -1;

// Whether the call is right follows from the threshold.
struct TestCase {
  std::string patient;  // or another name of the case
  std::string file;
  int truth = 0;            // 1 = positive class; kUnknownTruth of a new case
  double probability = 0;   // of the positive class
  std::vector<Fact> facts;  // such as sex and view
  Image original;           // empty: left out
  std::string explained_class;
  std::vector<CaseMap> maps;  // the first is shown first
  std::vector<SegmentUptake> segments;
  std::string segments_against;       // which normal maps, in words; may be empty
  std::vector<std::string> flags;     // of the preparation
  std::vector<std::string> refusals;  // why it was not assessed: then there is no call
};

struct SubgroupTable {
  std::string column;  // of the manifest
  std::vector<Subgroup> groups;
};

// How pictures became judged cases.
struct FlowFacts {
  int64_t received = 0;        // pictures given to the preparation
  int64_t refused = 0;         // by it
  std::vector<Fact> refusals;  // reason and count, where they are known
};

struct ModelCardFacts {
  std::string reference_standard;  // as the manifest states it; empty: not stated
  std::optional<FlowFacts> flow = {};
  std::vector<Fact> preparation;  // how pictures become inputs
  std::vector<Fact> versions;
  std::vector<Fact> checksums;  // SHA-256
};

// The numbers then belong to the procedure, not to the model of the run.
struct CrossValidationFacts {
  int folds = 0;
  int repeats = 0;
  ResampledMean auc;  // within folds
  ResampledMean accuracy;
};

struct ReportContent {
  std::string title;
  std::string created;  // date, as it shall be printed
  CohortFacts cohort;
  ModelFacts model;
  ClassificationSummary summary;  // of the test set, or of all patients when cross-validated
  std::string threshold_rule;
  std::optional<CrossValidationFacts> cross_validation = {};
  std::optional<std::vector<RocPoint>> roc = {};
  std::optional<std::vector<PrecisionRecallPoint>> precision_recall = {};
  std::optional<CalibrationAssessment> calibration = {};
  std::optional<std::vector<DecisionPoint>> decision = {};
  std::vector<SubgroupTable> subgroups = {};
  ModelCardFacts card = {};
  std::vector<BaselineTable> baselines;  // the first one on the test patients
  std::optional<Faithfulness> faithfulness = {};
  std::vector<TestCase> cases;
  std::vector<std::string> limits;
};

}  // namespace myolens
