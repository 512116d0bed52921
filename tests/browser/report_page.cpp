// Writes the report of made-up patients, for the test in a browser:
// report_page FILE [CASES [METHODS [SIDE]]].
#include <cstdio>
#include <exception>
#include <string>

#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/report/report.h"
#include "tests/unit/report/sample_content.h"

int main(int count, char** words) {
  using namespace myolens;
  try {
    const auto number = [&](int place, int otherwise) {
      return count > place ? parse_integer(words[place], "argument") : otherwise;
    };
    if (count < 2) return 2;
    const test::SampleSize size{number(2, 44), number(3, 3), number(4, 320)};
    write_file(words[1], render_report(test::sample_content(size)));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
