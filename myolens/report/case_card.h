// One test case: pictures, call, evidence. Internal to report/.
#pragma once

#include <string>
#include <vector>

#include "myolens/report/case_pictures.h"
#include "myolens/report/content.h"
#include "myolens/report/html.h"

namespace myolens {

// Distance of a probability from the threshold within which a case counts as near it.
inline constexpr double kNearThreshold = 0.1;

bool is_called_positive(const TestCase& item, double threshold);
bool is_right(const TestCase& item, double threshold);
bool is_near_threshold(const TestCase& item, double threshold);

// Names of all methods, in the order of their first use.
std::vector<std::string> method_names(const std::vector<TestCase>& cases);

struct CardSetting {
  ClassNames classes;
  double threshold = 0.5;
  bool synthetic = true;
  const CasePictures& pictures;
  std::vector<std::string> methods;
  bool open_details = false;
};

// An <article> that says everything about the case without the page's script.
void case_card(HtmlWriter& html, const CardSetting& setting, const TestCase& item);

}  // namespace myolens
