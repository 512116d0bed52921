// A whole report's content, made up for tests: 44 synthetic patients, two stages, two baseline
// sets.
#pragma once

#include "myolens/report/content.h"

namespace myolens::test {

struct SampleSize {
  int cases = 44;
  int methods = 1;  // of heat maps
  int side = 112;   // of the pictures, in pixels
};
ReportContent sample_content(const SampleSize& size = {});

}  // namespace myolens::test
