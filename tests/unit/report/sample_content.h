// A whole report's content, made up for tests: 44 synthetic patients, two stages, two baseline
// sets.
#pragma once

#include "myolens/report/content.h"

namespace myolens::test {

ReportContent sample_content();

}  // namespace myolens::test
