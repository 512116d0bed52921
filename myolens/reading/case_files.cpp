#include "myolens/reading/case_files.h"

#include <algorithm>
#include <future>

#include "myolens/base/file.h"
#include "myolens/base/parallel.h"

namespace myolens {

void read_case_files(CaseReader& reader, std::span<const std::filesystem::path> files,
                     const CaseFileOptions& options,
                     const std::function<void(size_t file, const CaseFileReading&)>& take) {
  for (size_t first = 0; first < files.size(); first += kCaseWindow) {
    const auto window = files.subspan(first, std::min(kCaseWindow, files.size() - first));
    std::vector<CaseReading> readings(window.size());
    std::vector<std::optional<Error>> failures(window.size());
    std::future<void> ready;
    if (first == 0)
      ready = std::async(std::launch::async, [&] { reader.make_ready(window.size()); });
    parallel_for(window.size(), options.threads, [&](size_t i) {
      try {
        readings[i] =
            reader.prepare(read_file(window[i]), window[i].string(), options.disc, options.frame);
        if (options.clinical) options.clinical->add_to(readings[i], window[i]);
      } catch (const Error& error) {
        failures[i] = error;
      }
    });
    if (ready.valid()) ready.get();
    reader.answer(readings);
    for (size_t i = 0; i < window.size(); ++i)
      take(first + i, {std::move(readings[i]), std::move(failures[i])});
  }
}

}  // namespace myolens
