#include "myolens/report/prediction_page.h"

#include <algorithm>
#include <array>

#include "myolens/base/error.h"
#include "myolens/report/case_list.h"
#include "myolens/report/case_viewer.h"
#include "myolens/report/format.h"
#include "myolens/report/page.h"

namespace myolens {

namespace {

// On paper one case below the other, with everything that is known of it.
constexpr char kPredictionStyle[] = R"css(
.case ul { margin: 0; padding-left: 1.2rem; }
.compact .case ul { display: none; }
.compact .case.error ul { display: block; }
@media print {
  .cases, .cases.compact { grid-template-columns: 1fr; }
  .case .pictures, .compact .pictures { grid-template-columns: repeat(3, 1fr); max-width: 70%; }
  .case .map, .compact .map { grid-column: 2 / 4; grid-template-columns: subgrid; }
  .case .heat, .compact .heat, .case details, .compact details, .case .file, .compact .case ul {
    display: block;
  }
  .case details { break-inside: avoid; }
  .shares caption { display: table-caption; }
  .case { break-inside: auto; }
}
)css";
// Literals cannot be joined, so that the page's style is one text.
constexpr auto kPageStyle = [] {
  std::array<char, sizeof(kCaseStyle) + sizeof(kPredictionStyle) - 1> text{};
  char* end = std::copy_n(kCaseStyle, sizeof(kCaseStyle) - 1, text.data());
  std::copy_n(kPredictionStyle, sizeof(kPredictionStyle), end);
  return text;
}();

struct Counts {
  int64_t positive = 0;
  int64_t negative = 0;
  int64_t near = 0;
  int64_t refused = 0;
};

Counts counts_of(const PredictionContent& content) {
  Counts counts;
  for (const TestCase& item : content.cases) {
    if (!item.refusals.empty()) {
      ++counts.refused;
      continue;
    }
    ++(is_called_positive(item, content.threshold) ? counts.positive : counts.negative);
    if (is_near_threshold(item, content.threshold)) ++counts.near;
  }
  return counts;
}

void check(const PredictionContent& content) {
  if (content.cases.size() > kPageCases) {
    throw Error(ErrorCode::kLimitExceeded, "a page shows at most " + std::to_string(kPageCases) +
                                               " cases, not " +
                                               std::to_string(content.cases.size()));
  }
  for (const TestCase& item : content.cases) {
    if (item.probability >= 0 && item.probability <= 1) continue;
    throw Error(ErrorCode::kBadData, "expected a probability in [0, 1], got " +
                                         std::to_string(item.probability) + " for \"" +
                                         item.patient + "\"");
  }
}

std::string number_of(int64_t count, const std::string& what) {
  return grouped(count) + " " + what;
}

std::vector<SummaryParagraph> summary(const PredictionContent& content, const Counts& counts) {
  std::vector<SummaryParagraph> paragraphs;
  const auto pictures = static_cast<int64_t>(content.cases.size());
  paragraphs.push_back({number_of(pictures, pictures == 1 ? "picture." : "pictures."),
                        number_of(counts.positive, "called " + content.classes.positive) + ", " +
                            number_of(counts.negative, "called " + content.classes.negative) +
                            ", " + number_of(counts.refused, "not assessed") + "."});
  paragraphs.push_back({"How it is called.", content.classes.positive + " from a probability of " +
                                                 compact(content.threshold) + " on."});
  for (const Fact& remark : content.remarks) paragraphs.push_back({remark.name, remark.value});
  return paragraphs;
}

void unread(HtmlWriter& html, const std::vector<Fact>& files) {
  if (files.empty()) return;
  html.markup("<section>\n<h2>Files that could not be read</h2>\n<ul>\n");
  for (const Fact& file : files)
    html.markup("<li><bdi>").text(file.name).markup("</bdi>: ").text(file.value).markup("</li>\n");
  html.markup("</ul>\n</section>\n");
}

void cases(HtmlWriter& html, const PredictionContent& content, const Counts& counts) {
  if (content.cases.empty()) return;
  html.markup("<section class=\"case-section\" id=\"cases\">\n<h2>Cases</h2>\n<p>");
  case_introduction(html, content.classes.positive, content.threshold);
  html.markup("</p>\n");
  std::vector<const TestCase*> order;
  for (const TestCase& item : content.cases) order.push_back(&item);
  const CasePictures pictures(content.cases);
  case_list(html, {std::move(order),
                   {{"all", "all", static_cast<int64_t>(content.cases.size())},
                    {"positive", "called " + content.classes.positive, counts.positive},
                    {"negative", "called " + content.classes.negative, counts.negative},
                    {"near", "near the threshold", counts.near},
                    {"refused", "not assessed", counts.refused}},
                   {{"patient", "name"},
                    {"falling", "probability, highest first"},
                    {"rising", "probability, lowest first"}},
                   {content.classes, content.threshold, false, pictures,
                    method_names(content.cases), true}});
  html.markup("</section>\n");
}

}  // namespace

std::string render_predictions(const PredictionContent& content) {
  check(content);
  const Counts counts = counts_of(content);
  HtmlWriter html;
  open_page(html, {"New cases",
                   content.synthetic,
                   {content.model, content.created, "Myolens " + content.version},
                   kPageStyle.data(),
                   kCaseScript});
  write_summary(html, summary(content, counts));
  unread(html, content.unread);
  cases(html, content, counts);
  close_page(html, kCaseScript);
  return html.str();
}

}  // namespace myolens
