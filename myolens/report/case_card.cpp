#include "myolens/report/case_card.h"

#include <algorithm>
#include <cmath>

#include "myolens/report/flag_meanings.h"
#include "myolens/report/format.h"

namespace myolens {

namespace {

// Writes one case; lives as long as that takes.
class CaseCard {
 public:
  CaseCard(HtmlWriter& html, const CardSetting& setting, const TestCase& item)
      : html_(html), setting_(setting), item_(item) {}

  void write() {
    open();
    heading();
    if (is_refused()) refusals();
    pictures();
    if (!is_refused()) {
      probability_bar();
      answer();
    }
    facts();
    flags();
    for (const CaseMap& map : item_.maps) evidence(map);
    segments();
    html_.markup("</article>\n");
  }

 private:
  const ClassNames& classes() const { return setting_.classes; }
  double threshold() const { return setting_.threshold; }
  bool is_refused() const { return !item_.refusals.empty(); }
  bool is_judged() const { return item_.truth != kUnknownTruth; }
  bool stands_out() const { return is_refused() || (is_judged() && !right()); }
  const std::string& called() const {
    return called_positive() ? classes().positive : classes().negative;
  }
  bool right() const { return is_right(item_, threshold()); }
  bool called_positive() const { return is_called_positive(item_, threshold()); }

  Literal outcome() const {
    if (is_refused()) return "refused";
    if (!is_judged()) return called_positive() ? Literal("positive") : Literal("negative");
    if (right()) return "right";
    return called_positive() ? Literal("alarm") : Literal("missed");
  }

  void open() {
    html_.markup("<article class=\"case")
        .markup(stands_out() ? Literal(" error") : Literal(""))
        .markup("\" data-outcome=\"")
        .markup(outcome())
        .markup("\" data-near=\"")
        .markup(!is_refused() && is_near_threshold(item_, threshold()) ? Literal("yes")
                                                                       : Literal("no"))
        .markup("\" data-probability=\"")
        .number(is_refused() ? -1 : item_.probability, 6)
        .markup("\" data-patient=\"")
        .text(item_.patient)
        .markup("\">\n");
  }

  void heading() {
    html_.markup("<div class=\"heading\"><h3><bdi>").text(item_.patient).markup("</bdi>");
    if (setting_.synthetic) {
      html_.markup(" <span class=\"tag\">synthetic patient</span>");
    }
    html_.markup("</h3><p class=\"verdict\">");
    if (is_refused()) {
      html_.markup("Not assessed");
    } else if (!is_judged()) {
      html_.markup("Called ").text(called());
    } else if (right()) {
      html_.markup("Right");
    } else if (called_positive()) {
      html_.markup("Error: false alarm");
    } else {
      html_.markup("Error: missed ").text(classes().positive);
    }
    html_
        .markup(
            "</p><button type=\"button\" class=\"open\" hidden aria-haspopup=\"dialog\" "
            "aria-label=\"Open ")
        .text(item_.patient)
        .markup(" large\">Open</button></div>\n");
  }

  void picture(Literal name, const std::string& caption, const std::string& data_uri) {
    html_.markup("<figure class=\"")
        .markup(name)
        .markup("\"><img loading=\"lazy\" decoding=\"async\" alt=\"")
        .text(caption)
        .markup(" of patient ")
        .text(item_.patient)
        .markup("\" src=\"")
        .text(data_uri)
        .markup("\"><figcaption>")
        .text(caption)
        .markup("</figcaption></figure>\n");
  }

  // Marks what belongs to one method, for the switch between them.
  void method_attribute(const CaseMap& map) {
    const auto found = std::ranges::find(setting_.methods, map.method);
    html_.markup(" data-method=\"")
        .number(static_cast<double>(found - setting_.methods.begin()), 0)
        .markup("\"");
  }

  // A browser with scripts need not load what is not shown yet; one without shows it all.
  bool is_packed(const CaseMap& map) const { return map.method != setting_.methods.front(); }

  void open_packed(const CaseMap& map) {
    if (!is_packed(map)) return;
    html_.markup("<noscript");
    method_attribute(map);
    html_.markup(">");
  }

  void close_packed(const CaseMap& map) {
    if (is_packed(map)) html_.markup("</noscript>\n");
  }

