#include "myolens/report/interval_notes.h"

#include <algorithm>

#include "myolens/metrics/bootstrap.h"
#include "myolens/report/format.h"

namespace myolens {

namespace {

std::string letter_at(size_t index) { return std::string(1, static_cast<char>('a' + index)); }

std::string explanation(IntervalMethod method, uint64_t seed) {
  switch (method) {
    case IntervalMethod::kNone:
      break;
    case IntervalMethod::kWilson:
      return "Wilson\u2019s score method";
    case IntervalMethod::kDeLongLogit:
      return "DeLong\u2019s variance on the logit scale";
    case IntervalMethod::kNewcombe5:
      return "Newcombe\u2019s method 5 (2006), suited to areas near 1";
    case IntervalMethod::kMover:
      return "from the Wilson intervals of both classes by the method of variance estimates "
             "recovery (Zou and Donner 2008)";
    case IntervalMethod::kBootstrap:
      return "percentile bootstrap, " + std::to_string(BootstrapSettings{}.replicates) +
             " resamples drawn within each true class, seed " + std::to_string(seed);
    case IntervalMethod::kLogit:
      return "the logit method for a known prevalence (Mercaldo, Lau and Zhou 2007)";
  }
  return "none";
}

}  // namespace

std::string IntervalNotes::letter(IntervalMethod method) {
  if (method == IntervalMethod::kNone) return "";
  auto found = std::ranges::find(used_, method);
  if (found == used_.end()) found = used_.insert(used_.end(), method);
  return letter_at(static_cast<size_t>(found - used_.begin()));
}

void IntervalNotes::write_interval(HtmlWriter& html, const Estimate& estimate) {
  if (!estimate.value) {
    html.markup("\u2013");
  } else if (estimate.interval) {
    html.text(interval_text(estimate.interval))
        .markup("<sup>")
        .text(letter(estimate.method))
        .markup("</sup>");
  } else {
    missing_interval_ = true;
    html.markup("not given");
  }
}

void IntervalNotes::write_methods(HtmlWriter& html, uint64_t bootstrap_seed,
                                  Literal closing) const {
  html.markup("<p class=\"notes\">95% intervals:");
  for (size_t i = 0; i < used_.size(); ++i) {
    html.markup(i == 0 ? Literal(" <sup>") : Literal("; <sup>"))
        .text(letter_at(i))
        .markup("</sup> ")
        .text(explanation(used_[i], bootstrap_seed));
  }
  html.markup(used_.empty() ? Literal(" none.") : Literal("."));
  if (missing_interval_) {
    html.markup(
        " \u201CNot given\u201D: resampling has no interval to give, because the value lies at 0 "
        "or 1, never moves, or is undefined in too many resamples.");
  }
  html.markup(closing).markup("</p>\n");
}

}  // namespace myolens
