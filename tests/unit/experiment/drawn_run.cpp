#include "tests/unit/experiment/drawn_run.h"

#include "myolens/cohort/preparation.h"
#include "myolens/imaging/codec.h"
#include "tests/support/drawn_screen.h"

namespace myolens {
namespace fs = std::filesystem;

void prepare_drawn_cohort(const fs::path& screens, const fs::path& prepared,
                          const DrawnCohort& cohort) {
  std::string manifest = cohort.with_ages ? "patient,file,label,age\n" : "patient,file,label\n";
  for (int i = cohort.first; i < cohort.first + cohort.patients; ++i) {
    const std::string patient = "P" + std::to_string(i);
    write_file(screens / (patient + ".png"), encode_png(drawn_screen(i)));
    manifest += patient + "," + patient + ".png," + (i % cohort.every == 0 ? "CAD" : "non-CAD");
    if (cohort.with_ages) manifest += "," + std::to_string(50 + 7 * i % 23);
    manifest += "\n";
  }
  write_file(screens / kManifestName, manifest);
  write_file(screens / kSyntheticMarker, std::string_view("drawn\n"));
  SilentProgress progress;
  prepare_cohort(screens, prepared, {.threads = 2}, progress);
}

TrainRunOptions quick_options(const fs::path& cohort, const fs::path& out) {
  TrainRunOptions options;
  options.cohort = cohort;
  options.out = out;
  options.backbone = "mobilenet";
  options.weights = kRandomWeights;
  options.folds = 2;
  TrainingSettings& training = options.procedure.training;
  training.head = {{}, 0.0};
  training.warm_up_epochs = 2;
  training.fine_tuning_epochs = 1;
  training.batch_size = 8;
  training.threads = 2;
  options.identity.words = {"train", cohort.string()};
  options.identity.settings = "seed = 1\n";
  return options;
}

RunFacts train_quietly(const TrainRunOptions& options) {
  SilentProgress progress;
  return train_run(options, WeightStore(options.cohort / "no store"), progress);
}

DrawnRun::DrawnRun() {
  prepare_drawn_cohort(folder_ / "screens", cohort(), {});
  facts_ = train_quietly(quick_options(cohort(), run().path()));
  SilentProgress progress;
  evaluation_ = evaluate_run({run().path(), {}, kTestEvaluation, 2}, progress);
}

const DrawnRun& DrawnRun::shared() {
  static const DrawnRun kRun;
  return kRun;
}

RunFolder DrawnRun::copied_to(const fs::path& folder) const {
  fs::copy(run().path(), folder, fs::copy_options::recursive);
  return RunFolder(folder);
}

}  // namespace myolens