  std::string of_method(const std::string& what, const CaseMap& map) const {
    return setting_.methods.size() > 1 ? what + ", " + map.method : what;
  }

  void pictures() {
    html_.markup("<div class=\"pictures\">\n");
    if (!item_.original.samples.empty()) {
      picture("original", "Original", setting_.pictures.data_uri(item_.original));
    }
    for (const CaseMap& map : item_.maps) {
      open_packed(map);
      html_.markup("<div class=\"map\"");
      method_attribute(map);
      html_.markup(">\n");
      if (!map.heat_map.samples.empty()) {
        picture("heat", of_method("Heat map", map), setting_.pictures.heat_data_uri(map.heat_map));
      }
      if (!map.overlay.samples.empty()) {
        picture("overlay", of_method("Overlay", map), setting_.pictures.data_uri(map.overlay));
      }
      html_.markup("</div>\n");
      close_packed(map);
    }
    html_.markup("</div>\n");
  }

  void probability_bar() {
    html_
        .markup(
            "<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" "
            "aria-hidden=\"true\"><rect width=\"100\" height=\"4\" fill=\"#e3e6ea\"/>"
            "<rect height=\"4\" fill=\"#0b5a94\" width=\"")
        .number(100 * item_.probability, 1)
        .markup("\"/><rect width=\"0.6\" height=\"4\" fill=\"#1f2328\" x=\"")
        .number(100 * std::clamp(threshold(), 0.0, 1.0) - 0.3, 1)
        .markup("\"/></svg>\n");
  }

  void refusals() {
    html_.markup("<p>There is no answer for this picture, because</p>\n<ul>\n");
    for (const std::string& reason : item_.refusals) html_.element("li", reason).markup("\n");
    html_.markup("</ul>\n");
  }

  void answer() {
    if (is_judged()) {
      html_.markup("<p>Truth <b>")
          .text(item_.truth == 1 ? classes().positive : classes().negative)
          .markup("</b>, called <b>")
          .text(called())
          .markup("</b>. Probability of ");
    } else {
      html_.markup("<p>Called <b>").text(called()).markup("</b>: the probability of ");
    }
    html_.text(classes().positive)
        .markup(is_judged() ? Literal(" <b>") : Literal(" is <b>"))
        .text(decimal(item_.probability, 3))
        .markup("</b>");
    if (!is_judged()) against_threshold();
    html_.markup(".</p>\n");
  }

  void against_threshold() {
    html_
        .markup(called_positive() ? Literal(", not below the threshold of ")
                                  : Literal(", below the threshold of "))
        .text(compact(threshold()));
    if (is_near_threshold(item_, threshold())) html_.markup(" but near it");
  }

  void flags() {
    if (item_.flags.empty()) return;
    html_.markup("<p class=\"about\">What the preparation of the picture noticed:</p>\n<ul>\n");
    for (const std::string& flag : item_.flags) {
      const FlagMeaning meaning = flag_meaning(flag);
      html_.markup("<li><b>").text(flag).markup("</b>");
      if (!meaning.text.empty()) html_.markup(": ").text(meaning.text);
      html_.markup("</li>\n");
    }
    html_.markup("</ul>\n");
  }

  void facts() {
    if (!item_.facts.empty()) {
      html_.markup("<p class=\"about\">");
      for (const Fact& fact : item_.facts) {
        if (&fact != &item_.facts.front()) html_.markup(" \u00B7 ");
        html_.text(fact.name).markup(" ").element("b", fact.value);
      }
      html_.markup("</p>\n");
    }
    if (!item_.file.empty()) {
      html_.markup("<p class=\"file\"><bdi>").text(item_.file).markup("</bdi></p>\n");
    }
  }

  void evidence(const CaseMap& map) {
    const bool says_nothing = !map.no_positive_evidence && map.remark.empty() &&
                              map.shares.empty() && map.segment_shares.empty();
    if (says_nothing) return;
    open_packed(map);
    html_.markup("<div class=\"evidence\"");
    method_attribute(map);
    html_.markup(">\n");
    if (map.no_positive_evidence) {
      html_.markup("<p>No positive evidence")
          .text(setting_.methods.size() > 1 ? " by " + map.method : "")
          .markup(": no place on the map speaks for ")
          .text(item_.explained_class)
          .markup(".</p>\n");
    }
    if (!map.remark.empty()) html_.element("p", map.remark).markup("\n");
    if (!map.shares.empty() && !map.no_positive_evidence) territories(map);
    if (!map.segment_shares.empty() && !map.no_positive_evidence) segment_shares(map);
    html_.markup("</div>\n");
    close_packed(map);
  }

