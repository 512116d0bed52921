#include "apps/myolens/training_options.h"

#include <CLI/CLI.hpp>
#include <map>

#include "apps/myolens/one_of.h"
#include "myolens/base/error.h"

namespace myolens {
namespace {

const std::map<std::string, LearningRateRule> kRules{
    {"A", LearningRateRule::kA}, {"B", LearningRateRule::kB}, {"C", LearningRateRule::kC}};
const std::map<std::string, Selection> kSelections{{"loss", Selection::kLoss},
                                                   {"accuracy", Selection::kAccuracy}};
const std::map<std::string, OptimiserKind> kOptimisers{
    {"adam", OptimiserKind::kAdam}, {"adamw", OptimiserKind::kAdamW}, {"sgd", OptimiserKind::kSgd}};

std::vector<std::string> names(const auto& table) {
  std::vector<std::string> result;
  for (const auto& [name, value] : table) result.push_back(name);
  return result;
}

template <typename Number>
Number option_number(const std::string& text, const std::string& option) {
  Number value{};
  if (!CLI::detail::lexical_cast(text, value)) {
    throw Error(ErrorCode::kInvalidArgument, option + ": \"" + text + "\" is not a number");
  }
  return value;
}

void set_class_weights(const std::string& text, TrainingSettings& settings) {
  if (text == "none") return;
  if (text == "balanced") {
    settings.class_weighting = ClassWeighting::kBalanced;
    return;
  }
  if (text.find(',') == std::string::npos) {
    throw Error(ErrorCode::kInvalidArgument,
                "--class-weights: none, balanced or POSITIVE,NEGATIVE (as 2,1) expected, not \"" +
                    text + "\"" + nearest_name_hint(text, {"none", "balanced"}));
  }
  settings.class_weighting = ClassWeighting::kGiven;
  for (const std::string& weight : CLI::detail::split(text, ',')) {
    settings.given_class_weights.push_back(option_number<double>(weight, "--class-weights"));
  }
}

void add_stage_options(TrainingOptions& options, CLI::App& app) {
  TrainingSettings& settings = options.settings;
  app.add_option("--warm-up-epochs", settings.warm_up_epochs, "Epochs with the backbone frozen")
      ->capture_default_str();
  app.add_option("--fine-tuning-epochs", settings.fine_tuning_epochs,
                 "Epochs of the top layers; 0 leaves them out")
      ->capture_default_str();
  app.add_option("--warm-up-patience", settings.warm_up_patience,
                 "End warm-up after so many epochs without a better one; 0: never")
      ->capture_default_str();
  app.add_option("--fine-tuning-patience", options.fine_tuning_patience,
                 "The same for fine-tuning; auto: 8 where folds choose, else 0")
      ->capture_default_str();
  app.add_option("--batch", settings.batch_size, "Pictures per step")->capture_default_str();
}

void add_rate_options(TrainingOptions& options, CLI::App& app) {
  TrainingSettings& settings = options.settings;
  app.add_option("--rule", options.rule, "Learning rates from a: A, B or C (docs/paper.md)")
      ->check(one_of(names(kRules)))
      ->capture_default_str();
  app.add_option("--a", settings.a, "Parameter of the rule; the paper tunes it between 3 and 4")
      ->capture_default_str();
  app.add_option("--optimiser", options.optimiser, "adam, adamw or sgd")
      ->check(one_of(names(kOptimisers)))
      ->capture_default_str();
  app.add_option("--weight-decay", settings.optimiser.weight_decay, "Decay of adamw")
      ->capture_default_str();
  app.add_option("--momentum", settings.optimiser.momentum, "Momentum of sgd")
      ->capture_default_str();
}

void add_fine_tuning_options(TrainingOptions& options, CLI::App& app) {
  TrainingSettings& settings = options.settings;
  app.add_option("--cut", options.cut,
                 "Fine-tuned top layers: third (the paper's rule), layer=NAME (the first one), "
                 "layers=COUNT or parameters=SHARE")
      ->capture_default_str();
  app.add_option("--rate-decay", settings.rate_decay,
                 "Factor on the rate from each fine-tuned layer to the one below; 1: equal rates")
      ->capture_default_str();
  app.add_flag("--train-batch-norm", settings.train_batch_norm,
               "Train batch normalisation above the cut too");
}

void add_loss_options(TrainingOptions& options, CLI::App& app) {
  TrainingSettings& settings = options.settings;
  app.add_option("--class-weights", options.class_weights,
                 "Weight of each class in the loss: none, balanced or POSITIVE,NEGATIVE")
      ->capture_default_str();
  app.add_option("--label-smoothing", settings.label_smoothing,
                 "Share of the target spread over the classes")
      ->capture_default_str();
  app.add_option("--l2", settings.head_l2, "L2 penalty on the kernels of the head")
      ->capture_default_str();
}

void add_augmentation_options(AugmentationSettings& settings, CLI::App& app) {
  AugmentationLimits& limits = settings.limits;
  app.add_option("--augment", settings.variants,
                 "Augmented variants of every training picture, beside itself");
  app.add_option("--augment-rotation", limits.rotation_degrees, "Degrees, either way");
  app.add_option("--augment-shift", limits.shift, "Share of the disc's diameter");
  app.add_option("--augment-scale", limits.scale, "Share of the size, either way");
  app.add_option("--augment-window", limits.window, "Share of the display's upper end, either way");
  app.add_option("--augment-gamma", limits.gamma, "Exponent of the uptake, about 1");
  app.add_option("--augment-noise", limits.noise_deviation,
                 "Deviation of smooth noise, of the display's upper end");
}

}  // namespace

void add_training_options(TrainingOptions& options, CLI::App& app) {
  TrainingSettings& settings = options.settings;
  app.option_defaults()->group("Head and stages");
  app.add_option("--units", settings.head.hidden_units, "Units of each hidden layer of the head")
      ->capture_default_str();
  app.add_option("--dropout", settings.head.dropout, "Dropout rate behind each hidden layer")
      ->capture_default_str();
  add_stage_options(options, app);
  add_fine_tuning_options(options, app);
  app.option_defaults()->group("Optimisation");
  add_rate_options(options, app);
  app.add_option("--precision", options.precision,
                 "Of feature maps: fp32, or bf16, which is faster where the processor has it and "
                 "moves results a little")
      ->check(one_of({"fp32", "bf16"}))
      ->capture_default_str();
  add_loss_options(options, app);
  app.add_option("--select", options.selection,
                 "Epoch kept: lowest loss of the predictions that choose, or the paper's accuracy")
      ->check(one_of(names(kSelections)))
      ->capture_default_str();
  app.option_defaults()->group("Augmentation");
  add_augmentation_options(settings.augmentation, app);
  app.option_defaults()->group(kPlainOptions);
}

TrainingSettings training_settings(const TrainingOptions& options, bool folds_choose) {
  TrainingSettings settings = options.settings;
  if (options.fine_tuning_patience != "auto") {
    settings.fine_tuning_patience =
        option_number<int>(options.fine_tuning_patience, "--fine-tuning-patience");
  } else if (folds_choose) {
    settings.fine_tuning_patience = kPatienceOfFolds;
  }
  settings.rule = kRules.at(options.rule);
  settings.precision = find_precision(options.precision);
  settings.selection = kSelections.at(options.selection);
  settings.optimiser.kind = kOptimisers.at(options.optimiser);
  settings.cut = parse_cut(options.cut);
  set_class_weights(options.class_weights, settings);
  return settings;
}

CutRule parse_cut(const std::string& text) {
  if (text == "third") return BelowOneThird{};
  const size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (!value.empty()) {
    if (name == "layer") return FromLayer{value};
    if (name == "layers") return TopLayers{option_number<int64_t>(value, "--cut")};
    if (name == "parameters") return TopParameters{option_number<double>(value, "--cut")};
  }
  throw Error(ErrorCode::kInvalidArgument,
              "--cut: third, layer=NAME, layers=COUNT or parameters=SHARE expected, not \"" + text +
                  "\"" + nearest_name_hint(name, {"third", "layer", "layers", "parameters"}));
}

}  // namespace myolens
