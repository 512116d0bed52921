#include "myolens/report/trials.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "myolens/base/csv.h"
#include "myolens/base/error.h"
#include "myolens/base/number_text.h"

namespace myolens {

namespace {

class TrialsReader {
 public:
  explicit TrialsReader(const std::filesystem::path& file)
      : origin_(file.string()), table_(read_table(file)) {}

  std::vector<SearchRun> runs() {
    std::vector<SearchRun> runs;
    std::map<int, int> epochs;  // of each trial so far
    for (row_ = 0; row_ < table_.rows.size(); ++row_) {
      const SearchRun run = read_run();
      int& before = epochs[run.trial];
      require(run.epochs > before, "a trial that goes on has more epochs than before");
      before = run.epochs;
      runs.push_back(run);
    }
    if (std::ranges::count_if(runs, &SearchRun::chosen) != 1)
      throw Error(ErrorCode::kBadFormat, origin_ + ": exactly one run must be the chosen one");
    return runs;
  }

 private:
  SearchRun read_run() const {
    SearchRun run;
    run.trial = integer("trial", 0);
    run.epochs = integer("epochs", 1);
    std::istringstream units(field("hidden_units"));
    for (std::string layer; units >> layer;) {
      run.hidden_units.push_back(parse_integer(layer, place()));
      require(run.hidden_units.back() > 0, "a hidden layer has units");
    }
    run.dropout = number("dropout");
    require(run.dropout < 1, "a dropout rate lies below 1");
    run.a = number("a");
    run.l2 = number("l2");
    run.batch_size = integer("batch_size", 1);
    run.best_epoch = integer("best_epoch", 0);
    if (!field("validation_loss").empty()) run.loss = number("validation_loss");
    if (!field("validation_accuracy").empty()) run.accuracy = number("validation_accuracy");
    const std::string& chosen = field("chosen");
    require(chosen.empty() || chosen == "yes", "the column \"chosen\" holds yes or nothing");
    run.chosen = chosen == "yes";
    require(!run.chosen || run.loss.has_value(), "the chosen run has a loss");
    return run;
  }

  std::string place() const { return origin_ + ", line " + std::to_string(table_.lines.at(row_)); }

  void require(bool holds, const std::string& rule) const {
    if (!holds) throw Error(ErrorCode::kBadFormat, place() + ": " + rule);
  }

  const std::string& field(const std::string& column) const {
    return table_.rows[row_][table_.column(column, origin_)];
  }

  double number(const std::string& column) const {
    const double value = parse_number(field(column), place());
    require(std::isfinite(value) && value >= 0,
            "the column \"" + column + "\" must not be " + field(column));
    return value;
  }

  int integer(const std::string& column, int least) const {
    const int value = parse_integer(field(column), place());
    require(value >= least, "the column \"" + column + "\" must be at least " +
                                std::to_string(least) + ", not " + field(column));
    return value;
  }

  const std::string origin_;
  const Table table_;
  size_t row_ = 0;
};

}  // namespace

std::vector<SearchRun> read_trials(const std::filesystem::path& file) {
  return TrialsReader(file).runs();
}

std::vector<SearchRun> last_runs(const std::vector<SearchRun>& runs) {
  std::map<int, SearchRun> last;
  for (const SearchRun& run : runs) {
    const bool chosen = run.chosen || last[run.trial].chosen;
    last[run.trial] = run;
    last[run.trial].chosen = chosen;
  }
  std::vector<SearchRun> result;
  for (const auto& [trial, run] : last) result.push_back(run);
  return result;
}

}  // namespace myolens