  void share_row(const TerritoryShare& share) {
    html_.markup("<tr><th scope=\"row\">")
        .text(share.territory)
        .markup("</th><td>")
        .text(percent(share.share))
        .markup("</td><td>")
        .text(percent(share.area_share))
        .markup("</td><td>")
        .text(share.area_share > 0 ? decimal(share.share / share.area_share, 2) : kUndefined)
        .markup("</td></tr>\n");
  }

  void share_head(Literal first) {
    html_.markup("</caption>\n<thead><tr><th scope=\"col\">")
        .markup(first)
        .markup(
            "</th><th scope=\"col\">Share</th><th scope=\"col\">Area</th><th scope=\"col\">Share / "
            "area</th></tr></thead><tbody>\n");
  }

  void territories(const CaseMap& map) {
    html_.markup("<table class=\"shares\"><caption>Activation for ")
        .text(item_.explained_class)
        .markup(" per territory by AHA convention")
        .text(setting_.methods.size() > 1 ? ", " + map.method : "");
    share_head("Territory");
    for (const TerritoryShare& share : map.shares) share_row(share);
    html_.markup("</tbody>");
    if (map.outside_disc) {
      html_.markup("<tbody>");
      share_row(*map.outside_disc);
      html_.markup("</tbody>");
    }
    html_.markup("</table>\n");
  }

  void open_details() {
    html_.markup(setting_.open_details ? Literal("<details open>") : Literal("<details>"));
  }

  void segment_shares(const CaseMap& map) {
    open_details();
    html_.markup(
        "<summary>Per segment</summary>\n<table class=\"shares\"><caption>A map of 7 x 7 "
        "cells is coarser than the segments by AHA convention: neighbours share cells");
    share_head("Segment");
    for (const TerritoryShare& share : map.segment_shares) share_row(share);
    html_.markup("</tbody></table>\n</details>\n");
  }

  void segments() {
    if (item_.segments.empty()) return;
    open_details();
    html_
        .markup(
            "<summary>Uptake per segment</summary>\n<table class=\"shares\"><caption>From the "
            "uptake itself, not from the network: against normal maps of the training part")
        .text(item_.segments_against.empty() ? "" : " (" + item_.segments_against + ")")
        .markup(
            ", segments by AHA convention</caption>\n<thead><tr><th scope=\"col\">Segment</th><th "
            "scope=\"col\">z-score</th><th scope=\"col\">Deficit</th></tr></thead><tbody>\n");
    for (const SegmentUptake& segment : item_.segments) {
      html_.markup("<tr><th scope=\"row\">").text(segment.segment).markup("</th>");
      html_
          .element("td",
                   std::isfinite(segment.z_score) ? signed_decimal(segment.z_score, 1) : kUndefined)
          .element("td", std::isfinite(segment.deficit) ? percent(segment.deficit) : kUndefined)
          .markup("</tr>\n");
    }
    html_.markup("</tbody></table>\n</details>\n");
  }

  HtmlWriter& html_;
  const CardSetting& setting_;
  const TestCase& item_;
};

}  // namespace

bool is_called_positive(const TestCase& item, double threshold) {
  return item.probability >= threshold;
}

bool is_right(const TestCase& item, double threshold) {
  return is_called_positive(item, threshold) == (item.truth == 1);
}

bool is_near_threshold(const TestCase& item, double threshold) {
  return std::abs(item.probability - threshold) <= kNearThreshold;
}

std::vector<std::string> method_names(const std::vector<TestCase>& cases) {
  std::vector<std::string> names;
  for (const TestCase& item : cases) {
    for (const CaseMap& map : item.maps) {
      if (std::ranges::find(names, map.method) == names.end()) names.push_back(map.method);
    }
  }
  return names;
}

void case_card(HtmlWriter& html, const CardSetting& setting, const TestCase& item) {
  CaseCard(html, setting, item).write();
}

}  // namespace myolens
