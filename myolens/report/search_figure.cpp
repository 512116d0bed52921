#include "myolens/report/search_figure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>

#include "myolens/report/format.h"
#include "myolens/report/plot_frame.h"
#include "myolens/report/sections.h"
#include "myolens/report/trials.h"

namespace myolens {

namespace {

constexpr SvgSize kPanel{.width = 240, .height = 190};
constexpr PlotBox kPanelBox{.left = 48, .top = 24, .width = 186, .height = 140};
constexpr int kMostTicks = 5;
constexpr size_t kShownBest = 5;

std::string units_text(const SearchRun& run) {
  if (run.hidden_units.empty()) return "none";
  std::string text;
  for (const int64_t units : run.hidden_units)
    text += (text.empty() ? "" : ", ") + std::to_string(units);
  return text;
}

struct Setting {
  std::string name;
  std::function<double(const SearchRun&)> value;
  bool in_steps = false;         // few values, drawn at equal distances
  bool of_hidden_layer = false;  // means nothing to a configuration without one
};

std::vector<Setting> settings() {
  return {{"a of the learning rate", [](const SearchRun& run) { return run.a; }},
          {"hidden layers",
           [](const SearchRun& run) { return static_cast<double>(run.hidden_units.size()); }, true},
          {"units of the first hidden layer",
           [](const SearchRun& run) { return static_cast<double>(run.hidden_units.at(0)); }, true,
           true},
          {"dropout behind hidden layers", [](const SearchRun& run) { return run.dropout; }, false,
           true},
          {"L2 factor", [](const SearchRun& run) { return run.l2; }, true},
          {"batch size", [](const SearchRun& run) { return static_cast<double>(run.batch_size); },
           true}};
}

std::optional<double> score_of(const SearchRun& run, const SearchRecord& search) {
  return search.by_accuracy ? run.accuracy : run.loss;
}

std::string score_name(const SearchRecord& search) {
  return search.by_accuracy ? "accuracy" : "loss";
}

// The vertical axis, which all panels share.
struct ScoreScale {
  AxisRange range;
  int beyond = 0;  // configurations above it, which are not drawn
};

ScoreScale score_scale(const std::vector<SearchRun>& runs, const SearchRecord& search) {
  std::vector<double> scores;
  for (const SearchRun& run : runs) {
    if (const auto score = score_of(run, search)) scores.push_back(*score);
  }
  std::ranges::sort(scores);
  // A few losses that went astray must not flatten the others.
  const double high = std::min(scores.back(), 2 * scores[scores.size() / 2]);
  const double margin = std::max(0.05 * (high - scores.front()), 0.01);
  ScoreScale scale{{std::max(0.0, scores.front() - margin), high + margin}};
  scale.beyond = static_cast<int>(
      std::ranges::count_if(scores, [&](double score) { return score > scale.range.high; }));
  return scale;
}

std::string superscript(int number) {
  constexpr std::array<const char*, 10> kDigits{"\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                                "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text;
  for (const char digit : std::to_string(number))
    text += digit == '-' ? "\u207B" : kDigits.at(static_cast<size_t>(digit - '0'));
  return text;
}

// Powers of ten that would take more room than a panel has for one step.
std::string step_text(double value) {
  if (value <= 0 || value >= 0.001) return without_exponent(value);
  const int exponent = static_cast<int>(std::floor(std::log10(value) + 1e-9));
  const double mantissa = value / std::pow(10.0, exponent);
  const std::string power = "10" + superscript(exponent);
  return compact(mantissa) == "1" ? power : compact(mantissa) + "\u00B7" + power;
}

// The horizontal axis of one setting.
class SettingAxis {
 public:
  SettingAxis(const Setting& setting, const std::vector<SearchRun>& runs) : setting_(setting) {
    std::set<double> values;
    for (const SearchRun& run : runs) values.insert(setting.value(run));
    values_.assign(values.begin(), values.end());
  }

  AxisRange range() const {
    if (setting_.in_steps) return {-0.5, static_cast<double>(values_.size()) - 0.5};
    const double margin = std::max(0.04 * (values_.back() - values_.front()), 0.01);
    return {values_.front() - margin, values_.back() + margin};
  }

  // Equal settings are spread, so that no point hides another.
  double place(const SearchRun& run) const {
    const double value = setting_.value(run);
    if (!setting_.in_steps) return value;
    constexpr double kGolden = 0.6180339887498949;
    const double spread = std::fmod(run.trial * kGolden, 1.0) - 0.5;
    const auto step = std::ranges::lower_bound(values_, value) - values_.begin();
    return static_cast<double>(step) + 0.6 * spread;
  }

  Axis axis() const {
    if (!setting_.in_steps) return nice_axis(range(), kMostTicks);
    return {.range = range(), .ticks = {}};
  }

  void name_steps(HtmlWriter& svg, const PlotFrame& frame) const {
    if (!setting_.in_steps) return;
    for (size_t step = 0; step < values_.size(); ++step) {
      draw_text(svg,
                {frame.x(static_cast<double>(step)), frame.box().bottom() + 18, TextAnchor::kMiddle,
                 PlotColours::kQuiet},
                step_text(values_[step]));
    }
  }

 private:
  const Setting& setting_;
  std::vector<double> values_;
};

void draw_run(HtmlWriter& svg, PlotPoint at, const SearchRun& run, int most_epochs) {
  if (run.chosen) {
    draw_dot(svg, at, {.colour = PlotColours::kOrange, .radius = 5});
    return;
  }
  const double share = std::log1p(run.epochs) / std::log1p(most_epochs);
  draw_dot(svg, at, {.colour = PlotColours::kBlue, .radius = 3, .opacity = 0.15 + 0.75 * share});
}

void panel(HtmlWriter& html, const Setting& setting, std::vector<SearchRun> runs,
           const SearchRecord& search, const ScoreScale& scale) {
  if (setting.of_hidden_layer)
    std::erase_if(runs, [](const SearchRun& run) { return run.hidden_units.empty(); });
  if (runs.empty()) return;
  const int most_epochs = std::ranges::max_element(runs, {}, &SearchRun::epochs)->epochs;
  const SettingAxis horizontal(setting, runs);
  open_svg(html, kPanel, score_name(search) + " against " + setting.name);
  const PlotFrame frame(kPanelBox, horizontal.axis(), nice_axis(scale.range, kMostTicks));
  frame.draw_axes(html, "", score_name(search));
  horizontal.name_steps(html, frame);
  draw_text(html, {0, 13, TextAnchor::kStart, PlotColours::kInk, true}, setting.name);
  for (const bool chosen : {false, true}) {
    for (const SearchRun& run : runs) {
      const auto score = score_of(run, search);
      if (!score || *score > scale.range.high || run.chosen != chosen) continue;
      draw_run(html, {frame.x(horizontal.place(run)), frame.y(*score)}, run, most_epochs);
    }
  }
  close_svg(html);
}

// The last runs of all configurations, or none where no score was measured.
std::vector<SearchRun> scored_runs(const ReportContent& content) {
  if (!content.model.search) return {};
  const std::vector<SearchRun> runs = last_runs(content.model.search->runs);
  const bool scored = std::ranges::any_of(
      runs, [&](const SearchRun& run) { return score_of(run, *content.model.search).has_value(); });
  return scored ? runs : std::vector<SearchRun>{};
}

void in_words(HtmlWriter& html, const ReportContent& content, size_t configurations) {
  const SearchRecord& search = *content.model.search;
  html.markup("<p>Hyperband tried ")
      .text(std::to_string(configurations))
      .markup(" configurations for few epochs and went on with the better ones: ")
      .text(std::to_string(search.runs.size()))
      .markup(" runs of rungs in ")
      .text(decimal(search.seconds, 1))
      .markup(" s, judged by the ")
      .text(score_name(search))
      .markup(" on the ")
      .text(selection_place(content.model.selection_set))
      .markup(
          ". The best of so many scores looks better than the same settings would do on new "
          "patients.</p>\n");
}

void figure(HtmlWriter& html, const ReportContent& content, const std::vector<SearchRun>& runs) {
  const SearchRecord& search = *content.model.search;
  const ScoreScale scale = score_scale(runs, search);
  html.markup("<figure>\n<div class=\"trials\">\n");
  for (const HtmlWriter& panel : search_panels(content)) html.add(panel);
  html.markup("</div>\n<figcaption>Best ")
      .text(score_name(search))
      .markup(" that every configuration had shown at its last rung, against each of its settings")
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(
          ". The darker a point, the more epochs it was trained for; large and orange: the chosen "
          "one. Where points of all heights stand above each other, the setting alone decides "
          "little.");
  if (scale.beyond > 0) {
    html.markup(" Not drawn: ")
        .text(std::to_string(scale.beyond))
        .markup(" with a loss above ")
        .text(compact(scale.range.high))
        .markup(".");
  }
  html.markup("</figcaption>\n</figure>\n");
}

void best_row(HtmlWriter& html, const SearchRun& run) {
  html.markup("<tr><th scope=\"row\">").text(std::to_string(run.trial));
  if (run.chosen) html.markup(" <span class=\"mark\">chosen</span>");
  html.markup("</th>");
  html.element("td", units_text(run))
      .element("td", run.hidden_units.empty() ? "\u2013" : compact(run.dropout))
      .element("td", compact(run.a))
      .element("td", without_exponent(run.l2))
      .element("td", std::to_string(run.batch_size))
      .element("td", std::to_string(run.epochs))
      .element("td", std::to_string(run.best_epoch))
      .element("td", or_undefined(run.loss))
      .element("td", or_undefined(run.accuracy))
      .markup("</tr>\n");
}

void best_table(HtmlWriter& html, const ReportContent& content, std::vector<SearchRun> runs) {
  const SearchRecord& search = *content.model.search;
  std::erase_if(runs, [&](const SearchRun& run) { return !score_of(run, search); });
  // The chosen one first, also where another has the same score.
  std::ranges::stable_sort(runs, {}, [&](const SearchRun& run) {
    const double score = *score_of(run, search);
    return std::pair(search.by_accuracy ? -score : score, !run.chosen);
  });
  runs.resize(std::min(runs.size(), kShownBest));
  html.markup(kOpenScroll)
      .markup(
          "<table class=\"wide\">\n<caption>The configurations with the "
          "best ")
      .text(score_name(search))
      .markup(synthetic_mark(content.cohort.synthetic))
      .markup(
          ".</caption>\n<thead><tr><th scope=\"col\">Configuration</th><th scope=\"col\">Hidden "
          "units</th><th scope=\"col\">Dropout</th><th scope=\"col\"><i>a</i></th><th "
          "scope=\"col\">L2</th><th scope=\"col\">Batch</th><th scope=\"col\">Epochs</th><th "
          "scope=\"col\">Best epoch</th><th scope=\"col\">Loss</th><th "
          "scope=\"col\">Accuracy</th></tr></thead>\n<tbody>\n");
  for (const SearchRun& run : runs) best_row(html, run);
  html.markup("</tbody>\n</table></div>\n");
}

}  // namespace

std::vector<HtmlWriter> search_panels(const ReportContent& content) {
  std::vector<HtmlWriter> panels;
  const std::vector<SearchRun> runs = scored_runs(content);
  if (runs.empty()) return panels;
  const SearchRecord& search = *content.model.search;
  const ScoreScale scale = score_scale(runs, search);
  for (const Setting& setting : settings()) {
    HtmlWriter html;
    panel(html, setting, runs, search, scale);
    if (!html.str().empty()) panels.push_back(html);
  }
  return panels;
}

HtmlWriter search_section(const ReportContent& content) {
  HtmlWriter html;
  const std::vector<SearchRun> runs = scored_runs(content);
  if (runs.empty()) return html;
  html.markup("<section>\n<h2>Search for the head</h2>\n");
  in_words(html, content, runs.size());
  figure(html, content, runs);
  best_table(html, content, runs);
  html.markup("</section>\n");
  return html;
}

}  // namespace myolens
