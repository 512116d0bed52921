#include <cctype>

#include "myolens/base/csv.h"
#include "myolens/cohort/manifest.h"
#include "tests/fuzz/fuzzing.h"

namespace {

// What is written is read back, unless the header begins like something that is no header.
void check_round_trip(const myolens::Table& table) {
  const char first = table.columns[0][0];
  if (!std::isalpha(static_cast<unsigned char>(first)) || first == 'P' || first == 's' ||
      first == 'S') {
    return;
  }
  const myolens::Table again = myolens::parse_table(myolens::format_table(table), "again");
  if (again.columns != table.columns || again.rows != table.rows) std::abort();
}

void check_lines(const myolens::TableReading& reading) {
  size_t before = 0;
  for (const size_t line : reading.table.lines) {
    if (line <= before) std::abort();
    before = line;
  }
  if (reading.table.lines.size() != reading.table.rows.size()) std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  myolens::expect_errors_only([&] {
    const myolens::TableReading reading = myolens::scan_table(text, "a");
    check_lines(reading);
    check_round_trip(reading.table);
  });
  const myolens::MemoryFile file({data, size});
  myolens::expect_errors_only([&] {
    myolens::scan_cohort(file.path(),
                         {.positive_label = "CAD", .label_use = myolens::LabelUse::kOptional});
  });
  return 0;
}
