// Writes a page about made-up patients, for the test in a browser:
// report_page report|evaluation|prediction|comparison FILE [CASES [METHODS [SIDE]]].
#include <cstdio>
#include <exception>
#include <string>

#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/report/comparison_page.h"
#include "myolens/report/evaluation_report.h"
#include "myolens/report/prediction_page.h"
#include "myolens/report/report.h"
#include "tests/unit/report/sample_comparison.h"
#include "tests/unit/report/sample_content.h"

namespace {

using namespace myolens;

std::string prediction_page(ReportContent sample) {
  PredictionContent content;
  content.model = "resnet50";
  content.version = "test";
  content.cases = std::move(sample.cases);
  for (TestCase& item : content.cases) item.truth = kUnknownTruth;
  content.cases.at(0).refusals = {"letters or lines remain on it"};
  content.unread = {{"notes.txt", "is no picture"}};
  return render_predictions(content);
}

std::string page_of(const std::string& kind, const test::SampleSize& size) {
  if (kind == "comparison") return render_comparison(test::sample_comparison(), "2025-01-15");
  const ReportContent sample = test::sample_content(size);
  if (kind == "evaluation") return render_evaluation(sample);
  return kind == "prediction" ? prediction_page(sample) : render_report(sample);
}

}  // namespace

int main(int count, char** words) {
  try {
    const auto number = [&](int place, int otherwise) {
      return count > place ? parse_integer(words[place], "argument") : otherwise;
    };
    if (count < 3) return 2;
    write_file(words[2], page_of(words[1], {number(3, 44), number(4, 3), number(5, 320)}));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
